package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Step.Used;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where counting of traffic and requests begins, and begins anew. */
class FlowsTest {
    private static final Instant START = Instant.parse("2026-11-22T09:59:00Z");
    private static final Instant LONG_AGO = START.minus(Duration.ofDays(20));
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final StackId STACK = new StackId(UUID.randomUUID());
    private static final Owner WHOLE = new Owner.Stack(TENANT, STACK);
    private static final Owner OTHER = new Owner.Stack(TENANT, new StackId(UUID.randomUUID()));
    private static final Owner WEB = new Owner.Service(TENANT, STACK, new WorkloadId(UUID.randomUUID()));

    private final ScriptedSource host = new ScriptedSource(START);
    private final Meter meter = new Meter(SWEEP.multipliedBy(3));
    private final List<Used> all = new ArrayList<>();
    private Known known = Known.NOTHING;

    private void read() {
        Step step = meter.step(known, host.sweep(), host.now());
        known = step.known();
        all.addAll(step.used());
        host.pass(SWEEP);
    }

    private long sent(Owner owner) {
        return all.stream()
                .filter(used -> used.owner().equals(owner))
                .mapToLong(used -> used.amounts().sentBytes())
                .sum();
    }

    @Test
    void whatABridgeCountedBeforeMeteringBeganIsNobodysAlsoWhenItIsHeardLater() {
        host.clockOff(Duration.ofHours(-7));
        read();
        read();
        host.flow(WHOLE, "bridge@1", 9_000_000, LONG_AGO);
        read();
        assertThat(sent(WHOLE)).isZero();
        host.flow(WHOLE, "bridge@1", 9_000_007, LONG_AGO);
        read();
        assertThat(sent(WHOLE)).isEqualTo(7);
    }

    @Test
    void whatTheBridgeOfAStackMadeSinceCountedIsItsOwnFromTheFirstByte() {
        read();
        host.flow(WHOLE, "bridge@1", 300, START.plusSeconds(2)).flow(OTHER, "older@1", 9_000_000, LONG_AGO);
        read();
        assertThat(sent(WHOLE)).isEqualTo(300);
        assertThat(sent(OTHER)).isZero();
    }

    @Test
    void onceBridgesWereHeardEachNewCounterIsCountedFromZero() {
        host.flow(WHOLE, "bridge@1", 9_000_000, LONG_AGO);
        read();
        host.flow(OTHER, "older@1", 50, LONG_AGO);
        read();
        assertThat(sent(OTHER)).isEqualTo(50);
    }

    @Test
    void whatTheEdgeCountedBeforeIsNobodysAlsoWhenItDoesNotAnswerAtFirst() {
        host.flow(WHOLE, "bridge@1", 9_000_000, LONG_AGO);
        read();
        host.flow(WEB, "edge", 4_000_000, Instant.EPOCH);
        read();
        assertThat(sent(WEB)).isZero();
        host.flow(WEB, "edge", 4_000_005, Instant.EPOCH).flow(WEB, "edge 2", 3, Instant.EPOCH);
        read();
        assertThat(sent(WEB)).isEqualTo(8);
    }

    @Test
    void afterAStartOfTheKernelAllIsCountedThatItHasCounted() {
        read();
        host.reboot(Duration.ofSeconds(30));
        host.flow(WHOLE, "bridge@1", 40, LONG_AGO);
        read();
        host.flow(OTHER, "other@1", 2, LONG_AGO);
        read();
        assertThat(sent(WHOLE) + sent(OTHER)).isEqualTo(42);
    }

    @Test
    void aBridgeThatBeginsAnewIsCountedFromZeroAndMarked() {
        host.flow(WHOLE, "bridge@1", 100, LONG_AGO).flow(OTHER, "other@1", 100, LONG_AGO);
        read();
        host.flow(WHOLE, "bridge@1", 150, LONG_AGO).flow(WHOLE, "second@1", 1, START);
        read();
        assertThat(all).noneMatch(Used::estimated);
        // Somebody has emptied the packet filter.
        host.noFlows().flow(WHOLE, "bridge@2", 30, LONG_AGO);
        read();
        assertThat(sent(WHOLE)).isEqualTo(50 + 1 + 30);
        assertThat(all).filteredOn(Used::estimated).singleElement().matches(used -> used.owner()
                .equals(WHOLE));
    }

    @Test
    void anEdgeOfWhichNobodyHearsForLongIsNotCountedFromZeroAgain() {
        host.flow(WEB, "edge", 4_000_000, LONG_AGO);
        read();
        host.noFlows();
        for (int i = 0; i < 3 * Flows.REMEMBERED; i++) {
            read();
        }
        host.flow(WEB, "edge", 4_000_005, START);
        read();
        assertThat(sent(WEB)).isEqualTo(5);
    }

    @Test
    void aCounterThatAnAnsweringEdgeShowsNoMoreIsOver() {
        host.flow(WEB, "edge", 4_000_000, LONG_AGO);
        read();
        host.noFlows().flow(WEB, "edge 2", 1, START);
        for (int i = 0; i <= Flows.REMEMBERED; i++) {
            read();
        }
        assertThat(known.flows().keySet()).extracting(Known.FlowKey::identity).containsExactly("edge 2");
    }
}
