/**
 * What OpenTofu and Terraform say in files, read into the terms of the platform: pure functions, no process, no database.
 * May use the plan of stacks.
 */
@NullMarked
package io.binome.opentofu;

import org.jspecify.annotations.NullMarked;
