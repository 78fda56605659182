package io.binome.drivers.bubblewrap;

import io.binome.drivers.network.AddressRules;
import io.binome.runs.Confinement;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only way of one run to anything outside: an HTTP proxy that leads to the run's doors and to the hosts of its
 * policy, and to no address that {@link AddressRules} refuse. What it refuses is told in the run's log.
 */
final class FilteringProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FilteringProxy.class);
    private static final int MOST_CONNECTIONS = 128;
    private static final int MOST_TOLD = 100;
    private static final long MOST_BYTES = 32L << 30;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Shorter than the silence after which another server takes over a job. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int MAIL = 25;

    private final ServerSocketChannel listening;
    private final NetworkPolicy policy;
    private final Map<String, Confinement.Door> doors;
    private final AddressRules rules;
    private final Names names;
    private final RunLog log;
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<String> told = new HashSet<>();
    private final LongSupplier nanoseconds;
    private volatile long lastLook;
    private volatile boolean paused;
    private final AtomicLong left = new AtomicLong(MOST_BYTES);

    /** What a name stands for. Asked once a connection. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** Why a request is not carried out, as a sentence. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String sentence) {
            super(sentence);
        }
    }

    FilteringProxy(
            ServerSocketChannel listening,
            Confinement confinement,
            AddressRules rules,
            Names names,
            RunLog log,
            LongSupplier nanoseconds) {
        this.listening = listening;
        this.policy = confinement.network();
        this.doors = confinement.doors();
        this.rules = rules;
        this.names = names;
        this.log = log;
        this.nanoseconds = nanoseconds;
        this.lastLook = nanoseconds.getAsLong();
        Thread.ofVirtual().name("run-proxy").start(this::accept);
        // Of the system's own, which gives it its turn however busy the virtual ones are: it must not take that for a
        // pause.
        Thread.ofPlatform().daemon().name("run-proxy-look").start(this::look);
    }

    /** Listens on this socket, which only its owner may use. */
    static FilteringProxy onSocket(Path socket, Confinement confinement, AddressRules rules, RunLog log)
            throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(socket), MOST_CONNECTIONS);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException failed) {
            listening.close();
            throw failed;
        }
        return new FilteringProxy(listening, confinement, rules, InetAddress::getAllByName, log, System::nanoTime);
    }

    /** Listens on a port of loopback, for runs that no namespace confines. */
    static FilteringProxy onLoopback(Confinement confinement, AddressRules rules, RunLog log) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), MOST_CONNECTIONS);
        return new FilteringProxy(listening, confinement, rules, InetAddress::getAllByName, log, System::nanoTime);
    }

    /** What programs read to know of a proxy, in both spellings in use. */
    static Map<String, String> variables(String address) {
        return Map.of(
                "HTTP_PROXY",
                address,
                "HTTPS_PROXY",
                address,
                "http_proxy",
                address,
                "https_proxy",
                address,
                "NO_PROXY",
                "",
                "no_proxy",
                "");
    }

    int port() {
        try {
            return ((InetSocketAddress) listening.getLocalAddress()).getPort();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel client = listening.accept();
                ProxyConnection connection = new ProxyConnection(client, this::count);
                if (connections.size() >= MOST_CONNECTIONS) {
                    tell("The run has " + MOST_CONNECTIONS + " connections open; further ones are refused.");
                    connection.close();
                    continue;
                }
                connections.add(connection);
                Thread.ofVirtual().name("run-proxy-connection").start(() -> serve(connection));
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException failed) {
                LOG.warn("A run's proxy could not take a connection", failed);
                Pause.shortly();
            }
        }
    }

    private void serve(ProxyConnection connection) {
        try (connection) {
            try {
                ProxyRequest request = ProxyRequest.parse(connection.head());
                if (wasPaused()) {
                    return;
                }
                Confinement.Door door = doors.get(request.host());
                try (SocketChannel server = door == null ? reach(request) : enter(request, door)) {
                    if (request.connect()) {
                        connection.tunnel(server);
                    } else {
                        connection.forward(request, server);
                    }
                }
            } catch (ProxyRequest.Malformed malformed) {
                connection.answer(400, "Bad Request", malformed.getMessage() + ".");
            } catch (Refused refused) {
                tell("Network: " + refused.getMessage() + ".");
                connection.answer(403, "Forbidden", refused.getMessage() + ".");
            }
        } catch (EOFException ended) {
            // A connection without a request: nobody waits for an answer.
        } catch (IOException | UncheckedIOException failed) {
            LOG.debug("A run's connection ended early", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(connection);
        }
    }

    private static SocketChannel enter(ProxyRequest request, Confinement.Door door) throws Refused {
        if (request.connect() || request.port() != 80) {
            throw new Refused(request.host() + " answers only plain HTTP at port 80");
        }
        if (!request.below(door.path())) {
            throw new Refused("a run may ask " + request.host() + " only for what is below " + door.path());
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.socket().connect(door.address(), (int) CONNECT.toMillis());
            return channel;
        } catch (IOException failed) {
            closeQuietly(channel);
            throw new Refused(request.host() + " does not answer: " + failed.getMessage());
        }
    }

    private SocketChannel reach(ProxyRequest request) throws Refused {
        String shown = request.host() + ":" + request.port();
        if (!policy.allows(request.host())) {
            throw new Refused(
                    shown + " is not reached, because the run's network policy is \"" + policy.words() + "\"");
        }
        if (request.port() == MAIL) {
            throw new Refused(shown + " is not reached, because no run may send mail by itself");
        }
        InetAddress[] addresses;
        try {
            addresses = names.addresses(request.host());
        } catch (UnknownHostException unknown) {
            throw new Refused(shown + " is not reached, because its name is not known");
        }
        // All are looked at before one is used, and that one is used, not the name again, which may mean another by
        // then.
        for (InetAddress address : addresses) {
            Optional<String> refusal = rules.refusal(address);
            if (refusal.isPresent()) {
                throw new Refused(shown + " is not reached, because " + refusal.get());
            }
        }
        String last = "it has no address";
        for (InetAddress address : addresses) {
            SocketChannel channel = null;
            try {
                channel = SocketChannel.open();
                channel.socket().connect(new InetSocketAddress(address, request.port()), (int) CONNECT.toMillis());
                return channel;
            } catch (IOException failed) {
                closeQuietly(channel);
                last = String.valueOf(failed.getMessage());
            }
        }
        throw new Refused(shown + " does not answer: " + last);
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException closing) {
                LOG.debug("A connection that was never made could not be closed", closing);
            }
        }
    }

    private void count(long bytes) {
        if (wasPaused()) {
            throw new UncheckedIOException(new IOException("The server stood still"));
        }
        if (left.addAndGet(-bytes) < 0) {
            tell("The run has moved " + (MOST_BYTES >> 30) + " GiB over the network; its connections are ended.");
            close();
        }
    }

    /** Each sentence once, and not without end: a run may ask for a million hosts. */
    private void tell(String sentence) {
        synchronized (told) {
            if (told.size() < MOST_TOLD && told.add(sentence)) {
                log.line(sentence);
                if (told.size() == MOST_TOLD) {
                    log.line("Network: further refusals are not told.");
                }
            }
        }
    }

    private void look() {
        while (listening.isOpen()) {
            LockSupport.parkNanos(LOOK.toNanos());
            if (wasPaused()) {
                return;
            }
            lastLook = nanoseconds.getAsLong();
            for (ProxyConnection connection : connections) {
                if (connection.idleNanos() > IDLE.toNanos()) {
                    end(connection);
                }
            }
        }
    }

    /**
     * Whether this server stood still for so long that another may have taken over what the run was for. Then the run
     * reaches nothing any more, from the first byte on, whoever notices first.
     */
    private boolean wasPaused() {
        if (!paused && nanoseconds.getAsLong() - lastLook > PAUSE.toNanos()) {
            paused = true;
            tell("The server stood still for more than " + PAUSE.toSeconds()
                    + " s; another may have taken over, so this run reaches nothing any more.");
            close();
        }
        return paused;
    }

    private static void end(ProxyConnection connection) {
        try {
            connection.close();
        } catch (IOException failed) {
            LOG.debug("A run's connection could not be closed", failed);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failed) {
            LOG.debug("A run's proxy could not be closed", failed);
        }
        connections.forEach(FilteringProxy::end);
    }
}
