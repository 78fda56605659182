package io.binome.server.connections;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP that closes connections whose TLS handshake, or whose request's first line and headers, are not whole in time.
 * The web server's own bound is the silence between two reads. To be made by its name, as web servers make protocols.
 */
public final class WatchedProtocol extends Http11NioProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedProtocol.class);
    private static final Duration USUAL = Duration.ofSeconds(30);

    /** What is unfinished on a connection: of the same request for as long as {@code began} stays the same. */
    private record Unfinished(long began, long seen) {}

    private final CountDownLatch stopped = new CountDownLatch(1);
    private Duration within = USUAL;

    /** To be called before it starts. */
    void setHeadWithin(Duration within) {
        this.within = within;
    }

    @Override
    public void start() throws Exception {
        super.start();
        Thread.ofPlatform().daemon().name("slow-heads").start(this::watch);
    }

    @Override
    public void stop() throws Exception {
        stopped.countDown();
        super.stop();
    }

    private void watch() {
        Map<SocketWrapperBase<NioChannel>, Unfinished> before = Map.of();
        try {
            while (!stopped.await(within.toMillis() / 10, TimeUnit.MILLISECONDS)) {
                before = look(before, System.nanoTime());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<SocketWrapperBase<NioChannel>, Unfinished> look(
            Map<SocketWrapperBase<NioChannel>, Unfinished> before, long now) {
        Map<SocketWrapperBase<NioChannel>, Unfinished> unfinished = new HashMap<>();
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            Long began = unfinishedSince(connection);
            if (began == null) {
                continue;
            }
            Unfinished earlier = before.get(connection);
            long seen = earlier != null && earlier.began() == began ? earlier.seen() : now;
            if (now - seen > within.toNanos()) {
                LOG.debug("A request's head was not whole within {} s: closed", within.toSeconds());
                connection.close();
            } else {
                unfinished.put(connection, new Unfinished(began, seen));
            }
        }
        return unfinished;
    }

    /** When what it has begun to say began; null when it is at work, waits for an answer, or has begun nothing. */
    private static @Nullable Long unfinishedSince(SocketWrapperBase<NioChannel> connection) {
        NioChannel channel = connection.getSocket();
        if (channel == null || connection.isClosed()) {
            return null;
        }
        if (!channel.isHandshakeComplete()) {
            return 0L;
        }
        // A processor stays with a connection between two reads while a request goes on: one that was not handed to
        // anybody is one whose head is still coming.
        return connection.getCurrentProcessor() instanceof AbstractProcessor processor
                        && !processor.isAsync()
                        && !processor.isUpgrade()
                ? processor.getRequest().getStartTimeNanos()
                : null;
    }
}
