package io.binome.drivers.network;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;

/** The addresses of this machine. */
public final class OwnAddresses {
    private OwnAddresses() {}

    public static Set<InetAddress> now() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException unknown) {
            throw new IllegalStateException("The addresses of this machine cannot be read", unknown);
        }
    }
}
