/**
 * Durable jobs with leases and fencing, and the runs that engines make, with their logs. May use tenancy and what is
 * below it.
 */
package io.binome.runs;
