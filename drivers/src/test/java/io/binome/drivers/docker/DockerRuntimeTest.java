package io.binome.drivers.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.TenantId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec.Attachment;
import io.binome.workloads.ContainerSpec.HealthCheck;
import io.binome.workloads.ContainerSpec.Limits;
import io.binome.workloads.ContainerSpec.Mount;
import io.binome.workloads.NetworkSpec;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.ObservedContainer.State;
import io.binome.workloads.Runtime.LogLine;
import io.binome.workloads.Runtime.LogRequest;
import io.binome.workloads.Runtime.RuntimeRefused;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("docker")
class DockerRuntimeTest {
    private static final String SERVE =
            "mkdir -p /tmp/www; echo hello > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www";

    private TestStack stack;
    private DockerRuntime runtime;

    @BeforeEach
    void start() {
        TestDocker docker = TestDocker.shared();
        runtime = TestStack.runtime(docker);
        stack = new TestStack(runtime, TestImages.busybox(docker.endpoint()));
    }

    @AfterEach
    void clean() {
        stack.close();
    }

    @Test
    void saysWhatTheEngineIs() {
        var facts = runtime.facts(TestStack.HOST);
        assertThat(facts.engineVersion()).isNotEmpty();
        assertThat(facts.cgroupDriver()).isIn("cgroupfs", "systemd");
        assertThat(facts.local()).isTrue();
        assertThat(facts.memoryBytes()).isPositive();
    }

    @Test
    void aContainerIsMadeServesIsStoppedAndRemoved() throws Exception {
        String id = stack.shell(SERVE).create();
        assertThat(stack.observed(id).state()).isEqualTo(State.CREATED);
        runtime.start(TestStack.HOST, id);
        runtime.start(TestStack.HOST, id);
        ObservedContainer running = stack.observed(id);
        assertThat(running.state()).isEqualTo(State.RUNNING);
        assertThat(running.startedAt()).isNotNull();
        assertThat(running.stack()).isEqualTo(stack.stack);

        var address = runtime.address(TestStack.HOST, id, 8080);
        TestDocker.await("an answer", Duration.ofSeconds(60), () -> answer(address.host(), address.port())
                .equals("hello\n"));

        runtime.stop(TestStack.HOST, id, Duration.ZERO);
        runtime.stop(TestStack.HOST, id, Duration.ZERO);
        assertThat(stack.observed(id).state()).isEqualTo(State.EXITED);
        runtime.remove(TestStack.HOST, id);
        runtime.remove(TestStack.HOST, id);
        assertThat(runtime.inspect(TestStack.HOST, id)).isEmpty();
    }

