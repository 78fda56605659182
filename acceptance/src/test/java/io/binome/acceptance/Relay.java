package io.binome.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/** Lets other machines reach a server that listens on loopback, as a proxy before it would. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final URI server;

    private Relay(ServerSocket door, URI server) {
        this.door = door;
        this.server = server;
    }

    static Relay open(ServerSocket door, String address, String server) {
        try {
            door.bind(new InetSocketAddress(address, 0));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Relay relay = new Relay(door, URI.create(server));
        Thread.ofVirtual().name("relay").start(relay::accept);
        return relay;
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = door.accept();
                Thread.ofVirtual().start(() -> relay(caller));
            }
        } catch (IOException closed) {
            // By close().
        }
    }

    private void relay(Socket caller) {
        try (caller;
                Socket called = new Socket(server.getHost(), server.getPort())) {
            Thread back = Thread.ofVirtual().start(() -> copy(called, caller));
            copy(caller, called);
            back.join();
        } catch (IOException gone) {
            // The caller sees that its connection ends.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException gone) {
            // As above.
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
