/**
 * The engine of OpenTofu and Terraform stacks: their programs, run in the sandbox, with the state in the room of states.
 * Stands behind {@link io.binome.stacks.Engine}.
 */
@NullMarked
package io.binome.drivers.opentofu;

import org.jspecify.annotations.NullMarked;
