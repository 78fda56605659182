package io.binome.advice.internal;

import io.binome.advice.SizingAdvice.Evidence;
import io.binome.metering.MemoryPeak;
import io.binome.metering.UsageHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one service used over a window, added up from its hours, in whichever order they come; corrections and hosts add up.
 * The hour that goes on is left out: part of an hour says too little of it.
 */
final class ServiceUse {
    private static final long HOUR_SECONDS = 3_600;
    /** Microseconds of an hour that make a thousandth of a processor. */
    private static final long MICROS_OF_MILLI = 3_600_000;

    private final Instant from;
    private final Instant to;
    private final Map<Instant, Long> cpuMicros = new HashMap<>();
    private final Map<Instant, Long> byteSeconds = new HashMap<>();
    private final Map<Instant, Long> peaks = new HashMap<>();
    private long requests;
    private long sentBytes;

    ServiceUse(Instant from, Instant to) {
        this.from = from;
        this.to = to;
    }

    Instant from() {
        return from;
    }

    void add(UsageHour hour) {
        if (hour.hour().isBefore(from) || !hour.hour().isBefore(to)) {
            return;
        }
        cpuMicros.merge(hour.hour(), hour.cpuMicros(), Math::addExact);
        byteSeconds.merge(hour.hour(), hour.memoryByteSeconds(), Math::addExact);
        requests = Math.addExact(requests, hour.requests());
        sentBytes = Math.addExact(sentBytes, hour.sentBytes());
    }

    /** Of several hosts on a day the sum counts: they may have been at their peak together. */
    void add(MemoryPeak peak) {
        peaks.merge(peak.day(), peak.memoryBytes(), Math::addExact);
    }

    /** @param replicas among which it was shared: evenly, as nothing says otherwise; rounded up */
    Evidence evidence(int replicas) {
        long[] memory = sorted(byteSeconds.values(), Math.multiplyExact(HOUR_SECONDS, replicas));
        long[] cpu = sorted(cpuMicros.values(), Math.multiplyExact(MICROS_OF_MILLI, replicas));
        long highestHour = memory.length == 0 ? 0 : memory[memory.length - 1];
        long peak = peaks.values().stream().mapToLong(Long::longValue).max().orElse(0);
        return new Evidence(
                from,
                to,
                running(),
                (int) Duration.between(from, to).toHours(),
                Math.max(highestHour, Math.ceilDiv(peak, replicas)),
                peaks.keySet().containsAll(days()),
                percentile(memory),
                percentile(cpu),
                cpu.length == 0 ? 0 : cpu[cpu.length - 1],
                requests,
                sentBytes);
    }

    /** Hours in which something of it was there. */
    private int running() {
        return (int) byteSeconds.values().stream().filter(used -> used > 0).count();
    }

    private Set<Instant> days() {
        Set<Instant> days = new HashSet<>();
        byteSeconds.forEach((hour, used) -> {
            if (used > 0) {
                days.add(hour.truncatedTo(ChronoUnit.DAYS));
            }
        });
        return days;
    }

    private static long[] sorted(Collection<Long> values, long by) {
        return values.stream()
                .mapToLong(value -> Math.ceilDiv(value, by))
                .sorted()
                .toArray();
    }

    /** The value that at least 95 of 100 do not exceed (nearest rank). */
    private static long percentile(long[] sorted) {
        return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * 95, 100) - 1];
    }
}
