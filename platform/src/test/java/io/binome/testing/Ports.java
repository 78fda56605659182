package io.binome.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for what a test starts later. They lie below those that the kernel gives to outgoing connections (32768 and
 * above on Linux), where any of the machine's connections may take one that was seen to be free a moment ago.
 */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int NUMBER = 10_000;
    /** Test processes that run at once begin far from each other, as their ids are close. */
    private static final int APART = 613;

    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % NUMBER));

    private Ports() {}

    /** Free now on every address of this machine, and not given to anybody else in this process. */
    public static int free() {
        for (int tries = 0; tries < NUMBER; tries++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), NUMBER);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No port between " + FIRST + " and " + (FIRST + NUMBER) + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket any = new ServerSocket();
                ServerSocket loopback = new ServerSocket()) {
            // What listens on one address alone does not keep others from listening on all, and the other way round.
            loopback.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            loopback.close();
            any.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