    /** Docker lists a container's networks by name, so both orders have to be tried. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "z"})
    void theEdgeIsToldTheAddressOnTheNetworkThatLeadsOutside(String prefix) {
        String internal = prefix + stack.network;
        runtime.ensureNetwork(TestStack.HOST, new NetworkSpec(stack.tenant, stack.stack, internal, true));
        String id = stack.shell(SERVE)
                .with(draft -> {
                    draft.networks.add(new Attachment(internal, List.of("web")));
                    return draft;
                })
                .create();
        runtime.start(TestStack.HOST, id);

        var address = runtime.address(TestStack.HOST, id, 8080);
        TestDocker.await("an answer", Duration.ofSeconds(20), () -> answer(address.host(), address.port())
                .equals("hello\n"));

        runtime.remove(TestStack.HOST, id);
        runtime.removeNetwork(TestStack.HOST, internal);
    }

    @Test
    void theSameReplicaTwiceIsTheSameContainer() {
        var draft = stack.shell("sleep 1000");
        String id = draft.create();
        assertThat(draft.create()).isEqualTo(id);
        assertThat(runtime.observe(TestStack.HOST, Optional.of(stack.stack)))
                .extracting(ObservedContainer::containerId)
                .containsExactly(id);
        assertThat(runtime.observe(TestStack.HOST, Optional.empty()))
                .extracting(ObservedContainer::replica)
                .contains(draft.replica);
    }

    @Test
    void aForeignContainerOfTheSameNameIsNeitherTakenNorRemoved() {
        var draft = stack.shell("sleep 1000");
        var other = stack.shell("sleep 2000").with(d -> {
            d.replica = draft.replica;
            return d;
        });
        String foreign = other.create();
        assertThatThrownBy(draft::create)
                .isInstanceOfSatisfying(RuntimeRefused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(RuntimeRefused.Reason.CONFLICT))
                .hasMessageContaining("did not make for web")
                .hasMessageContaining("specification")
                .hasMessageContaining("rename or remove");
        assertThat(runtime.inspect(TestStack.HOST, foreign)).isPresent();
        runtime.remove(TestStack.HOST, foreign);

        String name = "bn-" + draft.replica.compact();
        String socket =
                ((io.binome.sites.HostEndpoint.UnixSocket) TestDocker.shared().endpoint()).path();
        String image = draft.image.pin();
        assertThat(TestDocker.run(
                        "docker", "-H", "unix://" + socket, "create", "--network=none", "--name", name, image, "true"))
                .isZero();
        try {
            assertThatThrownBy(draft::create).isInstanceOf(RuntimeRefused.class).hasMessageContaining("left as it is");
            assertThat(runtime.observe(TestStack.HOST, Optional.empty()))
                    .extracting(ObservedContainer::replica)
                    .doesNotContain(draft.replica);
        } finally {
            assertThat(TestDocker.run("docker", "-H", "unix://" + socket, "rm", name))
                    .isZero();
        }
    }

    @Test
    void droppedCapabilitiesAreGone() {
        var draft = stack.shell("grep -E '^Cap(Eff|Bnd)' /proc/self/status");
        assertThat(draft.with(d -> {
                            d.droppedCapabilities = Set.of("ALL");
                            return d;
                        })
                        .output())
                .isEqualTo("CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n");
        var some = stack.shell("grep -E '^CapEff' /proc/self/status");
        // CAP_CHOWN is bit 0, CAP_KILL bit 5.
        assertThat(some.with(d -> {
                            d.droppedCapabilities = Set.of("ALL");
                            d.capabilities = Set.of("CHOWN", "KILL");
                            return d;
                        })
                        .output())
                .isEqualTo("CapEff:\t0000000000000021\n");
    }

    @Test
    void aContainerIsAsItWasAskedFor() {
        var volume = stack.volume();
        var draft = stack.shell("sleep 1000").with(d -> {
            d.environment.put("COLOUR", "blue");
            d.mounts.add(new Mount.Volume(volume, "/data", false));
            d.mounts.add(new Mount.Temporary("/scratch", 1 << 20, 01777));
            d.mounts.add(new Mount.File("/etc/app.conf", "a=1".getBytes(StandardCharsets.UTF_8), 0444, 0, 0, false));
            d.limits = new Limits(250, 32L << 20, 50, 8L << 20);
            d.capabilities = Set.of("SYS_CHROOT");
            d.healthCheck = new HealthCheck(
                    List.of("CMD", "true"), Duration.ofSeconds(1), Duration.ofSeconds(1), 3, Duration.ZERO);
            return d;
        });
        String id = draft.run();
        SortedMap<String, Value> live = stack.observed(id).attributes();
        SortedMap<String, Value> wanted = runtime.expected(draft.spec());
        SortedMap<String, Value> same = new TreeMap<>(live);
        same.keySet().retainAll(wanted.keySet());
        assertThat(same).isEqualTo(wanted);
        TestDocker.await(
                "health", Duration.ofSeconds(60), () -> stack.observed(id).health() == Health.HEALTHY);

        assertThat(stack.exec(
                                id,
                                "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max 2>/dev/null")
                        .strip())
                .isEqualTo(Long.toString(32L << 20));
        assertThat(stack.exec(id, "grep -E 'NoNewPrivs|Seccomp:' /proc/self/status"))
                .contains("NoNewPrivs:\t1", "Seccomp:\t2");
    }

    @Test
    void limitsChangeInPlace() {
        String id = stack.shell("sleep 1000").run();
        var started = stack.observed(id).startedAt();
        runtime.updateLimits(TestStack.HOST, id, new Limits(500, 128L << 20, 60, null));
        assertThat(stack.observed(id).attributes())
                .containsEntry("limits.cpus", Value.text("0.5"))
                .containsEntry("limits.memory", Value.number(128L << 20))
                .containsEntry("limits.pids", Value.number(60));
        runtime.updateLimits(TestStack.HOST, id, new Limits(250, 16L << 20, 20, null));
        assertThat(stack.observed(id).attributes()).containsEntry("limits.memory", Value.number(16L << 20));
        assertThat(stack.observed(id).startedAt()).isEqualTo(started);
    }

    @Test
    void aVolumeOutlivesItsContainer() {
        var volume = stack.volume();
        UnaryMount data = d -> d.mounts.add(new Mount.Volume(volume, "/data", false));
        var writer = stack.shell("echo kept > /data/x");
        data.to(writer);
        writer.output();
        assertThat(runtime.volumes(TestStack.HOST)).contains(volume);
        var reader = stack.shell("cat /data/x");
        data.to(reader);
        assertThat(reader.output()).isEqualTo("kept\n");
    }

    private interface UnaryMount {
        void to(TestStack.Draft draft);
    }

    @Test
    void logsComeWithTimesAndFromTheRightStream() {
        String id = stack.shell("echo out; echo err >&2; printf 'no end'; printf '\\n\\nafter empty\\n'")
                .run();
        stack.awaitState(id, State.EXITED);
        List<LogLine> lines = new ArrayList<>();
        runtime.logs(TestStack.HOST, id, new LogRequest(null, -1, false), lines::add, Cancellation.NONE);
        assertThat(lines)
                .filteredOn(line -> !line.error())
                .extracting(LogLine::text)
                .containsExactly("out", "no end", "", "after empty");
        assertThat(lines).filteredOn(LogLine::error).extracting(LogLine::text).containsExactly("err");
        assertThat(lines).allSatisfy(line -> assertThat(line.at()).isAfter(java.time.Instant.EPOCH.plusSeconds(1)));

        List<LogLine> last = new ArrayList<>();
        runtime.logs(TestStack.HOST, id, new LogRequest(null, 1, false), last::add, Cancellation.NONE);
        assertThat(last).hasSize(1);
        List<LogLine> since = new ArrayList<>();
        runtime.logs(
                TestStack.HOST,
                id,
                new LogRequest(lines.getLast().at().plusSeconds(1), -1, false),
                since::add,
                Cancellation.NONE);
        assertThat(since).isEmpty();
    }

    @Test
    void aLongLineStaysOneLine() {
        String id = stack.shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo next")
                .run();
        stack.awaitState(id, State.EXITED);
        List<LogLine> lines = new ArrayList<>();
        runtime.logs(TestStack.HOST, id, new LogRequest(null, -1, false), lines::add, Cancellation.NONE);
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().text()).hasSize(100_000).containsOnlyOnce("x".repeat(100_000));
    }

    @Test
    void aFollowedLogEndsWhenCancelled() throws Exception {
        String id = stack.shell("while :; do echo tick; sleep 0.1; done").run();
        TestCancellation cancellation = new TestCancellation();
        Thread follower = Thread.startVirtualThread(() -> runtime.logs(
                TestStack.HOST, id, new LogRequest(null, -1, true), line -> cancellation.request(), cancellation));
        assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aTerminalsLogHasNoCarriageReturns() {
        String id = stack.shell("echo one; echo two")
                .with(d -> {
                    d.terminal = true;
                    return d;
                })
                .run();
        stack.awaitState(id, State.EXITED);
        assertThat(stack.log(id)).isEqualTo("one\ntwo\n");
    }

    @Test
    void aCommandSeesTheEndOfItsInputAndItsExitCodeIsKnown() throws Exception {
        String id = stack.shell("sleep 1000").run();
        try (var session = runtime.exec(TestStack.HOST, id, List.of("sh", "-c", "cat; exit 7"), false)) {
            session.input().write("through\n".getBytes(StandardCharsets.UTF_8));
            session.input().close();
            assertThat(new String(session.output().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("through\n");
            assertThat(session.exitCode()).isEqualTo(7);
        }
        try (var session = runtime.exec(TestStack.HOST, id, List.of("sh"), true)) {
            session.resize(120, 40);
            session.input().write("stty size; exit\n".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(session.output().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("40 120");
            assertThat(session.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandWhoseCallerHasGoneIsEndedWithAllThatItStarted(boolean terminal) throws Exception {
        String id = stack.shell("sleep 1000").run();
        try (var session = runtime.exec(
                TestStack.HOST, id, List.of("sh", "-c", "sleep 777 & echo up; trap '' HUP; sleep 778"), terminal)) {
            session.output().readNBytes(2);
            assertThat(stack.exec(id, "ps")).contains("sleep 777", "sleep 778");
        }
        TestDocker.await("nothing to be left", Duration.ofSeconds(60), () -> !stack.exec(id, "ps")
                .contains("sleep 77"));
        assertThat(stack.exec(id, "ps")).contains("sleep 1000");
    }

    @Test
    void useIsReadFromTheKernelAndAgreesWithTheEngine() {
        String id = stack.shell(
                        "head -c 20000000 /dev/zero > /dev/shm/x; i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 1000")
                .run();
        TestDocker.await(
                "some use",
                Duration.ofSeconds(30),
                () -> runtime.usage(TestStack.HOST, id).memoryBytes() > 20_000_000);
        var usage = runtime.usage(TestStack.HOST, id);
        assertThat(usage.cpuNanos()).isPositive();
        assertThat(usage.pids()).isBetween(1, 3);
        assertThat(usage.memoryBytes()).isLessThan(64L << 20);
    }

    @Test
    void whatWouldBreakIsolationIsRefused() {
        TenantId other = new TenantId(UUID.randomUUID());
        String foreign = "binome-test-" + other.compact().substring(0, 12);
        runtime.ensureNetwork(TestStack.HOST, new NetworkSpec(other, stack.stack, foreign, false));
        try {
            for (String network : List.of(foreign, "host", "none")) {
                assertRefused(
                        RuntimeRefused.Reason.ISOLATION, d -> d.networks = List.of(new Attachment(network, List.of())));
            }
            assertRefused(
                    RuntimeRefused.Reason.NOT_FOUND,
                    d -> d.networks = List.of(new Attachment("container:x", List.of())));
            assertRefused(RuntimeRefused.Reason.ISOLATION, d -> d.capabilities = Set.of("SYS_ADMIN"));
            assertRefused(RuntimeRefused.Reason.ISOLATION, d -> d.capabilities = Set.of("NET_RAW"));
        } finally {
            runtime.removeNetwork(TestStack.HOST, foreign);
        }
    }

    private void assertRefused(RuntimeRefused.Reason reason, java.util.function.Consumer<TestStack.Draft> change) {
        var draft = stack.shell("true");
        change.accept(draft);
        assertThatThrownBy(draft::create)
                .isInstanceOfSatisfying(RuntimeRefused.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }

    private static String answer(String host, int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/"))
                                    .timeout(Duration.ofSeconds(2))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (java.io.IOException | InterruptedException notYet) {
            return "";
        }
    }
}
