/**
 * Stacks, the {@code binome.yaml} that declares them, the engine-neutral plan, and the port of the engines. May use
 * repositories, runs and what is below them.
 */
package io.binome.stacks;
