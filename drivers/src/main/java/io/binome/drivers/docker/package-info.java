/**
 * The Docker Engine as a {@link io.binome.workloads.Runtime}: many hosts, over a local socket or TCP with mutual TLS.
 * docker-java for control calls, plain HTTP on the same socket for streams. May use the faces of workloads, sites, kernel.
 */
package io.binome.drivers.docker;
