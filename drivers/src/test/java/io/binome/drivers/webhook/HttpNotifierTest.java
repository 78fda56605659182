package io.binome.drivers.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.binome.drivers.network.AddressRules;
import io.binome.drivers.network.Cidr;
import io.binome.drivers.network.OwnAddresses;
import io.binome.notifications.Notifier.Outcome;
import io.binome.notifications.Notifier.Post;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against a receiver over real sockets, and against addresses that it must not reach. */
class HttpNotifierTest {
    private HttpServer receiver;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", exchange -> {
            connections.incrementAndGet();
            String path = exchange.getRequestURI().getPath();
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (path.equals("/slow")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                try {
                    Thread.sleep(Duration.ofMinutes(1));
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            } else if (path.equals("/never")) {
                return;
            }
            int status = path.startsWith("/status/") ? Integer.parseInt(path.substring(8)) : 200;
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    private static HttpNotifier notifier(Duration patience, String... networks) {
        return new HttpNotifier(
                new AddressRules(
                        new AddressRules.Asker("webhook", "binome.webhooks.networks", true),
                        Stream.of(networks).map(Cidr::parse).toList(),
                        OwnAddresses::now),
                patience);
    }

    private Post post(String path) {
        return new Post(
                URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + path),
                new TreeMap<>(Map.of("webhook-id", "n1")),
                "{\"type\":\"test\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "/,true",
        "/status/204,true",
        "/status/500,false",
        "/status/429,false",
        "/status/302,false",
        "/status/404,false"
    })
    void postsWhereTheOperatorAllowsIt(String path, boolean delivered) {
        try (HttpNotifier notifier = notifier(Duration.ofSeconds(5), "127.0.0.0/8")) {
            Outcome outcome = notifier.carry(post(path));
            assertThat(outcome).isInstanceOf(delivered ? Outcome.Delivered.class : Outcome.NotNow.class);
            // A redirect is not followed, nothing is tried twice.
            assertThat(bodies).containsExactly("{\"type\":\"test\"}");
        }
    }

    @Test
    void aReceiverThatIsGoneIsLeftAlone() {
        try (HttpNotifier notifier = notifier(Duration.ofSeconds(5), "127.0.0.0/8")) {
            assertThat(notifier.carry(post("/status/410")))
                    .isEqualTo(new Outcome.Never("HTTP 410: the receiver wants no more.", true));
        }
    }

    @Test
    void aReceiverThatDoesNotAnswerHoldsNobodyForLong() {
        try (HttpNotifier notifier = notifier(Duration.ofMillis(300), "127.0.0.0/8")) {
            assertThat(notifier.carry(post("/never"))).isInstanceOf(Outcome.NotNow.class);
            // The status is all that counts: a body that never ends is not waited for.
            assertThat(notifier.carry(post("/slow"))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/",
                "https://192.168.1.1/",
                "https://[::ffff:127.0.0.1]/",
                "https://2130706433/",
                "https://0.0.0.0/",
                "http://example.org/",
                "ftp://example.org/",
                "https://user:secret@example.org/",
                "https:///nothing",
                "file:///etc/passwd"
            })
    void isRefusedWhenItIsRegistered(String address) {
        try (HttpNotifier notifier = notifier(Duration.ofSeconds(5))) {
            assertThat(notifier.refusal(URI.create(address))).isNotNull();
            assertThat(notifier.carry(new Post(URI.create(address), new TreeMap<>(), "{}")))
                    .isInstanceOf(Outcome.Never.class);
        }
    }

    @Test
    void aNameThatLeadsToThisMachineIsRefusedWhenItIsConnectedTo() {
        try (HttpNotifier notifier = notifier(Duration.ofSeconds(5))) {
            URI named = URI.create("https://localhost:" + receiver.getAddress().getPort() + "/");
            assertThat(notifier.refusal(named)).isNull();
            assertThat(notifier.carry(new Post(named, new TreeMap<>(), "{}")))
                    .isInstanceOfSatisfying(Outcome.Never.class, never -> assertThat(never.reason())
                            .startsWith("The name leads where no webhook may"));
            assertThat(connections).hasValue(0);
        }
    }
}
