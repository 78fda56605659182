package io.binome.advice.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.advice.SizingAdvice.Evidence;
import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.MemoryPeak;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import io.binome.workloads.Workloads.ServiceLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Limits follow what was measured, with room, and only where they are far from it. */
class SizingRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final long MIB = 1L << 20;
    private static final StackId STACK = new StackId(new UUID(0, 2));
    private static final WorkloadId WEB = new WorkloadId(new UUID(1, 1));

    private static ServiceLimits limits(int replicas, long cpuMillis, long memoryMib) {
        return new ServiceLimits(WEB, STACK, "web", replicas, cpuMillis, memoryMib * MIB);
    }

    /** @param cpuMillis of all containers, by how many hours ago */
    private static ServiceUse use(int hours, LongUnaryOperator cpuMillis, long memoryMib) {
        ServiceUse use = new ServiceUse(NOW.minus(SizingRules.WINDOW), NOW);
        for (long ago = 1; ago <= hours; ago++) {
            Instant at = NOW.minus(Duration.ofHours(ago));
            use.add(hour(at, cpuMillis.applyAsLong(ago) * 3_600_000, memoryMib * MIB * 3_600, 0));
        }
        return use;
    }

    private static UsageHour hour(Instant at, long cpuMicros, long byteSeconds, long requests) {
        return new UsageHour(
                new TenantId(new UUID(0, 1)),
                STACK,
                WEB,
                new HostId(new UUID(0, 3)),
                at,
                0,
                cpuMicros,
                byteSeconds,
                0,
                0,
                requests,
                false,
                true);
    }

    private static ServiceUse withPeaks(ServiceUse use, long mib) {
        for (int day = 0; day <= 28; day++) {
            Instant at = NOW.minus(Duration.ofDays(day)).truncatedTo(ChronoUnit.DAYS);
            use.add(new MemoryPeak(STACK, WEB, new HostId(new UUID(0, 3)), at, mib * MIB));
        }
        return use;
    }

    @Test
    void theWindowEndsBeforePeaksAreForgotten() {
        assertThat(SizingRules.WINDOW).isLessThan(Metering.PEAKS_KEPT.minus(Duration.ofDays(2)));
    }

    @Test
    void memoryFarBelowItsLimitIsLoweredToThePeakWithRoom() {
        Evidence evidence = withPeaks(use(28 * 24, ago -> 300, 60), 100).evidence(1);
        assertThat(evidence.memoryPeak()).isEqualTo(100 * MIB);
        assertThat(evidence.memoryUsual()).isEqualTo(60 * MIB);
        assertThat(evidence.peakRead()).isTrue();
        assertThat(SizingRules.moves(limits(1, 1_000, 1_024), evidence))
                .containsExactly(new Move(Resource.MEMORY, 1_024 * MIB, 144 * MIB));
    }

    @Test
    void withoutPeaksOrWithSeveralContainersThereIsMoreRoom() {
        Evidence averages = use(28 * 24, ago -> 300, 100).evidence(1);
        assertThat(averages.peakRead()).isFalse();
        assertThat(SizingRules.moves(limits(1, 1_000, 1_024), averages))
                .containsExactly(new Move(Resource.MEMORY, 1_024 * MIB, 160 * MIB));
        Evidence shared = withPeaks(use(28 * 24, ago -> 600, 200), 200).evidence(2);
        assertThat(SizingRules.moves(limits(2, 1_000, 1_024), shared))
                .containsExactly(new Move(Resource.MEMORY, 1_024 * MIB, 160 * MIB));
    }

    @Test
    void whatIsAtItsLimitIsRaisedAfterADayAlready() {
        Evidence day = withPeaks(use(24, ago -> 480, 240), 250).evidence(1);
        assertThat(day.sure()).isFalse();
        assertThat(SizingRules.moves(limits(1, 500, 256), day))
                .containsExactly(new Move(Resource.MEMORY, 256 * MIB, 352 * MIB), new Move(Resource.CPU, 500, 1_000));
        assertThat(SizingRules.moves(
                        limits(1, 500, 256), use(23, ago -> 480, 250).evidence(1)))
                .as("less than a day says nothing")
                .isEmpty();
    }

    @Test
    void nothingIsLoweredBeforeAWeekWasSeen() {
        assertThat(SizingRules.moves(
                        limits(1, 4_000, 4_096), use(7 * 24 - 1, ago -> 10, 50).evidence(1)))
                .isEmpty();
        assertThat(SizingRules.moves(
                        limits(1, 4_000, 4_096), use(7 * 24, ago -> 10, 50).evidence(1)))
                .hasSize(2);
    }

    @Test
    void oneBusyHourOfAMonthKeepsItsProcessor() {
        LongUnaryOperator nightly = ago -> ago == 100 ? 1_800 : 20;
        assertThat(SizingRules.moves(
                        limits(1, 4_000, 128), use(28 * 24, nightly, 90).evidence(1)))
                .as("2.25 processors are more than half of 4")
                .isEmpty();
        assertThat(SizingRules.moves(
                        limits(1, 8_000, 128), use(28 * 24, nightly, 90).evidence(1)))
                .containsExactly(new Move(Resource.CPU, 8_000, 2_250));
    }

    @Test
    void aServiceThatOnlyWaitsIsIdleAndOneThatIsAskedIsNot() {
        ServiceUse recent = new ServiceUse(NOW.minus(SizingRules.IDLE), NOW);
        for (long ago = 1; ago <= 14 * 24; ago++) {
            recent.add(hour(NOW.minus(Duration.ofHours(ago)), 3_600_000, 30 * MIB * 3_600, 0));
        }
        assertThat(SizingRules.idle(limits(1, 500, 256), recent.evidence(1))).isTrue();
        assertThat(SizingRules.idle(limits(0, 500, 256), recent.evidence(1))).isFalse();
        recent.add(hour(NOW.minus(Duration.ofHours(3)), 0, 0, 1));
        assertThat(SizingRules.idle(limits(1, 500, 256), recent.evidence(1))).isFalse();
        ServiceUse began = new ServiceUse(NOW.minus(SizingRules.IDLE), NOW);
        began.add(hour(NOW.minus(Duration.ofHours(3)), 0, 30 * MIB * 3_600, 0));
        assertThat(SizingRules.idle(limits(1, 500, 256), began.evidence(1)))
                .as("it began today")
                .isFalse();
    }

    @Test
    void theHourThatGoesOnIsLeftOut() {
        ServiceUse use = new ServiceUse(NOW.minus(SizingRules.WINDOW), NOW);
        use.add(hour(NOW, 1, 1, 1));
        assertThat(use.evidence(1).hours()).isZero();
        assertThat(use.evidence(1).requests()).isZero();
    }

    private static Evidence evidence(long memory, boolean read, long usual, long most, int hours) {
        return new Evidence(
                NOW.minus(SizingRules.WINDOW), NOW, hours, 28 * 24, memory, read, memory / 2, usual, most, 0, 0);
    }

    @Property(tries = 500)
    void whatIsProposedLiesAboveWhatWasSeen(
            @ForAll @LongRange(max = 64L << 30) long memory,
            @ForAll boolean read,
            @ForAll @LongRange(max = 64_000) long usual,
            @ForAll @LongRange(max = 64_000) long more,
            @ForAll @IntRange(max = 672) int hours,
            @ForAll @IntRange(min = 1, max = 8) int replicas,
            @ForAll @LongRange(min = 10, max = 64_000) long cpu,
            @ForAll @LongRange(min = 6L << 20, max = 64L << 30) long limit) {
        Evidence evidence = evidence(memory, read, usual, Math.max(usual, more), hours);
        ServiceLimits present = new ServiceLimits(WEB, STACK, "web", replicas, cpu, limit);
        List<Move> moves = SizingRules.moves(present, evidence);
        long newMemory = limit;
        long newCpu = cpu;
        for (Move move : moves) {
            assertThat(move.proposed()).isNotEqualTo(move.present());
            assertThat(move.raises() || evidence.sure()).isTrue();
            if (move.resource() == Resource.MEMORY) {
                assertThat(move.proposed()).isGreaterThanOrEqualTo(memory + memory * 3 / 10);
                newMemory = move.proposed();
            } else {
                assertThat(move.proposed()).isGreaterThanOrEqualTo(Math.max(usual * 2, evidence.cpuMost() * 5 / 4));
                newCpu = move.proposed();
            }
        }
        assertThat(SizingRules.moves(new ServiceLimits(WEB, STACK, "web", replicas, newCpu, newMemory), evidence))
                .as("who follows it hears nothing more")
                .isEmpty();
    }

    @Property(tries = 200)
    void hoursCountInWhicheverOrderAndSplit(
            @ForAll List<@IntRange(min = 1, max = 600) Integer> agos, @ForAll @LongRange(max = 1 << 20) long used) {
        ServiceUse one = new ServiceUse(NOW.minus(SizingRules.WINDOW), NOW);
        ServiceUse other = new ServiceUse(NOW.minus(SizingRules.WINDOW), NOW);
        agos.forEach(ago -> one.add(hour(NOW.minus(Duration.ofHours(ago)), used, used * 3_600, 2)));
        agos.reversed().forEach(ago -> {
            other.add(hour(NOW.minus(Duration.ofHours(ago)), used / 3, used * 3_600, 1));
            other.add(hour(NOW.minus(Duration.ofHours(ago)), used - used / 3, 0, 1));
        });
        assertThat(one.evidence(1)).isEqualTo(other.evidence(1));
    }

    @Property(tries = 300)
    void stepsAreNeverBelowAndNeverFarAbove(@ForAll @LongRange(min = 1, max = 64L << 30) long bytes) {
        assertThat(SizingRules.memoryStep(bytes)).isGreaterThanOrEqualTo(bytes);
        assertThat(SizingRules.memoryStep(bytes)).isLessThanOrEqualTo(bytes + Math.max(16 * MIB, bytes / 8));
        assertThat(SizingRules.cpuStep(bytes % 64_000 + 1)).isGreaterThanOrEqualTo(bytes % 64_000 + 1);
    }
}
