package io.binome.workloads.internal;

import static io.binome.workloads.internal.EngineFixture.actions;
import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.StackId;
import io.binome.runs.Cancellation;
import io.binome.stacks.Action;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.FakeRuntime.Behaviour;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ResourceUse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComposeEngineTest {
    static final String SHOP = """
            services:
              web:
                image: shop/web:1
                ports: ["8080"]
                depends_on: [api]
                deploy: {update_config: {monitor: 10ms}}
              api:
                image: shop/api:1
                environment: {PASSWORD: geheim}
                depends_on: {store: {condition: service_healthy}}
                deploy: {replicas: 2, update_config: {monitor: 10ms}}
              store:
                image: shop/store:1
                volumes: ["data:/data"]
            volumes: {data: {}}
            """;

    private final EngineFixture fixture = new EngineFixture();

    @BeforeEach
    void images() {
        fixture.runtime
                .image("shop/web:1")
                .image("shop/web:2")
                .image("shop/api:1")
                .image("shop/store:1", "store", Behaviour.withHealth(ObservedContainer.Health.HEALTHY));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void createsAllThenChangesNothing() {
        Plan plan = fixture.deploy(compose(SHOP));
        assertThat(actions(plan))
                .containsEntry("service.web", Action.CREATE)
                .containsEntry("volume.data", Action.CREATE)
                .containsEntry("network.default", Action.CREATE);
        assertThat(fixture.runtime.running("web")).hasSize(1);
        assertThat(fixture.runtime.running("api")).hasSize(2);
        assertThat(fixture.runtime.running("store")).hasSize(1);
        assertThat(fixture.routes.servers("web")).hasSize(1);
        List<String> starts = fixture.runtime.calls().stream()
                .filter(call -> call.startsWith("start"))
                .toList();
        assertThat(starts).containsExactly("start store", "start api", "start api", "start web");

        Plan again = fixture.plan(compose(SHOP));
        assertThat(again.isEmpty()).as(again.toString()).isTrue();
        assertThat(fixture.plan(compose(SHOP)).hash()).isEqualTo(again.hash());
    }

    @Test
    void updatesStartFirstWithoutLosingTheEdge() {
        fixture.deploy(compose(SHOP));
        String before = fixture.runtime.running("web").getFirst();
        fixture.routes.forgetServed();
        Plan plan = fixture.deploy(compose(SHOP.replace("shop/web:1", "shop/web:2")));
        assertThat(actions(plan))
                .containsEntry("service.web", Action.UPDATE)
                .containsEntry("service.api", Action.NO_OP);
        assertThat(fixture.runtime.running("web")).hasSize(1).doesNotContain(before);
        assertThat(fixture.routes.served()).isNotEmpty().allMatch(servers -> servers > 0);
    }

    @Test
    void stopsFirstWhatWritesToVolumes() {
        fixture.runtime.image("shop/store:2", "store2", Behaviour.RUNS);
        fixture.deploy(compose(SHOP));
        fixture.runtime.forgetPeak();
        Plan plan = fixture.deploy(compose(SHOP.replace("shop/store:1", "shop/store:2")));
        assertThat(change(plan, "service.store").notes()).contains("stop-first: it writes to volume data");
        assertThat(fixture.runtime.running("store")).hasSize(1);
        assertThat(fixture.runtime.peak()).isEqualTo(1);
    }

    @Test
    void changesReplicasAndLimitsInPlace() {
        fixture.deploy(compose(SHOP));
        List<String> before = fixture.runtime.running("api");
        Plan plan = fixture.deploy(compose(SHOP.replace("replicas: 2", "replicas: 3")
                .replace("image: shop/api:1", "image: shop/api:1\n    mem_limit: 64m")));
        assertThat(change(plan, "service.api").notes()).contains("changed in place: no container is restarted");
        assertThat(fixture.runtime.running("api")).hasSize(3).containsAll(before);
        assertThat(fixture.runtime.calls()).contains("updateLimits api");
        fixture.deploy(compose(SHOP.replace("replicas: 2", "replicas: 1")));
        assertThat(fixture.runtime.running("api")).hasSize(1);
        assertThat(fixture.plan(compose(SHOP.replace("replicas: 2", "replicas: 1")))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void goesBackWhenTheNewOneDoesNotComeUp() {
        fixture.runtime.image("shop/api:2", "api2", Behaviour.ends(3, "no database here"));
        fixture.deploy(compose(SHOP));
        List<String> before = fixture.runtime.running("api");
        MapTree next = compose(SHOP.replace("shop/api:1", "shop/api:2"));
        ApplyOutcome outcome = fixture.apply(next, fixture.plan(next));
        assertThat(outcome).isInstanceOfSatisfying(ApplyOutcome.Failed.class, failed -> assertThat(failed.reason())
                .contains("api", "exit code 3", "no database here"));
        assertThat(fixture.runtime.running("api")).hasSize(2).containsAnyElementsOf(before);
        assertThat(fixture.plan(compose(SHOP)).isEmpty()).isTrue();
    }

    @Test
    void leavesNothingOfWhatNeverCameUp() {
        fixture.runtime.image("shop/api:1", "broken", Behaviour.ends(1, "boom"));
        MapTree tree = compose(SHOP.replace("depends_on: [api]", "depends_on: {api: {condition: service_healthy}}"));
        ApplyOutcome outcome = fixture.apply(tree, fixture.plan(tree));
        assertThat(outcome).isInstanceOfSatisfying(ApplyOutcome.Failed.class, failed -> assertThat(failed.done())
                .contains("service.store")
                .doesNotContain("service.web"));
        assertThat(fixture.runtime.running("web")).isEmpty();
        assertThat(fixture.runtime.specs()).extracting(ContainerSpec::service).containsExactly("store");
        assertThat(actions(fixture.plan(tree)))
                .containsEntry("service.api", Action.CREATE)
                .containsEntry("service.store", Action.NO_OP);
    }

    @Test
    void healingComesBackAtOnceWhenAnApplyIsCancelled() {
        fixture.deploy(compose(SHOP));
        MapTree next = compose(SHOP.replace("shop/web:1", "shop/web:2"));
        Plan plan = fixture.plan(next);
        fixture.runtime.forgetCalls();
        Cancellation onceItBegan = new Cancellation() {
            @Override
            public boolean requested() {
                return fixture.runtime.calls().stream().anyMatch(call -> call.startsWith("create"));
            }

            @Override
            public AutoCloseable whenRequested(Runnable action) {
                return () -> {};
            }
        };
        assertThatThrownBy(() -> fixture.apply(next, plan, onceItBegan)).isInstanceOf(CancellationException.class);

        fixture.runtime.kill(fixture.runtime.running("api").getFirst());
        HostKeeper keeper = fixture.keeper();
        keeper.lease().renew();
        keeper.step();
        assertThat(fixture.runtime.running("api")).hasSize(2);
    }

    @Test
    void dropsCapabilitiesAndRefusesThoseThatReachOut() {
        Plan plan = fixture.deploy(compose("""
                services:
                  web:
                    image: shop/web:1
                    cap_drop: [all]
                    cap_add: [CAP_CHOWN]
                """));
        assertThat(change(plan, "service.web").after())
                .containsEntry("cap_drop", Value.text("ALL"))
                .containsEntry("cap_add", Value.text("CHOWN"));
        ContainerSpec web = fixture.runtime.spec(fixture.runtime.running("web").getFirst());
        assertThat(web.droppedCapabilities()).containsExactly("ALL");
        assertThat(web.addedCapabilities()).containsExactly("CHOWN");

        PlanOutcome outcome = fixture.outcome(compose("""
                services:
                  web:
                    image: shop/web:1
                    cap_drop: [NET_SPELLED_WRONG]
                    cap_add: [NET_ADMIN]
                """));
        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> {
            assertThat(refused.findings())
                    .extracting(finding -> finding.line() + " " + finding.key())
                    .containsExactlyInAnyOrder("4 services.web.cap_drop[0]", "5 services.web.cap_add[0]");
            assertThat(refused.findings()).allSatisfy(finding -> {
                assertThat(finding.file()).isEqualTo("compose.yaml");
                assertThat(finding.instead()).isNotEmpty();
            });
        });
    }

    @Test
    void allStacksOfTheTenantCountWhenPlannedAndWhenApplied() {
        String half = "services: {web: {image: \"shop/web:1\", mem_limit: 9g, cpus: 1}}\n";
        MapTree tree = compose(half);
        StackId blog = new StackId(UUID.randomUUID());
        // Planned while both would fit; then the other one is applied.
        Plan early = fixture.plan(tree);
        fixture.deploy(blog, "blog", tree);
        assertThat(fixture.apply(tree, early))
                .isInstanceOfSatisfying(ApplyOutcome.Stale.class, stale -> assertThat(stale.reason())
                        .contains("16384 MiB", "18432 MiB", "shop 9216 MiB", "blog 9216 MiB"));
        assertThat(fixture.outcome(tree)).isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> {
            assertThat(refused.findings().getFirst().file()).isEqualTo("compose.yaml");
            assertThat(refused.findings().getFirst().instead()).contains("ask the provider");
        });
        assertThat(fixture.room.workloads(_ -> "127.0.0.1").use(fixture.scope).all())
                .isEqualTo(new ResourceUse(1_000, 9L << 30, 256, 0));
        // Defaults count as well: 17 services of half a CPU are more than the tenant's 8.
        StringBuilder many = new StringBuilder("services:\n");
        for (int i = 0; i < 17; i++) {
            many.append("  s").append(i).append(": {image: \"shop/web:1\"}\n");
        }
        assertThat(fixture.outcome(compose(many.toString())))
                .isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> assertThat(
                                refused.findings().getFirst().reason())
                        .contains("8 CPUs", "shop 8.5 CPUs", "blog 1 CPU"));
    }

    @Test
    void anotherHostPortTakesThePlaceOfTheFirst() {
        fixture.deploy(compose(SHOP.replace("[\"8080\"]", "[\"20005:8080\"]")));
        fixture.deploy(compose(SHOP.replace("[\"8080\"]", "[\"20006:8080\"]")));
        assertThat(fixture.routes.of(fixture.scope, fixture.stack))
                .extracting(io.binome.edge.Route::hostPort)
                .containsExactly(20_006);
        assertThat(fixture.routes.servers("web")).hasSize(1);
    }

    @Test
    void aSiteThatIsNotThereIsFoundInTheManifest() {
        MapTree tree = MapTree.of(
                "compose.yaml",
                SHOP,
                "binome.yaml",
                "stacks:\n  shop:\n    environment: production\n    site: pariss\n");
        assertThat(fixture.room
                        .engine()
                        .plan(fixture.request(tree, Map.of(), "pariss"), fixture.runLog(), Cancellation.NONE))
                .isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> assertThat(refused.findings())
                        .singleElement()
                        .satisfies(finding -> {
                            assertThat(finding.code()).isEqualTo("unknown-site");
                            assertThat(finding.file()).isEqualTo("binome.yaml");
                            assertThat(finding.line()).isEqualTo(4);
                            assertThat(finding.column()).isEqualTo(11);
                            assertThat(finding.instead()).contains("paris");
                        }));
    }

    @Test
    void aBuildWithALinkOutOfTheRepositoryIsRefused() {
        MapTree tree = MapTree.of(
                "compose.yaml",
                "services:\n  web:\n    build: ./web\n",
                "web/Dockerfile",
                "FROM scratch",
                "web/keys",
                "->/root/.ssh");
        assertThat(fixture.outcome(tree)).isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> {
            assertThat(refused.findings().getFirst().reason()).contains("'web/keys'", "'/root/.ssh'");
            assertThat(refused.findings().getFirst().instead()).contains(".dockerignore");
        });
    }

    @Test
    void removesTheStackButKeepsItsVolume() {
        fixture.deploy(compose(SHOP));
        Plan plan = fixture.deploy((MapTree) null);
        assertThat(actions(plan).values()).containsOnly(Action.DELETE);
        assertThat(fixture.runtime.specs()).isEmpty();
        assertThat(fixture.runtime.networks(fixture.host())).isEmpty();
        assertThat(fixture.runtime.destroyedVolumes()).isEmpty();
        assertThat(fixture.runtime.volumes(fixture.host())).hasSize(1);
        assertThat(fixture.plan(null).changes()).isEmpty();

        String id = fixture.runtime.volumes(fixture.host()).iterator().next().toString();
        Plan back = fixture.deploy(compose(SHOP.replace("{data: {}}", "{data: {x-binome-volume: " + id + "}}")));
        assertThat(change(back, "volume.data").notes().getFirst()).contains("attached again");
        assertThat(fixture.runtime.volumes(fixture.host())).hasSize(1);
    }

    @Test
    void appliesWhatWasResolvedAndShowsWhatMoved() {
        MapTree tree = compose(SHOP);
        Plan plan = fixture.plan(tree);
        String approved = fixture.runtime.images("shop/web:1");
        fixture.runtime.image("shop/web:1", "moved", Behaviour.RUNS);
        String sentence = "shop/web:1 now points elsewhere; the reviewed digest " + approved + " is applied";
        assertThat(fixture.apply(tree, plan)).isEqualTo(new ApplyOutcome.Applied(List.of(sentence)));
        assertThat(fixture.log).contains(sentence);
        ContainerSpec web = fixture.runtime.spec(fixture.runtime.running("web").getFirst());
        assertThat(web.image().pin()).endsWith(approved);
        Plan next = fixture.plan(tree);
        assertThat(change(next, "service.web").action()).isEqualTo(Action.UPDATE);
        assertThat(change(next, "service.web").notes().toString()).contains("has moved");
    }

    @Test
    void showsDriftAsWhatIsThereBefore() {
        fixture.deploy(compose(SHOP));
        String revision = fixture.room.engine().liveRevision(fixture.scope, fixture.stack);
        String web = fixture.runtime.running("web").getFirst();
        fixture.runtime.alter(web, "limits.memory", Value.number(1));
        Plan plan = fixture.plan(compose(SHOP));
        ResourceChange change = change(plan, "service.web");
        assertThat(change.action()).isEqualTo(Action.UPDATE);
        assertThat(change.before()).containsEntry("limits.memory", Value.number(1));
        assertThat(change.after()).containsEntry("limits.memory", Value.number(256 << 20));
        assertThat(fixture.room.engine().liveRevision(fixture.scope, fixture.stack))
                .isNotEqualTo(revision);
        fixture.deploy(compose(SHOP));
        assertThat(fixture.runtime.running("web")).hasSize(1).doesNotContain(web);
        assertThat(fixture.plan(compose(SHOP)).isEmpty()).isTrue();
    }

    @Test
    void neverShowsSecrets() {
        Plan plan = fixture.plan(compose(SHOP));
        assertThat(plan.toJson().toString()).doesNotContain("geheim");
        assertThat(change(plan, "service.api").after().get("environment.PASSWORD"))
                .isInstanceOf(Value.Sensitive.class);
    }

    @Test
    void runsOneOffServicesToTheirEnd() {
        fixture.runtime.image("shop/job:1", "job", Behaviour.ends(0, "done"));
        String text = """
                services:
                  migrate: {image: "shop/job:1"}
                  web: {image: "shop/web:1", depends_on: {migrate: {condition: service_completed_successfully}}}
                """;
        fixture.deploy(compose(text));
        assertThat(fixture.runtime.running("migrate")).isEmpty();
        assertThat(fixture.runtime.running("web")).hasSize(1);
        assertThat(fixture.plan(compose(text)).isEmpty()).isTrue();
    }

    @Test
    void refusesWithPlaceReasonAndAdvice() {
        PlanOutcome outcome = fixture.outcome(compose("""
                services:
                  web:
                    image: shop/web:1
                    privileged: true
                    volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
                """));
        assertThat(outcome).isInstanceOfSatisfying(PlanOutcome.Refused.class, refused -> {
            assertThat(refused.findings()).hasSize(2);
            assertThat(refused.findings().getFirst().key()).isEqualTo("services.web.privileged");
            assertThat(refused.findings().getFirst().line()).isEqualTo(4);
            assertThat(refused.findings().get(1).reason()).contains("whole host");
            assertThat(refused.findings().get(1).instead()).isNotEmpty();
        });
    }

    private static ResourceChange change(Plan plan, String address) {
        return plan.changes().stream()
                .filter(change -> change.address().equals(address))
                .findFirst()
                .orElseThrow();
    }
}
