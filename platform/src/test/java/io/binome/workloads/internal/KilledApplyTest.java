package io.binome.workloads.internal;

import static io.binome.workloads.internal.ComposeEngineTest.SHOP;
import static io.binome.workloads.internal.EngineFixture.compose;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.Plan;
import io.binome.workloads.ContainerSpec;
import io.binome.workloads.FakeRuntime;
import io.binome.workloads.FakeRuntime.Behaviour;
import io.binome.workloads.ObservedContainer;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server dies in the middle of an apply, before and after each single thing that it asks of the host. */
class KilledApplyTest {
    @Test
    @Tag("slow")
    void survivesAKillAtEveryStep() {
        Map<String, String> moves =
                Map.of("shop/web:1", "shop/web:2", "replicas: 2", "replicas: 3", "/data\"", "/more\"");
        for (boolean after : new boolean[] {false, true}) {
            boolean killed = true;
            for (int call = 1; killed; call++) {
                try (EngineFixture own = new EngineFixture()) {
                    own.runtime.image("shop/web:1").image("shop/web:2").image("shop/api:1");
                    own.runtime.image("shop/store:1", "store", Behaviour.withHealth(ObservedContainer.Health.HEALTHY));
                    own.deploy(compose(SHOP));
                    String next = SHOP;
                    for (Map.Entry<String, String> move : moves.entrySet()) {
                        next = next.replace(move.getKey(), move.getValue());
                    }
                    MapTree tree = compose(next);
                    Plan plan = own.plan(tree);
                    if (after) {
                        own.runtime.killAfterCall(call);
                    } else {
                        own.runtime.killAtCall(call);
                    }
                    try {
                        own.apply(tree, plan);
                        killed = own.runtime.wasKilled();
                    } catch (FakeRuntime.Killed _) {
                        killed = true;
                    }
                    own.runtime.revive();
                    assertThat(own.apply(tree, plan))
                            .as("call " + call + " " + own.log)
                            .isInstanceOf(ApplyOutcome.Applied.class);
                    assertWhole(own, tree, "call " + call + (after ? " after" : " before"));
                }
            }
        }
    }

    private static void assertWhole(EngineFixture own, MapTree tree, String when) {
        assertThat(own.runtime.running("web")).as(when).hasSize(1);
        assertThat(own.runtime.running("api")).as(when).hasSize(3);
        assertThat(own.runtime.running("store")).as(when).hasSize(1);
        assertThat(own.runtime.specs()).as(when).hasSize(5);
        assertThat(new HashSet<>(
                        own.runtime.specs().stream().map(ContainerSpec::replica).toList()))
                .as(when)
                .hasSize(5);
        assertThat(own.runtime.volumes(own.host())).as(when).hasSize(1);
        assertThat(own.runtime.networks(own.host())).as(when).hasSize(1);
        assertThat(own.routes.servers("web")).as(when).hasSize(1);
        assertThat(own.plan(tree).isEmpty()).as(when).isTrue();
    }
}
