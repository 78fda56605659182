/**
 * The contract of a tenant: read, versioned, in force from when both sides agreed; answers what a change needs. May use
 * stacks and calendar, and what those stand on.
 */
@NullMarked
package io.binome.contracts;

import org.jspecify.annotations.NullMarked;
