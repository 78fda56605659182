/** How {@code binome.yaml} is read, and how stacks are kept in PostgreSQL. */
@NullMarked
package io.binome.stacks.internal;

import org.jspecify.annotations.NullMarked;
