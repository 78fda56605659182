/**
 * Wanted and actual services: a pure core (reading, isolation rules, planning) and the shell that applies and heals.
 * Constructed by the server's wiring; nothing else outside of this room uses it.
 */
package io.binome.workloads.internal;
