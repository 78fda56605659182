/**
 * Published ports: who has which, which replicas answer, and the port of the proxy that carries it out. May use stacks,
 * sites and what is below them.
 */
package io.binome.edge;
