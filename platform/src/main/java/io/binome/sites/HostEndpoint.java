package io.binome.sites;

import org.jspecify.annotations.Nullable;

/** Where a server's Docker Engine answers. */
public sealed interface HostEndpoint {
    /** On this machine. {@code path} is absolute. */
    record UnixSocket(String path) implements HostEndpoint {}

    /**
     * Over the network. Without {@code tls} only loopback addresses and networks named in the server's configuration are
     * accepted.
     *
     * @param edgeAddress where the edge reaches ports published on that server
     */
    record Tcp(
            String address,
            int port,
            String edgeAddress,
            @Nullable MutualTls tls) implements HostEndpoint {}

    /** PEM texts; the private key is kept sealed, and is not in the text form. */
    record MutualTls(String caCertificate, String clientCertificate, String clientKey) {
        @Override
        public String toString() {
            return "MutualTls[certificates and key]";
        }
    }
}
