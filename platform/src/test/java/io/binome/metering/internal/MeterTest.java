package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Step.Used;
import io.binome.workloads.KeptBytes;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** What a pair of readings says. */
class MeterTest {
    private static final Instant START = Instant.parse("2026-11-22T09:30:00Z");
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final long MIB = 1 << 20;
    private static final TenantId TENANT = new TenantId(UUID.randomUUID());
    private static final Owner WEB =
            new Owner.Service(TENANT, new StackId(UUID.randomUUID()), new WorkloadId(UUID.randomUUID()));

    private final ScriptedSource host = new ScriptedSource(START);
    private final Meter meter = new Meter(SWEEP.multipliedBy(3));
    private final List<Used> all = new ArrayList<>();
    private Known known = Known.NOTHING;

    private Step read() {
        Step step = meter.step(known, host.sweep(), host.now());
        known = step.known();
        all.addAll(step.used());
        return step;
    }

    private long cpu() {
        return all.stream().mapToLong(used -> used.amounts().cpuMicros()).sum();
    }

    private long memory() {
        return all.stream()
                .mapToLong(used -> used.amounts().memoryByteSeconds())
                .sum();
    }

    @Test
    void meteringBeginsWithTheFirstReading() {
        host.use(WEB, 5_000_000, MIB);
        assertThat(read().used()).isEmpty();
        host.pass(SWEEP).use(WEB, 700, MIB);
        assertThat(read().used())
                .containsExactly(new Used(
                        WEB,
                        Instant.parse("2026-11-22T09:00:00Z"),
                        new Amounts(700, 5 * MIB, 0, 0, 0, 0, 0, 0),
                        false,
                        false));
    }

    @Test
    void whatCameSinceCountsFromZeroAndWhatIdlesUsesNoCpu() {
        read();
        host.pass(SWEEP).use(WEB, 1_234, 2 * MIB);
        read();
        assertThat(cpu()).isEqualTo(1_234);
        assertThat(memory()).as("it began somewhere in between").isEqualTo(5 * MIB);
        host.pass(SWEEP);
        read();
        assertThat(cpu()).isEqualTo(1_234);
        assertThat(memory()).isEqualTo(15 * MIB);
        host.pass(SWEEP).vanish(WEB);
        read();
        assertThat(memory()).as("and ended somewhere in between").isEqualTo(20 * MIB);
        host.pass(SWEEP);
        assertThat(read().used()).isEmpty();
    }

    @Test
    void whatIsUnreadableForAMomentIsNotCountedTwice() {
        read();
        host.pass(SWEEP).use(WEB, 1_000, MIB);
        read();
        host.pass(SWEEP).vanish(WEB);
        read();
        host.pass(SWEEP).put(WEB, "cgroup-1", 1_500, MIB, -1);
        read();
        assertThat(cpu()).isEqualTo(1_500);
    }

    @Test
    void anotherCgroupHasBegunAtZero() {
        host.use(WEB, 9_000, MIB);
        read();
        host.pass(SWEEP).put(WEB, "another", 9_500, MIB, -1);
        assertThat(read().used()).singleElement().satisfies(used -> {
            assertThat(used.amounts().cpuMicros()).isEqualTo(9_500);
            assertThat(used.estimated()).isFalse();
        });
    }

    @Test
    void aCounterThatGoesBackInventsNothing() {
        host.use(WEB, 9_000_000, 0);
        read();
        host.pass(SWEEP).put(WEB, "cgroup-1", 8_999_990, 0, -1);
        read();
        assertThat(cpu()).isZero();
        host.pass(SWEEP).put(WEB, "cgroup-1", 9_000_015, 0, -1);
        read();
        assertThat(cpu()).as("counted on from the highest value").isEqualTo(15);
        host.pass(SWEEP).put(WEB, "cgroup-1", 40, 0, -1);
        assertThat(read().used()).singleElement().satisfies(used -> {
            assertThat(used.amounts().cpuMicros()).isEqualTo(40);
            assertThat(used.estimated()).isTrue();
        });
    }

