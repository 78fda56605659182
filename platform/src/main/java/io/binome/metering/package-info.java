/**
 * What services really used: counters of the kernel, read every few seconds, kept as records that add up to hours.
 * Knows no prices. May use the workloads and what is below them.
 */
package io.binome.metering;
