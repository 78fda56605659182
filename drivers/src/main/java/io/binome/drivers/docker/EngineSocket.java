package io.binome.drivers.docker;

import io.binome.sites.HostEndpoint;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** One connection to a Docker Engine whose writing side can be closed alone: what a command waiting for EOF needs. */
interface EngineSocket extends Closeable {
    Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    InputStream input();

    OutputStream output();

    void shutdownOutput() throws IOException;

    static EngineSocket connect(HostEndpoint endpoint, @Nullable MutualTlsContext tls) throws IOException {
        return switch (endpoint) {
            case HostEndpoint.UnixSocket unix -> new UnixEngineSocket(unix.path());
            case HostEndpoint.Tcp tcp -> new TcpEngineSocket(tcp, tls);
        };
    }

    /** Over a Unix socket. Interrupting the thread that reads closes it. */
    final class UnixEngineSocket implements EngineSocket {
        private final SocketChannel channel;
        private final InputStream input;
        private final OutputStream output;

        UnixEngineSocket(String path) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
            input = new BufferedInputStream(Channels.newInputStream(channel), 16384);
            output = Channels.newOutputStream(channel);
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            return output;
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Over TCP, with mutual TLS where the endpoint has it. Keep-alive probes find a peer that went away without a word
     * within half a minute.
     */
    final class TcpEngineSocket implements EngineSocket {
        private final Socket socket;
        private final InputStream input;

        TcpEngineSocket(HostEndpoint.Tcp endpoint, @Nullable MutualTlsContext tls) throws IOException {
            Socket plain = new Socket();
            try {
                plain.connect(
                        new InetSocketAddress(endpoint.address(), endpoint.port()), (int) CONNECT_TIMEOUT.toMillis());
                plain.setTcpNoDelay(true);
                plain.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                plain.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 10);
                plain.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
                plain.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
                if (tls == null) {
                    socket = plain;
                } else {
                    SSLSocket secured = (SSLSocket) tls.context()
                            .getSocketFactory()
                            .createSocket(plain, endpoint.address(), endpoint.port(), true);
                    var parameters = secured.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    secured.setSSLParameters(parameters);
                    secured.startHandshake();
                    socket = secured;
                }
                input = new BufferedInputStream(socket.getInputStream(), 16384);
            } catch (IOException | RuntimeException failure) {
                plain.close();
                throw failure;
            }
        }

        @Override
        public InputStream input() {
            return input;
        }

        @Override
        public OutputStream output() {
            try {
                return socket.getOutputStream();
            } catch (IOException closed) {
                throw new java.io.UncheckedIOException(closed);
            }
        }

        @Override
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