    @Test
    void trafficGoesOnWhenTheCgroupIsAnother() {
        host.put(WEB, "one", 0, 0, 500);
        read();
        host.pass(SWEEP).put(WEB, "two", 0, 0, 600);
        read();
        host.pass(SWEEP).put(WEB, "two", 0, 0, -1);
        read();
        host.pass(SWEEP).put(WEB, "two", 0, 0, 650);
        read();
        host.pass(SWEEP).put(WEB, "two", 0, 0, 7);
        read();
        assertThat(all.stream().mapToLong(used -> used.amounts().sentBytes()).sum())
                .isEqualTo(100 + 50 + 7);
    }

    @Test
    void aBridgeOfWhichNobodyHearsForLongIsNotCountedFromZeroAgain() {
        Owner whole = new Owner.Stack(TENANT, new StackId(UUID.randomUUID()));
        host.flow(whole, "bridge@1", 0, 0);
        read();
        host.pass(SWEEP).flow(whole, "bridge@1", 1_000_000, 0);
        read();
        // Its guard is away for three hours; the packet filter counts on.
        host.noFlows();
        for (int i = 0; i < 2_160; i++) {
            host.pass(SWEEP);
            read();
        }
        host.pass(SWEEP).flow(whole, "bridge@1", 1_000_007, 0);
        read();
        assertThat(all.stream().mapToLong(used -> used.amounts().sentBytes()).sum())
                .isEqualTo(1_000_007);
    }

    /** A number of byte-seconds that does not fit would be refused at each reading from then on. */
    @Test
    void muchIsHeldForLongWithoutGoingBeyondWhatCanBeWritten() {
        long much = 40L << 40;
        host.use(WEB, 0, much);
        read();
        host.pass(Duration.ofDays(12)).use(WEB, 10, 0);
        List<KeptBytes> kept = List.of(new KeptBytes(TENANT, new StackId(UUID.randomUUID()), much, Instant.EPOCH));
        Step step = meter.step(known, host.sweep(), kept, host.now());
        BigInteger seconds = BigInteger.valueOf(much).multiply(BigInteger.valueOf(12 * 86_400));
        assertThat(sum(step, Amounts::volumeByteSeconds)).isEqualTo(seconds);
        assertThat(sum(step, Amounts::memoryByteSeconds)).isEqualTo(seconds.shiftRight(1));
        assertThat(sum(step, Amounts::cpuMicros)).isEqualTo(10);
        assertThat(step.used()).allMatch(Used::estimated);
    }

    private static BigInteger sum(Step step, ToLongFunction<Amounts> of) {
        return step.used().stream()
                .map(used -> BigInteger.valueOf(of.applyAsLong(used.amounts())))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The engine was given the other driver of control groups: those of before are still there, and count on. */
    @Test
    void whatTwoGroupsOfOneOwnerCountedIsAddedOnce() {
        host.put(WEB, "7", 9_000_000, MIB, -1);
        read();
        host.pass(SWEEP).put(WEB, "7+8", 9_000_100, MIB, -1);
        read();
        assertThat(cpu()).isEqualTo(100);
        host.pass(SWEEP).put(WEB, "7+8", 9_000_250, MIB, -1);
        read();
        assertThat(cpu()).isEqualTo(250);
        // How much of it the one that went had counted, nobody has kept: nothing is invented.
        host.pass(SWEEP).put(WEB, "8", 300, MIB, -1);
        assertThat(read().used()).allMatch(Used::estimated);
        assertThat(cpu()).isEqualTo(250);
        host.pass(SWEEP).put(WEB, "8", 360, MIB, -1);
        read();
        assertThat(cpu()).isEqualTo(310);
    }

    @Test
    void anIntervalIsCutAtTheHours() {
        host.use(WEB, 0, MIB);
        read();
        host.pass(Duration.ofMinutes(150)).use(WEB, 150_001, MIB);
        read();
        assertThat(all)
                .extracting(
                        used -> used.hour().toString(), used -> used.amounts().cpuMicros())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("2026-11-22T09:00:00Z", 30_000L),
                        org.assertj.core.groups.Tuple.tuple("2026-11-22T10:00:00Z", 60_000L),
                        org.assertj.core.groups.Tuple.tuple("2026-11-22T11:00:00Z", 60_001L));
        assertThat(all).allMatch(Used::estimated);
        assertThat(memory()).isEqualTo(150 * 60 * MIB);
    }

