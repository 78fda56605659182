package io.binome.server.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Keeps passwords and tokens off the network in clear: without TLS the server listens on loopback only. */
public final class ListeningRule {
    private ListeningRule() {}

    /** Why the server must not start with these settings; empty when it may. */
    public static Optional<String> refusal(Settings settings) {
        boolean certificate = settings.tls().certificate() != null;
        if (certificate != (settings.tls().key() != null)) {
            return Optional.of("binome.tls.certificate and binome.tls.key belong together: set both or neither.");
        }
        if (certificate || settings.proxyTerminatesTls() || loopback(settings.address())) {
            return Optional.empty();
        }
        return Optional.of("binome.address is " + settings.address()
                + ", which others can reach, and nothing encrypts the way there. Set binome.tls.certificate and"
                + " binome.tls.key, or binome.proxy-terminates-tls=true if a proxy in front does it.");
    }

    private static boolean loopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
