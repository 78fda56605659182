package io.binome.workloads.internal;

import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.ledger.LedgerEvent;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.sites.Host;
import io.binome.stacks.Value;
import io.binome.workloads.FakeRuntime.Behaviour;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class HostKeeperTest {
    private static final String SHOP = """
            services:
              web:
                image: shop/web:1
                ports: ["8080"]
                depends_on: [api]
                deploy: {update_config: {monitor: 10ms}}
              api:
                image: shop/api:1
                depends_on: {store: {condition: service_healthy}}
                deploy: {replicas: 2, update_config: {monitor: 10ms}}
              store:
                image: shop/store:1
                volumes: ["data:/data"]
            volumes: {data: {}}
            """;

    private final EngineFixture fixture = new EngineFixture();
    private final HostKeeper keeper = fixture.keeper();

    @BeforeEach
    void deploy() {
        fixture.runtime
                .image("shop/web:1", "web", Behaviour.RUNS)
                .image("shop/api:1", "api", Behaviour.RUNS)
                .image("shop/store:1", "store", Behaviour.withHealth(ObservedContainer.Health.HEALTHY));
        fixture.deploy(compose(SHOP));
        step();
        fixture.runtime.forgetCalls();
    }

    @AfterEach
    void close() {
        keeper.letGo();
        fixture.close();
    }

    /** As long as there is something to do at this moment. */
    private void step() {
        keeper.lease().renew();
        keeper.step();
        keeper.step();
    }

    private void later(Duration duration) {
        fixture.clock.advance(duration);
        step();
    }

    private String running(String service) {
        assertThat(fixture.runtime.running(service)).hasSize(1);
        return fixture.runtime.running(service).getFirst();
    }

    private Replica replica(String container) {
        return fixture.database.database().inTenant(fixture.scope, transaction -> new ReplicaStore()
                .ofStack(transaction, fixture.stack).stream()
                        .filter(replica -> container.equals(replica.containerId()))
                        .findFirst()
                        .orElseThrow());
    }

    private List<LedgerEvent> healed() {
        return fixture.ledgerEvents.stream()
                .filter(event -> event.kind().equals("workload.healed"))
                .toList();
    }

    private Map<io.binome.kernel.ReplicaId, ReplicaStore.Difference> drift() {
        return fixture.database.database().inTenant(fixture.scope, transaction -> new ReplicaStore()
                .differences(transaction, fixture.stack));
    }

    private long calls(String call) {
        return fixture.runtime.calls().stream().filter(call::equals).count();
    }

    @Test
    void leavesWhatIsWell() {
        later(Duration.ofMinutes(5));
        assertThat(fixture.runtime.calls()).noneMatch(call -> call.startsWith("start") || call.startsWith("create"));
        assertThat(healed()).isEmpty();
        assertThat(drift()).isEmpty();
    }

    @Test
    void startsWhatWasKilled() {
        String web = running("web");
        fixture.routes.forgetServed();
        var before = fixture.routes.servers("web");
        fixture.runtime.kill(web);
        step();
        assertThat(running("web")).isEqualTo(web);
        assertThat(fixture.routes.served())
                .as("away at once, back when it answers")
                .containsExactly(0, 1);
        assertThat(fixture.routes.servers("web")).hasSize(1).isNotEqualTo(before);
        assertThat(replica(web).restarts()).isEqualTo(1);
        assertThat(healed()).singleElement().satisfies(event -> {
            assertThat(event.details().get("service")).isEqualTo("web");
            assertThat(event.details().get("reason")).isEqualTo("it ended with exit code 137");
        });
        assertThat(fixture.plan(compose(SHOP)).isEmpty()).isTrue();
    }

    @Test
    void makesAgainWhatWasRemoved() {
        String web = running("web");
        var id = replica(web).id();
        fixture.runtime.vanish(web);
        step();
        String now = running("web");
        assertThat(now).isNotEqualTo(web);
        assertThat(replica(now).id()).isEqualTo(id);
        assertThat(fixture.runtime.spec(now).replica()).isEqualTo(id);
        assertThat(fixture.routes.servers("web")).hasSize(1);
        assertThat(fixture.plan(compose(SHOP)).isEmpty()).isTrue();
    }

    @Test
    void backsOffFromACrashLoopAndRecovers() {
        fixture.runtime.behave("web", Behaviour.ends(3, "no database here"));
        String web = running("web");
        fixture.runtime.kill(web);
        step();
        assertThat(calls("start web")).isEqualTo(1);
        step();
        assertThat(calls("start web")).as("not before a second is over").isEqualTo(1);
        later(Duration.ofSeconds(1));
        assertThat(calls("start web")).isEqualTo(2);
        later(Duration.ofSeconds(1));
        assertThat(calls("start web")).isEqualTo(2);
        later(Duration.ofSeconds(1));
        assertThat(calls("start web")).isEqualTo(3);
        for (int i = 0; i < 60; i++) {
            later(Duration.ofSeconds(10));
        }
        assertThat(calls("start web")).isBetween(13L, 16L);
        assertThat(replica(web).lastLog()).contains("no database here");
        assertThat(replica(web).restarts()).isBetween(13, 16);
        assertThat(healed()).isEmpty();
        assertThat(fixture.routes.servers("web")).isEmpty();
        // Once for all those ends.
        assertThat(fixture.notices).extracting(Notice::kind).containsExactly(NoticeKind.SERVICE_DOWN);

        fixture.runtime.behave("web", Behaviour.RUNS);
        later(Duration.ofSeconds(60));
        assertThat(running("web")).isEqualTo(web);
        assertThat(fixture.routes.servers("web")).hasSize(1);
        later(Duration.ofSeconds(75));
        assertThat(replica(web).failures()).isZero();
        assertThat(fixture.notices)
                .extracting(Notice::kind)
                .containsExactly(NoticeKind.SERVICE_DOWN, NoticeKind.SERVICE_BACK);
        fixture.runtime.kill(web);
        step();
        assertThat(running("web")).isEqualTo(web);
    }

    @Test
    void writesOneEntryAMinute() {
        String web = running("web");
        for (int i = 0; i < 5; i++) {
            fixture.runtime.kill(web);
            later(Duration.ofSeconds(11));
        }
        assertThat(healed()).hasSize(1);
        later(Duration.ofSeconds(30));
        fixture.runtime.kill(web);
        later(Duration.ofSeconds(1));
        assertThat(healed()).hasSize(2);
        assertThat(healed().get(1).details().get("times")).isEqualTo(5L);
    }

    @Test
    void keepsAwayFromAnApply() {
        String web = running("web");
        StackStore stacks = new StackStore();
        fixture.database.database().inTenant(fixture.scope, transaction -> {
            stacks.applyingUntil(
                    transaction, fixture.stack, fixture.clock.instant().plusSeconds(20));
            return web;
        });
        fixture.runtime.kill(web);
        step();
        later(Duration.ofSeconds(11));
        assertThat(fixture.runtime.running("web")).isEmpty();
        fixture.database.database().inTenant(fixture.scope, transaction -> {
            stacks.applyingUntil(transaction, fixture.stack, null);
            return web;
        });
        later(Duration.ofSeconds(1));
        assertThat(running("web")).isEqualTo(web);
    }

    @Test
    void makesAgainWhatStaysUnhealthy() {
        String store = running("store");
        fixture.runtime.health(store, ObservedContainer.Health.UNHEALTHY);
        step();
        later(Duration.ofSeconds(29));
        assertThat(running("store")).isEqualTo(store);
        later(Duration.ofSeconds(10));
        assertThat(running("store")).isNotEqualTo(store);
        assertThat(healed().getFirst().details().get("reason")).isEqualTo("its health check failed");
    }

    @Test
    void startsEverythingInOrderAfterTheEngineWasRestarted() {
        List.of("web", "api", "store")
                .forEach(service -> fixture.runtime.running(service).forEach(fixture.runtime::kill));
        step();
        assertThat(fixture.runtime.calls().stream().filter(call -> call.startsWith("start")))
                .containsExactly("start store", "start api", "start api", "start web");
        assertThat(fixture.runtime.running("api")).hasSize(2);
    }

    @Test
    void showsWhatWasChangedBehindItsBack() {
        String api = fixture.runtime.running("api").getFirst();
        fixture.runtime.alter(api, "limits.memory", Value.number(1));
        step();
        var since = fixture.clock.instant();
        later(Duration.ofSeconds(30));
        assertThat(drift()).hasSize(1);
        ReplicaStore.Difference difference = drift().get(replica(api).id());
        assertThat(difference.since()).isEqualTo(since);
        assertThat(difference.live()).containsEntry("limits.memory", Value.number(1));
        fixture.runtime.kill(api);
        step();
        assertThat(drift()).as("a start does not hide it").hasSize(1);
    }

    @Test
    void leavesTheHostToItsHolderUntilThatIsSilent() {
        HostKeeper other = fixture.keeper();
        other.lease().renew();
        assertThat(other.lease().held()).isFalse();
        fixture.runtime.kill(running("web"));
        other.step();
        assertThat(fixture.runtime.running("web")).isEmpty();

        fixture.clock.advance(Duration.ofSeconds(5));
        assertThat(keeper.lease().held()).isFalse();
        other.lease().renew();
        keeper.lease().renew();
        assertThat(keeper.lease().held()).isFalse();
        keeper.step();
        assertThat(fixture.runtime.running("web")).isEmpty();
        other.step();
        other.step();
        assertThat(fixture.runtime.running("web")).hasSize(1);
        assertThat(calls("start web")).isEqualTo(1);
        other.letGo();
        other.lease().release();
        keeper.lease().renew();
        assertThat(keeper.lease().held()).isTrue();
    }

    @Test
    void saysThatAHostIsAwayAndHealsWhenItIsBack() {
        String web = running("web");
        fixture.runtime.cutOff(fixture.host(), true);
        fixture.runtime.kill(web);
        step();
        assertThat(fixture.sites.host(fixture.host()).orElseThrow().health().state())
                .isEqualTo(Host.State.UNREACHABLE);
        assertThat(fixture.sites.host(fixture.host()).orElseThrow().health().detail())
                .contains("cut off");
        fixture.runtime.cutOff(fixture.host(), false);
        later(Duration.ofSeconds(2));
        assertThat(fixture.sites.host(fixture.host()).orElseThrow().health().state())
                .isEqualTo(Host.State.REACHABLE);
        assertThat(running("web")).isEqualTo(web);
    }

    @Test
    void removesOnlyOrphansAndOnlyAfterAMinute() {
        String api = fixture.runtime.running("api").getFirst();
        var replica = replica(api).id();
        fixture.database.database().inTenant(fixture.scope, transaction -> {
            new ReplicaStore().remove(transaction, replica);
            return api;
        });
        later(Duration.ofSeconds(10));
        later(Duration.ofSeconds(59));
        assertThat(fixture.runtime.running("api")).contains(api);
        later(Duration.ofSeconds(10));
        assertThat(fixture.runtime.running("api")).hasSize(1).doesNotContain(api);
        assertThat(running("web")).isNotEmpty();
        assertThat(running("store")).isNotEmpty();
    }

    @Test
    void finishesARemovalThatWasCutShort() {
        String api = fixture.runtime.running("api").getFirst();
        var replica = replica(api).id();
        fixture.database.database().inTenant(fixture.scope, transaction -> {
            new ReplicaStore().state(transaction, replica, ReplicaStore.State.RETIRING);
            return api;
        });
        later(Duration.ofSeconds(10));
        assertThat(fixture.runtime.running("api")).hasSize(1).doesNotContain(api);
        long left = fixture.database.database().inTenant(fixture.scope, transaction ->
                (long) new ReplicaStore().ofStack(transaction, fixture.stack).size());
        assertThat(left).isEqualTo(3);
    }

    @Test
    void destroysVolumesOnlyAfterThirtyDays() {
        fixture.deploy(compose("""
                services:
                  web:
                    image: shop/web:1
                    ports: ["8080"]
                """));
        later(Duration.ofDays(4_000));
        later(Duration.ofDays(-4_000));
        for (int twoHours = 0; twoHours < 30 * 12 - 2; twoHours++) {
            fixture.clock.advance(Duration.ofHours(2));
            keeper.lease().renew();
            keeper.step();
        }
        later(Duration.ofHours(1));
        assertThat(fixture.runtime.volumes(fixture.host()))
                .as("a jump of the clock counts as two hours")
                .hasSize(1);
        later(Duration.ofHours(1));
        assertThat(fixture.runtime.volumes(fixture.host())).isEmpty();
        assertThat(fixture.ledgerEvents).extracting(LedgerEvent::kind).contains("volume.destroyed");
    }

    @Test
    void removesImagesOnlyAfterSevenDaysThatItLivedThrough() {
        String id = "sha256:" + "a".repeat(64);
        fixture.runtime.unusedImages.add(new Runtime.UnusedImage(id, 1, fixture.clock.instant()));
        later(Duration.ofHours(2));
        later(Duration.ofDays(4_000));
        later(Duration.ofDays(-4_000));
        for (int twoHours = 0; twoHours < 7 * 12 - 2; twoHours++) {
            fixture.clock.advance(Duration.ofHours(2));
            keeper.lease().renew();
            keeper.step();
        }
        assertThat(fixture.runtime.unusedImages)
                .as("a jump of the clock counts as two hours")
                .hasSize(1);
        later(Duration.ofHours(1));
        later(Duration.ofHours(1));
        assertThat(fixture.runtime.unusedImages).isEmpty();
    }

    @Test
    void theTimeWithoutUseIsKeptAcrossRestartsAndBeginsAnewAfterUse() {
        UnusedImageStore images = new UnusedImageStore();
        String id = "sha256:" + "b".repeat(64);
        Function<List<String>, Map<String, Duration>> count = ids -> fixture.database
                .database()
                .asDispatcher(transaction ->
                        images.count(transaction, fixture.host(), ids, Duration.ofHours(2), fixture.clock.instant()));
        assertThat(count.apply(List.of(id))).containsEntry(id, Duration.ZERO);
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(count.apply(List.of(id))).containsEntry(id, Duration.ofHours(1));
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(count.apply(List.of())).isEmpty();
        assertThat(count.apply(List.of(id))).containsEntry(id, Duration.ZERO);
    }

    @Test
    void healsAlsoAfterTheClockWasPutBack() {
        fixture.runtime.kill(running("web"));
        step();
        fixture.runtime.kill(running("web"));
        step();
        assertThat(fixture.runtime.running("web")).as("it backs off").isEmpty();
        later(Duration.ofHours(-5));
        assertThat(fixture.runtime.running("web")).hasSize(1);
    }

    @Test
    void takesAHostWhoseHolderWroteItsTermBeforeTheClockWasPutBack() {
        HostKeeper other = fixture.keeper();
        fixture.clock.advance(Duration.ofHours(-5));
        assertThat(keeper.lease().held()).isFalse();
        other.lease().renew();
        assertThat(other.lease().held()).isTrue();
    }
}
