package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.HostId;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.ObservedContainer.State;
import io.binome.workloads.internal.WantedService.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealingDecisionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
    private static final UUID ID = new UUID(1, 2);

    private static ReplicaStore.Replica replica(ReplicaStore.State state, int failures, @Nullable Instant retryAt) {
        return new ReplicaStore.Replica(
                new ReplicaId(ID),
                new StackId(ID),
                new WorkloadId(ID),
                ID,
                new HostId(ID),
                1,
                state,
                "c",
                new TreeMap<>(),
                failures,
                failures,
                retryAt,
                null,
                null);
    }

    private static Optional<ObservedContainer> observed(State state, Health health, int exitCode) {
        return Optional.of(new ObservedContainer(
                "c",
                new ReplicaId(ID),
                new StackId(ID),
                state,
                health,
                exitCode,
                false,
                "",
                null,
                null,
                "sha256:0",
                new TreeMap<>()));
    }

    private static HealingDecision ready(Restart restart, Optional<ObservedContainer> observed) {
        return HealingDecision.of(replica(ReplicaStore.State.READY, 0, null), restart, observed, NOW, NOW);
    }

    @Test
    void anEndIsHealedAsTheFileSays() {
        var failed = observed(State.EXITED, Health.NONE, 1);
        var ended = observed(State.EXITED, Health.NONE, 0);
        assertThat(ready(Restart.ALWAYS, failed)).isInstanceOf(HealingDecision.Start.class);
        assertThat(ready(Restart.ALWAYS, ended)).isInstanceOf(HealingDecision.Start.class);
        assertThat(ready(Restart.KEPT, ended)).isInstanceOf(HealingDecision.Start.class);
        assertThat(ready(Restart.ON_FAILURE, failed)).isInstanceOf(HealingDecision.Start.class);
        assertThat(ready(Restart.ON_FAILURE, ended)).isInstanceOf(HealingDecision.Complete.class);
        assertThat(ready(Restart.NEVER, failed)).isInstanceOf(HealingDecision.Leave.class);
        assertThat(ready(Restart.NEVER, ended)).isInstanceOf(HealingDecision.Complete.class);
        assertThat(ready(Restart.NEVER, Optional.empty())).isInstanceOf(HealingDecision.Leave.class);
        assertThat(ready(Restart.ALWAYS, Optional.empty())).isInstanceOf(HealingDecision.Recreate.class);
        assertThat(ready(Restart.ALWAYS, observed(State.DEAD, Health.NONE, 0)))
                .isInstanceOf(HealingDecision.Recreate.class);
        assertThat(ready(Restart.ALWAYS, observed(State.PAUSED, Health.NONE, 0)))
                .isInstanceOf(HealingDecision.Leave.class);
    }

    @Test
    void runningReplicasAreForgivenAfterAWhile() {
        var running = observed(State.RUNNING, Health.NONE, 0);
        var early = replica(ReplicaStore.State.READY, 3, NOW.minusSeconds(9));
        var late = replica(ReplicaStore.State.READY, 3, NOW.minusSeconds(10));
        assertThat(HealingDecision.of(early, Restart.ALWAYS, running, null, NOW))
                .isInstanceOf(HealingDecision.Leave.class);
        assertThat(HealingDecision.of(late, Restart.ALWAYS, running, null, NOW))
                .isInstanceOf(HealingDecision.Settle.class);
        assertThat(HealingDecision.of(late, Restart.ALWAYS, observed(State.RUNNING, Health.STARTING, 0), null, NOW))
                .isInstanceOf(HealingDecision.Leave.class);
    }

    @Test
    void aPauseThatIsLongerThanAnyWasSetByAClockThatWasPutBackSince() {
        var ended = observed(State.EXITED, Health.NONE, 1);
        var waits = replica(ReplicaStore.State.READY, 9, NOW.plus(HealingDecision.LONGEST_BACK_OFF));
        var tooLong = replica(ReplicaStore.State.READY, 9, NOW.plus(Duration.ofHours(1)));
        assertThat(HealingDecision.of(waits, Restart.ALWAYS, ended, NOW, NOW)).isInstanceOf(HealingDecision.Wait.class);
        assertThat(HealingDecision.of(tooLong, Restart.ALWAYS, ended, NOW, NOW))
                .isInstanceOf(HealingDecision.Start.class);
    }

    /** Whatever was seen, nothing is started before its time, and what an apply works on is left to it. */
    @Property
    void neverTooEarly(
            @ForAll Restart restart,
            @ForAll State state,
            @ForAll Health health,
            @ForAll @IntRange(max = 255) int exitCode,
            @ForAll ReplicaStore.State recorded,
            @ForAll @IntRange(min = -100, max = 60) int seconds,
            @ForAll boolean present) {
        Instant retry = NOW.plusSeconds(seconds);
        HealingDecision decision = HealingDecision.of(
                replica(recorded, 2, retry),
                restart,
                present ? observed(state, health, exitCode) : Optional.empty(),
                NOW.minus(Duration.ofHours(1)),
                NOW);
        boolean acts = decision instanceof HealingDecision.Start || decision instanceof HealingDecision.Recreate;
        assertThat(acts
                        && (retry.isAfter(NOW)
                                || restart == Restart.NEVER && !(decision instanceof HealingDecision.Recreate)))
                .isFalse();
        assertThat(recorded != ReplicaStore.State.READY && acts).isFalse();
        if (decision instanceof HealingDecision.Wait wait) {
            assertThat(wait.until()).isAfter(NOW);
        }
    }

    @Property
    void backOffGrowsToAMinute(@ForAll @IntRange(max = 100_000) int failures) {
        Duration pause = HealingDecision.backOff(failures);
        assertThat(pause).isBetween(Duration.ofSeconds(1), HealingDecision.LONGEST_BACK_OFF);
        assertThat(HealingDecision.backOff(failures + 1)).isGreaterThanOrEqualTo(pause);
    }
}
