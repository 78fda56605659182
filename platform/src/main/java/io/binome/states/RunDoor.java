package io.binome.states;

import java.net.InetSocketAddress;

/**
 * Where runs on this machine reach the state backend, by plain HTTP: on loopback, with the credentials of runs alone,
 * and nothing else is there. A run in a network of its own is brought there by its proxy.
 */
@FunctionalInterface
public interface RunDoor {
    /** @throws IllegalStateException before the server listens */
    InetSocketAddress address();
}
