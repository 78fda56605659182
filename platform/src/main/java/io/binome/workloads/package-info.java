/**
 * Services on hosts: the Compose engine that plans and applies them, healing, drift, and the port of what runs
 * containers. May use the edge, the Compose loader and what is below them.
 */
package io.binome.workloads;
