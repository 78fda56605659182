package io.binome.drivers.haproxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How the proxy is run.
 *
 * @param folder its own folder: configuration, process id, sockets and log. At most 80 bytes long as a path, since a
 *     unix socket's address is limited to 108
 * @param listenAddress numeric address that published ports are bound to; {@code 0.0.0.0} for all
 * @param executable the program, found on the PATH or absolute
 * @param maximumConnections of all clients together, 100 to 1,000,000; fewer where the limit of open files says so
 */
public record HaproxySettings(Path folder, String listenAddress, String executable, int maximumConnections) {
    private static final int LONGEST_FOLDER = 80;

    public HaproxySettings {
        folder = folder.toAbsolutePath().normalize();
        int length = folder.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_FOLDER) {
            throw new IllegalArgumentException(
                    "The edge's folder " + folder + " has " + length + " bytes; the addresses of its sockets allow "
                            + LONGEST_FOLDER + ". Choose a shorter BINOME_HOME.");
        }
        if (folder.toString().chars().anyMatch(character -> character <= ' ' || "\"'\\#,$@".indexOf(character) >= 0)) {
            throw new IllegalArgumentException("The edge's folder " + folder
                    + " has a space or another character that HAProxy's configuration reads as its own.");
        }
        if (!listenAddress.matches("[0-9A-Fa-f.:]+")) {
            throw new IllegalArgumentException("The edge listens on a numeric address, not on " + listenAddress);
        }
        if (maximumConnections < 100 || maximumConnections > 1_000_000) {
            throw new IllegalArgumentException("maximumConnections must be 100 to 1000000, not " + maximumConnections);
        }
    }

    /** On loopback, with the {@code haproxy} of the machine and at most 20,000 connections. */
    public static HaproxySettings inFolder(Path folder) {
        return new HaproxySettings(folder, "127.0.0.1", "haproxy", 20_000);
    }

    public HaproxySettings listeningOn(String address) {
        return new HaproxySettings(folder, address, executable, maximumConnections);
    }

    InetAddress listen() {
        try {
            return InetAddress.getByName(listenAddress);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("A numeric address needs no look-up: " + listenAddress, impossible);
        }
    }

    Path configuration() {
        return folder.resolve("haproxy.cfg");
    }

    Path processId() {
        return folder.resolve("haproxy.pid");
    }

    Path log() {
        return folder.resolve("haproxy.log");
    }

    Path masterSocket() {
        return folder.resolve("master.sock");
    }

    Path adminSocket() {
        return folder.resolve("admin.sock");
    }

    /** The only folder that the running proxy can see, when it was started by root. */
    Path jail() {
        return folder.resolve("jail");
    }

    Path noServerPage() {
        return folder.resolve("503.http");
    }
}
