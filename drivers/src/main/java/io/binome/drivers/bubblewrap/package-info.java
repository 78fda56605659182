/**
 * Runs of engines on one machine, confined by bubblewrap, control groups and a filtering proxy: driver of
 * {@link io.binome.runs.Sandbox}. What a run can reach is in docs/reference/sandbox.md, why in docs/decisions/0015-sandbox.md.
 */
package io.binome.drivers.bubblewrap;
