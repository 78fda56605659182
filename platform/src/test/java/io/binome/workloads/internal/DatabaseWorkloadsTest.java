package io.binome.workloads.internal;

import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerEvent;
import io.binome.runs.Cancellation;
import io.binome.stacks.Value;
import io.binome.testing.TestTenants;
import io.binome.workloads.FakeRuntime.Behaviour;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.WorkloadProblem;
import io.binome.workloads.Workloads;
import io.binome.workloads.Workloads.Condition;
import io.binome.workloads.Workloads.ServiceLogLine;
import io.binome.workloads.Workloads.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatabaseWorkloadsTest {
    private static final String SHOP = """
            services:
              web:
                image: shop/web:1
                ports: ["8080"]
                deploy: {replicas: 3}
              store:
                image: shop/store:1
                mem_limit: 64m
                volumes: ["data:/data"]
            volumes: {data: {}}
            """;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final EngineFixture fixture = new EngineFixture();
    private final Workloads workloads = fixture.room.workloads(_ -> "127.0.0.1");
    private final Actor actor = new Actor.Person(new MemberId(UUID.randomUUID()), fixture.scope.tenant());

    @BeforeEach
    void deploy() {
        fixture.runtime
                .image("shop/web:1")
                .image("shop/store:1", "store", Behaviour.withHealth(ObservedContainer.Health.HEALTHY));
        fixture.deploy(compose(SHOP));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Workload workload(String service) {
        fixture.clock.advance(Duration.ofSeconds(2));
        return workloads.of(fixture.scope, fixture.stack).stream()
                .filter(one -> one.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    /** The container of a replica; they are made side by side, so the order of their making says nothing. */
    private String web(int ordinal) {
        return workload("web").replicas().stream()
                .filter(replica -> replica.ordinal() == ordinal)
                .map(Workloads.Replica::containerId)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void showsWhatRuns() {
        Workload web = workload("web");
        assertThat(web.condition()).as(web.sentence()).isEqualTo(Condition.HEALTHY);
        assertThat(web.sentence()).isEqualTo("All 3 replicas run");
        assertThat(web.image()).isEqualTo("shop/web:1");
        assertThat(web.commit()).isEqualTo(compose(SHOP).commit());
        assertThat(web.wantedReplicas()).isEqualTo(3);
        assertThat(web.addresses()).containsExactly("127.0.0.1:20000");
        assertThat(web.replicas()).extracting(Workloads.Replica::ordinal).containsExactly(1, 2, 3);
        assertThat(web.replicas()).allSatisfy(replica -> {
            assertThat(replica.location()).isEqualTo(new Workloads.Location("paris", "paris-1"));
            assertThat(replica.state()).isEqualTo(ObservedContainer.State.RUNNING);
            assertThat(replica.memoryBytes()).isEqualTo(5L << 20);
            assertThat(replica.lastLog()).isNull();
        });
        Workload store = workload("store");
        assertThat(store.sentence()).isEqualTo("Its replica is healthy");
        assertThat(store.addresses()).isEmpty();
        assertThat(store.replicas().getFirst().memoryLimitBytes()).isEqualTo(64L << 20);
        assertThat(workloads.all(fixture.scope)).extracting(Workload::service).containsExactly("store", "web");
    }

    @Test
    void asksAHostOnceASecondHoweverManyLook() {
        workload("web");
        fixture.runtime.forgetCalls();
        for (int i = 0; i < 10; i++) {
            workloads.of(fixture.scope, fixture.stack);
        }
        assertThat(fixture.runtime.calls()).doesNotContain("observe");
        workload("web");
        assertThat(fixture.runtime.calls()).containsOnlyOnce("observe");
    }

    @Test
    void looksAgainForContainersItHasNotSeen() {
        workloads.of(fixture.scope, fixture.stack);
        fixture.deploy(compose(SHOP.replace("replicas: 3", "replicas: 4")));
        Workload web = workloads.of(fixture.scope, fixture.stack).getLast();
        assertThat(web.sentence()).isEqualTo("All 4 replicas run");
    }

    @Test
    void saysWhatIsWrong() {
        fixture.runtime.kill(web(2));
        Workload web = workload("web");
        assertThat(web.condition()).isEqualTo(Condition.DEGRADED);
        assertThat(web.sentence()).isEqualTo("2 of 3 replicas are healthy; replica 2 ended: exit 137");
        fixture.runtime.vanish(web(1));
        assertThat(workload("web").sentence())
                .isEqualTo("1 of 3 replicas is healthy; replica 1 has lost its container; replica 2 ended: exit 137");
        fixture.runtime.health(fixture.runtime.running("store").getFirst(), ObservedContainer.Health.UNHEALTHY);
        assertThat(workload("store").condition()).isEqualTo(Condition.DOWN);
        assertThat(workload("store").sentence()).isEqualTo("Its replica fails its health check");
    }

    @Test
    void showsAHostThatIsAwayAsDown() {
        fixture.runtime.cutOff(fixture.host(), true);
        Workload web = workload("web");
        assertThat(web.condition()).isEqualTo(Condition.DOWN);
        assertThat(web.sentence()).contains("host does not answer");
        assertThat(web.replicas()).hasSize(3);
        assertThat(workloads.all(fixture.scope)).hasSize(2);
        assertThat(workloads.drift(fixture.scope, fixture.stack)).isEmpty();
        fixture.runtime.cutOff(fixture.host(), false);
        fixture.clock.advance(Duration.ofSeconds(5));
        assertThat(workload("web").condition()).isEqualTo(Condition.HEALTHY);
    }

    @Test
    void measuresWhileSomebodyLooks() {
        assertThat(workload("store").replicas().getFirst().cpuMillis()).isNegative();
        fixture.clock.advance(Duration.ofSeconds(5));
        await(() -> workload("store").replicas().getFirst().cpuMillis() >= 0);
        fixture.runtime.forgetCalls();
        workloads.of(fixture.scope, fixture.stack);
        assertThat(fixture.runtime.calls()).isEmpty();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void showsNothingToOthers() {
        TenantScope other = new TenantScope(new TenantId(UUID.randomUUID()));
        TestTenants.add(fixture.database, other);
        assertThat(workloads.of(other, fixture.stack)).isEmpty();
        assertThat(workloads.all(other)).isEmpty();
        assertThat(workloads.volumes(other)).isEmpty();
        assertThat(workloads.drift(other, fixture.stack)).isEmpty();
        assertThatThrownBy(() -> workloads.restart(other, actor, fixture.stack, "web"))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.ServiceNotFound.class));
        assertThatThrownBy(() -> workloads.exec(other, actor, fixture.stack, "web", 1, List.of("sh"), true))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.ServiceNotFound.class));
        assertThatThrownBy(() -> logs(other, new Runtime.LogRequest(null, 10, false), Optional.empty()))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.ServiceNotFound.class));
        assertThat(fixture.ledgerEvents).isEmpty();
    }

    private static void assertProblem(Throwable thrown, Class<? extends WorkloadProblem> problem) {
        assertThat(thrown).isInstanceOfSatisfying(ProblemException.class, exception -> assertThat(exception.problem())
                .isInstanceOf(problem));
    }

    @Test
    void keepsVolumesInSight() {
        Workloads.Volume only = workloads.volumes(fixture.scope).getFirst();
        String before = PageRequest.cursor(only.stack().toString(), only.id().toString(), "");
        String there = PageRequest.cursor(only.stack().toString(), only.id().toString(), only.name());
        assertThat(workloads.volumes(fixture.scope, PageRequest.first(1))).isEqualTo(new Page<>(List.of(only), null));
        assertThat(workloads.volumes(fixture.scope, new PageRequest(1, before)).items())
                .containsExactly(only);
        assertThat(workloads.volumes(fixture.scope, new PageRequest(1, there)).items())
                .isEmpty();
        assertThat(workloads.volumes(fixture.scope)).singleElement().satisfies(volume -> {
            assertThat(volume.name()).isEqualTo("data");
            assertThat(volume.location()).isEqualTo(new Workloads.Location("paris", "paris-1"));
            assertThat(volume.detachedAt()).isNull();
        });
        fixture.remove();
        assertThat(workloads.volumes(fixture.scope)).singleElement().satisfies(volume -> assertThat(volume.detachedAt())
                .isNotNull());
        assertThat(workloads.all(fixture.scope)).isEmpty();
    }

    @Test
    void showsDriftAndForgetsIt() {
        String container = web(2);
        fixture.runtime.alter(container, "limits.pids", Value.number(7));
        assertThat(workloads.drift(fixture.scope, fixture.stack))
                .singleElement()
                .satisfies(drift -> {
                    assertThat(drift.service()).isEqualTo("web");
                    assertThat(drift.replica()).isEqualTo(2);
                    assertThat(drift.live()).containsEntry("limits.pids", Value.number(7));
                    assertThat(drift.applied()).containsEntry("limits.pids", Value.number(256));
                });
        fixture.runtime.alter(container, "limits.pids", Value.number(256));
        assertThat(workloads.drift(fixture.scope, fixture.stack)).isEmpty();
    }

    @Test
    void restartsOneAfterTheOtherBehindTheEdge() {
        List<String> before = fixture.runtime.running("web");
        fixture.routes.forgetServed();
        fixture.runtime.forgetCalls();
        workloads.restart(fixture.scope, actor, fixture.stack, "web");
        assertThat(fixture.runtime.running("web")).isEqualTo(before);
        assertThat(fixture.runtime.calls().stream().filter(call -> call.startsWith("st")))
                .containsExactly("stop web", "start web", "stop web", "start web", "stop web", "start web");
        assertThat(fixture.routes.served()).containsExactly(2, 3, 2, 3, 2, 3);
        assertThat(fixture.ledgerEvents)
                .singleElement()
                .extracting(LedgerEvent::kind)
                .isEqualTo("workload.restarted");
        assertThat(workload("web").condition()).isEqualTo(Condition.HEALTHY);
        workloads.restart(fixture.scope, actor, fixture.stack, "web");
    }

    @Test
    void stopsRestartingWhereOneDoesNotComeBack() {
        fixture.runtime.behave("shop/web:1", Behaviour.ends(3, "boom"));
        assertThatThrownBy(() -> workloads.restart(fixture.scope, actor, fixture.stack, "web"))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.NotBack.class))
                .hasMessageContaining("exit code 3");
        assertThat(fixture.runtime.running("web")).hasSize(2);
        assertThat(fixture.routes.servers("web")).hasSize(2);
    }

    @Test
    void leavesAStackAloneThatIsBeingApplied() {
        StackStore stacks = new StackStore();
        fixture.database.database().inTenant(fixture.scope, transaction -> {
            stacks.applyingUntil(
                    transaction, fixture.stack, fixture.clock.instant().plusSeconds(20));
            return fixture.stack;
        });
        assertThatThrownBy(() -> workloads.restart(fixture.scope, actor, fixture.stack, "web"))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.ApplyRunning.class));
        assertThat(fixture.ledgerEvents).isEmpty();
        fixture.clock.advance(Duration.ofSeconds(21));
        workloads.restart(fixture.scope, actor, fixture.stack, "web");
    }

    @Test
    void opensAShellOnTheRecord() throws Exception {
        try (Runtime.ExecSession shell =
                workloads.exec(fixture.scope, actor, fixture.stack, "web", 2, List.of("echo", "hi"), false)) {
            assertThat(new String(shell.output().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("echo hi");
        }
        assertThat(fixture.ledgerEvents)
                .extracting(LedgerEvent::kind)
                .containsExactly("workload.shell-opened", "workload.shell-closed");
        assertThat(fixture.ledgerEvents).allSatisfy(event -> {
            assertThat(event.details().get("replica")).isEqualTo(2);
            assertThat(event.details().toString()).doesNotContain("hi");
        });
        assertThatThrownBy(() -> workloads.exec(fixture.scope, actor, fixture.stack, "web", 9, List.of("sh"), true))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.ReplicaNotFound.class));
        fixture.runtime.cutOff(fixture.host(), true);
        assertThatThrownBy(() -> workloads.exec(fixture.scope, actor, fixture.stack, "web", 1, List.of("sh"), true))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.HostAway.class));
    }

    private List<String> logs(TenantScope scope, Runtime.LogRequest request, Optional<String> search) {
        List<String> lines = new ArrayList<>();
        workloads.logs(
                scope,
                fixture.stack,
                "web",
                request,
                search,
                line -> lines.add(line.replica() + " " + line.text()),
                Cancellation.NONE);
        return lines;
    }

    @Test
    void mergesLogsByTime() {
        // Containers are made side by side, so their order says nothing of which replica is which.
        List<String> byOrdinal = workload("web").replicas().stream()
                .sorted(java.util.Comparator.comparingInt(Workloads.Replica::ordinal))
                .map(Workloads.Replica::containerId)
                .toList();
        for (int i = 0; i < 2000; i++) {
            fixture.runtime.say(byOrdinal.get(i % 3), NOON.plusSeconds(i), "line " + i);
        }
        List<String> all = logs(fixture.scope, new Runtime.LogRequest(null, -1, false), Optional.empty());
        assertThat(all)
                .hasSize(2000)
                .startsWith("1 line 0", "2 line 1", "3 line 2")
                .endsWith("2 line 1999");
        assertThat(logs(fixture.scope, new Runtime.LogRequest(null, 2, false), Optional.empty()))
                .containsExactly("1 line 1998", "2 line 1999");
        assertThat(logs(fixture.scope, new Runtime.LogRequest(NOON.plusSeconds(1999), -1, false), Optional.empty()))
                .containsExactly("2 line 1999");
        assertThat(logs(fixture.scope, new Runtime.LogRequest(null, 2, false), Optional.of("LINE 100")))
                .containsExactly("1 line 1008", "2 line 1009");
        assertThat(logs(fixture.scope, new Runtime.LogRequest(null, 0, false), Optional.empty()))
                .isEmpty();
        fixture.runtime.cutOff(fixture.host(), true);
        assertThatThrownBy(() -> logs(fixture.scope, new Runtime.LogRequest(null, 2, false), Optional.empty()))
                .satisfies(thrown -> assertProblem(thrown, WorkloadProblem.HostAway.class));
    }

    @Test
    void aReaderThatLeavesEndsTheMerge() {
        for (int i = 0; i < 2000; i++) {
            fixture.runtime.say(web(1 + i % 3), NOON.plusSeconds(i), "line " + i);
        }
        assertThatThrownBy(() -> workloads.logs(
                        fixture.scope,
                        fixture.stack,
                        "web",
                        new Runtime.LogRequest(null, -1, true),
                        Optional.empty(),
                        _ -> {
                            throw new IllegalStateException("gone");
                        },
                        Cancellation.NONE))
                .hasMessage("gone");
    }

    @Test
    void followsReplicasOldAndNewUntilCancelled() throws Exception {
        fixture.runtime.say(web(1), NOON, "before");
        BlockingQueue<ServiceLogLine> heard = new LinkedBlockingQueue<>();
        Ending ending = new Ending(Cancellation.NONE);
        Thread reader = Thread.ofVirtual()
                .start(() -> workloads.logs(
                        fixture.scope,
                        fixture.stack,
                        "web",
                        new Runtime.LogRequest(null, 10, true),
                        Optional.empty(),
                        heard::add,
                        ending));
        assertThat(next(heard).text()).isEqualTo("before");
        fixture.runtime.say(web(1), NOON.plusSeconds(1), "after");
        fixture.runtime.say(web(2), NOON.plusSeconds(2), "other");
        assertThat(List.of(next(heard).text(), next(heard).text())).containsExactlyInAnyOrder("after", "other");
        fixture.deploy(compose(SHOP.replace("replicas: 3", "replicas: 4")));
        fixture.runtime.say(web(4), NOON, "new");
        assertThat(next(heard)).isEqualTo(new ServiceLogLine(4, NOON, false, "new"));
        ending.end();
        assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
        assertThat(heard).isEmpty();
    }

    private static ServiceLogLine next(BlockingQueue<ServiceLogLine> heard) throws InterruptedException {
        ServiceLogLine line = heard.poll(20, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return java.util.Objects.requireNonNull(line);
    }

    @Test
    void wakesUpWhenSomethingChanged() {
        long now = workloads.awaitChange(fixture.scope, -1, Duration.ofSeconds(20));
        assertThat(workloads.awaitChange(fixture.scope, now, Duration.ofMillis(300)))
                .isEqualTo(now);
        Thread.ofVirtual().start(() -> workloads.restart(fixture.scope, actor, fixture.stack, "store"));
        assertThat(workloads.awaitChange(fixture.scope, now, Duration.ofSeconds(20)))
                .isGreaterThan(now);
        assertThat(workloads.of(fixture.scope, new StackId(UUID.randomUUID()))).isEmpty();
        await(() -> fixture.ledgerEvents.size() == 1);
    }
}
