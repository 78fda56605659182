package io.binome.sites.internal;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.sites.HostEndpoint;
import io.binome.sites.HostEndpoint.MutualTls;
import io.binome.sites.HostEndpoint.Tcp;
import io.binome.sites.HostEndpoint.UnixSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which endpoints are believed. Whoever reaches an engine in clear owns the server it runs on, so few may. */
final class EndpointRules {
    /** What Linux takes: sun_path has 108 bytes, the last of them zero (unix(7)). */
    private static final int LONGEST_SOCKET = 107;

    private static final int LONGEST_PEM = 64 << 10;
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{C}");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})?)*");
    private final List<Network> clearNetworks;

    /** @param clearNetworks networks in CIDR form whose engines may be used without TLS, besides loopback */
    EndpointRules(Collection<String> clearNetworks) {
        this.clearNetworks = clearNetworks.stream().map(Network::parse).toList();
    }

    /** @throws ProblemException with {@link InvalidInput} */
    void require(HostEndpoint endpoint) {
        switch (endpoint) {
            case UnixSocket socket -> requireSocket(socket.path());
            case Tcp tcp -> requireTcp(tcp);
        }
    }

    static String text(HostEndpoint endpoint) {
        return switch (endpoint) {
            case UnixSocket socket -> "unix://" + socket.path();
            case Tcp tcp -> "tcp://" + tcp.address() + ":" + tcp.port();
        };
    }

    private static void requireSocket(String path) {
        if (!path.startsWith("/")
                || path.getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET
                || UNPRINTABLE.matcher(path).find()) {
            throw refused("socket", "must be an absolute path of at most " + LONGEST_SOCKET + " bytes");
        }
    }

    private void requireTcp(Tcp tcp) {
        requireAddress("address", tcp.address());
        requireAddress("edgeAddress", tcp.edgeAddress());
        if (tcp.port() < 1 || tcp.port() > 65_535) {
            throw refused("port", "must be between 1 and 65535");
        }
        MutualTls tls = tcp.tls();
        if (tls != null) {
            requirePem("caCertificate", tls.caCertificate(), "CERTIFICATE-----");
            requirePem("clientCertificate", tls.clientCertificate(), "CERTIFICATE-----");
            requirePem("clientKey", tls.clientKey(), "PRIVATE KEY-----");
        } else if (!mayBeClear(tcp.address())) {
            throw refused(
                    "address",
                    "needs mutual TLS: without it only loopback addresses and the networks of the server's configuration"
                            + " are accepted, as numbers");
        }
    }

    private static void requireAddress(String field, String address) {
        if (!HOST_NAME.matcher(address).matches() && literal(address) == null) {
            throw refused(field, "must be a host name or an IP address");
        }
    }

    private static void requirePem(String field, String text, String kind) {
        if (text.length() > LONGEST_PEM || !text.contains("-----BEGIN ") || !text.contains(kind)) {
            throw refused(field, "must be PEM, with a line that begins with five hyphens and BEGIN");
        }
    }

    /** Numbers alone: what a name stands for may change after it was looked at. */
    private boolean mayBeClear(String address) {
        if (address.equals("localhost")) {
            return true;
        }
        InetAddress number = literal(address);
        return number != null
                && (number.isLoopbackAddress() || clearNetworks.stream().anyMatch(network -> network.contains(number)));
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    private static ProblemException refused(String field, String reason) {
        return new ProblemException(InvalidInput.of(field, reason));
    }

    private record Network(InetAddress base, int prefix) {
        static Network parse(String text) {
            int slash = text.indexOf('/');
            if (slash > 0) {
                try {
                    InetAddress base = InetAddress.ofLiteral(text.substring(0, slash));
                    int prefix = Integer.parseInt(text.substring(slash + 1));
                    if (prefix >= 0 && prefix <= base.getAddress().length * 8) {
                        return new Network(base, prefix);
                    }
                } catch (IllegalArgumentException malformed) {
                    throw new IllegalArgumentException(text + " is no network such as 10.1.0.0/16", malformed);
                }
            }
            throw new IllegalArgumentException(text + " is no network such as 10.1.0.0/16");
        }

        boolean contains(InetAddress address) {
            byte[] own = base.getAddress();
            byte[] other = address.getAddress();
            if (own.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit % 8);
                if (((own[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
