package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Step.Used;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What must hold whatever happens between readings. */
class MeterProperties {
    private static final Instant START = Instant.parse("2026-03-29T00:59:30Z");
    private static final Owner WEB = new Owner.Service(
            new TenantId(UUID.randomUUID()), new StackId(UUID.randomUUID()), new WorkloadId(UUID.randomUUID()));
    private final Meter meter = new Meter(Duration.ofSeconds(15));

    @Property(tries = 500)
    void cuttingChangesNoSum(
            @ForAll @LongRange(min = 1, max = 400_000_000_000L) long micros,
            @ForAll @LongRange(min = 0, max = 86_400_000_000L) long offset,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long cpu,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long memory) {
        Instant to = START.plusNanos(offset * 1_000);
        Amounts all = new Amounts(cpu, memory, 7, 0, 1, 2, 3, cpu / 3);
        var pieces = Span.before(to, Duration.ofNanos(micros * 1_000)).cut(all);
        assertThat(pieces.stream().map(Span.Piece::amounts).reduce(Amounts.NONE, Amounts::plus))
                .isEqualTo(all);
        assertThat(pieces).allSatisfy(piece -> {
            assertThat(piece.amounts().cpuMicros()).isNotNegative();
            assertThat(piece.amounts().memoryByteSeconds()).isNotNegative();
            assertThat(piece.hour()).isBefore(to);
        });
        assertThat(pieces.stream().map(Span.Piece::hour))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    /** However often is read, and whatever the clocks say: CPU is what was burnt, to the microsecond. */
    @Property(tries = 300)
    void cpuIsWhatWasBurnt(@ForAll Random chance, @ForAll @IntRange(min = 1, max = 60) int steps) {
        ScriptedSource host = new ScriptedSource(START);
        List<Used> used = new ArrayList<>();
        Reads reads = new Reads();
        Known known = meter.step(Known.NOTHING, host.sweep(), host.now()).known();
        long burnt = 0;
        for (int i = 0; i < steps; i++) {
            host.pass(Duration.ofMillis(1 + chance.nextInt(chance.nextInt(10) == 0 ? 10_000_000 : 6_000)));
            long burn = chance.nextInt(3) == 0 ? 0 : chance.nextInt(8_000_000);
            host.use(WEB, burn, chance.nextInt(1 << 30));
            burnt += burn;
            switch (chance.nextInt(8)) {
                case 0 -> host.jump(Duration.ofMinutes(chance.nextInt(600) - 300));
                case 1 -> host.clockOff(Duration.ofMinutes(chance.nextInt(600) - 300));
                default -> {}
            }
            // Not each time: what is not read now is read next.
            if (chance.nextInt(3) > 0 || i == steps - 1) {
                Step step = meter.step(known, host.sweep(), host.now());
                used.addAll(step.used());
                reads.add(step.reads());
                known = step.known();
            }
        }
        assertThat(used.stream().mapToLong(one -> one.amounts().cpuMicros()).sum())
                .isEqualTo(burnt);
        assertThat(byHour(
                        reads.all(),
                        one -> one.hour(),
                        one -> one.to().cpuMicros() - one.from().cpuMicros()))
                .as("what readings add up to")
                .isEqualTo(byHour(used, Used::hour, one -> one.amounts().cpuMicros()));
    }

    private static <T> Map<Instant, Long> byHour(List<T> all, Function<T, Instant> hour, ToLongFunction<T> amount) {
        Map<Instant, Long> sums = new TreeMap<>();
        all.forEach(one -> sums.merge(hour.apply(one), amount.applyAsLong(one), Long::sum));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    /** Readings that come twice, late or in any order: nothing is counted twice. */
    @Property(tries = 300)
    void noReadingCountsTwice(@ForAll Random chance, @ForAll @IntRange(min = 2, max = 30) int steps) {
        ScriptedSource host = new ScriptedSource(START);
        List<Sweep> sweeps = new ArrayList<>(List.of(host.sweep()));
        long burnt = 0;
        for (int i = 0; i < steps; i++) {
            host.pass(Duration.ofSeconds(5)).use(WEB, chance.nextInt(1_000), 1 << 20);
            sweeps.add(host.sweep());
        }
        burnt = sweeps.getLast().all().getFirst().cpuMicros();
        List<Sweep> delivered = new ArrayList<>(List.of(sweeps.getFirst()));
        for (Sweep sweep : sweeps) {
            delivered.add(sweep);
            delivered.add(sweeps.get(chance.nextInt(sweeps.size())));
        }
        long counted = 0;
        Known known = Known.NOTHING;
        for (Sweep sweep : delivered) {
            Step step = meter.step(known, sweep, sweep.at());
            counted += step.used().stream()
                    .mapToLong(one -> one.amounts().cpuMicros())
                    .sum();
            known = step.known();
        }
        assertThat(counted).isEqualTo(burnt);
    }
}