    @Test
    void aRebootLosesWhatWasNotReadAndSaysSo() {
        host.use(WEB, 8_000, MIB);
        read();
        host.pass(Duration.ofMinutes(10)).reboot(Duration.ofMinutes(2)).put(WEB, "cgroup-1", 9_000, MIB, 5);
        Step step = read();
        assertThat(step.begins()).isTrue();
        assertThat(step.lost()).isEqualTo(new Span(START, START.plus(Duration.ofMinutes(8))));
        assertThat(step.used()).singleElement().satisfies(used -> {
            assertThat(used.amounts())
                    .as("the new kernel counts from zero, even where an inode is the same")
                    .isEqualTo(new Amounts(9_000, 60 * MIB, 0, 0, 0, 5, 0, 0));
            assertThat(used.estimated()).isTrue();
        });
    }

    @Test
    void aWrongClockOfTheHostChangesNothing() {
        host.clockOff(Duration.ofHours(-7)).use(WEB, 0, MIB);
        read();
        host.clockOff(Duration.ofHours(31)).pass(SWEEP).use(WEB, 10, MIB);
        assertThat(read().used()).singleElement().satisfies(used -> {
            assertThat(used.hour()).isEqualTo(Instant.parse("2026-11-22T09:00:00Z"));
            assertThat(used.amounts().memoryByteSeconds()).isEqualTo(5 * MIB);
        });
    }

    @Test
    void aClockThatJumpsMovesWhatWasUsedAndMakesItNoMore() {
        host.use(WEB, 0, MIB);
        read();
        host.jump(Duration.ofHours(3)).pass(SWEEP).use(WEB, 10, MIB);
        read();
        host.jump(Duration.ofHours(-6)).pass(SWEEP).use(WEB, 20, MIB);
        read();
        assertThat(all)
                .extracting(used -> used.hour().toString())
                .containsExactly("2026-11-22T12:00:00Z", "2026-11-22T06:00:00Z");
        assertThat(cpu()).isEqualTo(30);
        assertThat(memory()).isEqualTo(10 * MIB);
    }

    @Test
    void aLeapSecondIsASecondOfUseAndMovesNothingElse() {
        host.pass(Duration.ofMinutes(30)).jump(Duration.ofSeconds(-2)).use(WEB, 0, MIB);
        read();
        // Five seconds go by from 09:59:58 on; the clock shows the last one of the hour twice.
        host.pass(SWEEP).jump(Duration.ofSeconds(-1)).use(WEB, 5_000, MIB);
        read();
        assertThat(all)
                .extracting(used -> used.hour().toString())
                .containsExactly("2026-11-22T09:00:00Z", "2026-11-22T10:00:00Z");
        assertThat(cpu()).isEqualTo(5_000);
        assertThat(memory()).isEqualTo(5 * MIB);
    }

    @Test
    void theSameReadingAgainAndAnEarlierOneAddNothing() {
        host.use(WEB, 0, MIB);
        read();
        Instant then = host.now();
        var earlier = host.sweep();
        host.pass(SWEEP).use(WEB, 10, MIB);
        read();
        assertThat(read().used()).isEmpty();
        Step late = meter.step(known, earlier, then);
        assertThat(late.used()).isEmpty();
        assertThat(late.known()).isEqualTo(known);
    }
}
