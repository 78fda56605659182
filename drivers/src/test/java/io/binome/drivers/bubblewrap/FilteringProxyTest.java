package io.binome.drivers.bubblewrap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.binome.drivers.network.AddressRules;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Door;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way out, over real sockets of loopback. */
@Timeout(60)
class FilteringProxyTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final RunLog log = new RunLog() {
        @Override
        public void line(String text) {
            said.add(text);
        }

        @Override
        public void close() {}
    };
    private final AtomicLong nanoseconds = new AtomicLong();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + " " + body.length);
            byte[] answer = ("seen " + body.length).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Confinement confinement(NetworkPolicy network) {
        return new Confinement(
                TestRuns.tenant(1),
                "test",
                List.of(),
                TestRuns.SMALL,
                network,
                Map.of("state.binome.internal", new Door(server.getAddress(), "/states/")));
    }

    /** A proxy for which loopback is the Internet. */
    private FilteringProxy proxy(NetworkPolicy network, FilteringProxy.Names names) throws IOException {
        ServerSocketChannel listening = ServerSocketChannel.open().bind(new InetSocketAddress(HERE, 0));
        AddressRules none = new AddressRules(new AddressRules.Asker("run", "", false), List.of(), Set::of) {
            @Override
            public Optional<String> refusal(InetAddress address) {
                return address.isLoopbackAddress() ? Optional.empty() : Optional.of("not here");
            }
        };
        return new FilteringProxy(listening, confinement(network), none, names, log, nanoseconds::get);
    }

    private static String ask(FilteringProxy proxy, String request) throws IOException {
        try (Socket socket = new Socket(HERE, proxy.port())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void leadsThroughADoorWhateverThePolicy() throws IOException {
        try (FilteringProxy proxy = proxy(NetworkPolicy.NONE, FilteringProxyTest::unknown)) {
            assertThat(
                            ask(
                                    proxy,
                                    "LOCK http://state.binome.internal/states/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("seen 3");
            assertThat(ask(
                            proxy,
                            "POST http://state.binome.internal/states/2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"))
                    .endsWith("seen 5");
            assertThat(asked)
                    .containsExactly(
                            "LOCK /states/1 state.binome.internal 3", "POST /states/2 state.binome.internal 5");
            assertThat(ask(proxy, "GET http://state.binome.internal/api/v1/tenants HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(ask(proxy, "CONNECT state.binome.internal:443 HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
            assertThat(asked).hasSize(2);
        }
    }

    /** A second request behind the first would not have been looked at. */
    @Test
    void passesOnOneRequestAndNothingBehindIt() throws IOException {
        try (FilteringProxy proxy = proxy(NetworkPolicy.NONE, FilteringProxyTest::unknown)) {
            String first = "GET http://state.binome.internal/states/1 HTTP/1.1\r\nConnection: keep-alive\r\n\r\n";
            assertThat(ask(proxy, first + "GET /api/v1/tenants HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .contains("seen 0");
            assertThat(ask(
                            proxy,
                            "POST http://state.binome.internal/states/1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                    + "0\r\n\r\nGET /api/v1/tenants HTTP/1.1\r\n\r\n"))
                    .contains("seen 0");
            assertThat(asked).hasSize(2).noneMatch(line -> line.contains("tenants"));
        }
    }

    @Test
    void holdsToThePolicy() throws IOException {
        NetworkPolicy hosts = new NetworkPolicy.Hosts(Set.of("*.example.org", "one.test"));
        int port = server.getAddress().getPort();
        try (FilteringProxy proxy = proxy(hosts, host -> new InetAddress[] {HERE})) {
            assertThat(ask(proxy, "GET http://a.example.org:" + port + "/x HTTP/1.1\r\n\r\n"))
                    .contains("seen 0");
            assertThat(
                            ask(
                                    proxy,
                                    "CONNECT ONE.test.:" + port
                                            + " HTTP/1.1\r\n\r\nGET /tunnelled HTTP/1.1\r\nHost: y\r\nConnection: close\r\n\r\n"))
                    .contains("200 Connection established", "seen 0");
            for (String host : List.of("example.org", "two.test", "one.test.evil", "127.0.0.1")) {
                assertThat(ask(proxy, "CONNECT " + host + ":" + port + " HTTP/1.1\r\n\r\n"))
                        .startsWith("HTTP/1.1 403");
            }
        }
        assertThat(said)
                .contains("Network: two.test:" + port
                        + " is not reached, because the run's network policy is \"hosts: *.example.org, one.test\".");
        assertThat(asked).hasSize(2);
    }

    /** The name is looked up once: what it means a moment later counts for nothing. */
    @Test
    void isNotFooledByANameThatChanges() throws IOException {
        AtomicInteger lookups = new AtomicInteger();
        int port = server.getAddress().getPort();
        FilteringProxy.Names changing = _ -> lookups.getAndIncrement() == 0
                ? new InetAddress[] {HERE}
                : new InetAddress[] {InetAddress.getByName("169.254.169.254")};
        try (FilteringProxy proxy = proxy(NetworkPolicy.OPEN, changing)) {
            assertThat(ask(proxy, "GET http://rebound.test:" + port + "/ HTTP/1.1\r\n\r\n"))
                    .contains("seen 0");
            assertThat(lookups).hasValue(1);
            assertThat(ask(proxy, "GET http://rebound.test:" + port + "/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
        FilteringProxy.Names both = _ -> new InetAddress[] {HERE, InetAddress.getByName("10.0.0.1")};
        try (FilteringProxy proxy = proxy(NetworkPolicy.OPEN, both)) {
            assertThat(ask(proxy, "GET http://half.test:" + port + "/ HTTP/1.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void answersWhatIsNoRequest() throws IOException {
        try (FilteringProxy proxy = proxy(NetworkPolicy.OPEN, FilteringProxyTest::unknown)) {
            assertThat(ask(proxy, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(ask(proxy, "CONNECT gone.test:443 HTTP/1.1\r\n\r\n")).contains("its name is not known");
            assertThat(ask(proxy, "CONNECT mail.test:25 HTTP/1.1\r\n\r\n")).contains("send mail");
        }
    }

    /** Another may have taken over the job of a server that was stopped and goes on. */
    @Test
    void leadsNowhereAfterTheServerStoodStill() throws IOException {
        try (FilteringProxy proxy = proxy(NetworkPolicy.NONE, FilteringProxyTest::unknown)) {
            String request = "GET http://state.binome.internal/states/1 HTTP/1.1\r\n\r\n";
            assertThat(ask(proxy, request)).contains("seen 0");
            nanoseconds.addAndGet(11_000_000_000L);
            String answer;
            try {
                answer = ask(proxy, request);
            } catch (IOException closed) {
                answer = "";
            }
            assertThat(answer).isEmpty();
            assertThat(asked).hasSize(1);
            assertThat(said).anyMatch(line -> line.startsWith("The server stood still for more than 10 s"));
        }
    }

    /** With the true rules, from inside the sandbox, by a program that knows nothing but the usual variables. */
    @Test
    void isTheOnlyWayOutOfTheSandbox() {
        try (TestRuns runs = TestRuns.start();
                Confined run = runs.sandbox.open(confinement(NetworkPolicy.OPEN), log, Cancellation.NONE)) {
            String port = Integer.toString(server.getAddress().getPort());
            assertThat(TestRuns.run(run, fetch("http://state.binome.internal/states/1"))
                            .text())
                    .contains("seen 0");
            for (String address : List.of(
                    "http://127.0.0.1:" + port,
                    "http://localhost:" + port,
                    "http://169.254.169.254/latest/meta-data/",
                    "http://[::1]:" + port,
                    "http://2130706433:" + port,
                    "http://10.0.0.1/",
                    "http://state.binome.internal/api/v1/tenants",
                    "http://state.binome.internal:" + port + "/states/1")) {
                assertThat(TestRuns.run(run, fetch(address)).text())
                        .as(address)
                        .doesNotContain("seen")
                        .contains("403");
            }
            assertThat(asked).containsExactly("GET /states/1 state.binome.internal 0");
            assertThat(said).anyMatch(line -> line.contains("169.254.169.254 is an address that no run may reach"));
        }
    }

    /** Speaks to the proxy in plain words, whatever curl would leave out of it for loopback. */
    private static Command fetch(String address) {
        return Command.of(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/${http_proxy##*:}; printf 'GET %s HTTP/1.1\\r\\n\\r\\n' \"$1\" >&3; cat <&3",
                "fetch",
                address);
    }

    private static InetAddress[] unknown(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }
}
