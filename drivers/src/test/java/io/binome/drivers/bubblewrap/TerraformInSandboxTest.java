package io.binome.drivers.bubblewrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.binome.drivers.bubblewrap.TestRuns.Said;
import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement;
import io.binome.runs.Confinement.Door;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.Ended;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real program, whose state is behind a door. */
@Timeout(120)
@Tag("terraform")
class TerraformInSandboxTest {
    private static final String CONFIGURATION = """
            terraform {
              backend "http" {
                address        = "http://state.binome.internal/states/1"
                lock_address   = "http://state.binome.internal/states/1"
                unlock_address = "http://state.binome.internal/states/1"
              }
            }
            resource "terraform_data" "one" {
              input = "hello"
              provisioner "local-exec" {
                command = "touch /code/begun; %s"
              }
            }
            output "said" { value = terraform_data.one.output }
            """;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<byte[]> state = new AtomicReference<>(new byte[0]);
    private HttpServer server;
    private TestRuns runs;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/states/1", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(exchange.getRequestMethod());
            byte[] answer = new byte[0];
            if (exchange.getRequestMethod().equals("POST")) {
                state.set(body);
            } else if (exchange.getRequestMethod().equals("GET")) {
                answer = state.get();
            }
            boolean none = exchange.getRequestMethod().equals("GET") && answer.length == 0;
            exchange.sendResponseHeaders(none ? 404 : 200, answer.length == 0 ? -1 : answer.length);
            if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        server.start();
        runs = TestRuns.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        runs.close();
    }

    @Test
    void reachesItsStateByTheDoor() throws IOException {
        try (Confined run = open()) {
            run.write("main.tf", CONFIGURATION.formatted("true").getBytes(UTF_8));
            terraform(run, Cancellation.NONE, "init", "-input=false").succeeded();
            Said plan = terraform(run, Cancellation.NONE, "plan", "-out=plan").succeeded();
            assertThat(plan.text()).contains("1 to add");
            assertThat(run.read("plan", 1 << 20)).isPresent();
            terraform(run, Cancellation.NONE, "apply", "plan").succeeded();
            assertThat(asked).contains("LOCK", "POST", "UNLOCK");
            assertThat(new String(state.get(), UTF_8)).contains("\"hello\"");
        }
    }

    /** It puts its lock away and writes what it has done before it ends. */
    @Test
    void endsInGoodOrderWhenCancelled() throws IOException {
        TestCancellation cancellation = new TestCancellation();
        try (Confined run = open()) {
            run.write("main.tf", CONFIGURATION.formatted("exec sleep 60").getBytes(UTF_8));
            terraform(run, Cancellation.NONE, "init", "-input=false").succeeded();
            Thread.ofVirtual().start(() -> {
                while (!Files.exists(run.folder().resolve("begun"))) {
                    Pause.shortly();
                }
                cancellation.request();
            });
            Said said = terraform(run, cancellation, "apply", "-auto-approve");
            assertThat(said.ended()).as(said.text()).isEqualTo(new Ended.Cancelled(false));
            assertThat(said.text()).contains("Interrupt received");
            assertThat(asked.getLast()).isEqualTo("UNLOCK");
            assertThat(state.get()).isNotEmpty();
        }
    }

    private Confined open() {
        Limits limits = Limits.usual().withMemoryBytes(512L << 20).withDiskBytes(64L << 20);
        return runs.sandbox.open(
                new Confinement(
                        TestRuns.tenant(1),
                        "apply",
                        List.of(),
                        limits,
                        NetworkPolicy.NONE,
                        Map.of("state.binome.internal", new Door(server.getAddress(), "/states/"))),
                RunLog.NONE,
                Cancellation.NONE);
    }

    private static Said terraform(Confined run, Cancellation cancellation, String... arguments) {
        List<String> line = new ArrayList<>(List.of("terraform"));
        line.addAll(List.of(arguments));
        return TestRuns.run(
                run, new Command(line, Map.of("CHECKPOINT_DISABLE", "1"), "", Duration.ofSeconds(30)), cancellation);
    }
}
