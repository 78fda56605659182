package io.binome.advice.internal;

import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds services that use far more than they usually do at that hour of the day. What is usual is the median of the same
 * hour on the fourteen days before, and how far it usually varies the median of the distances from it (Hampel's filter):
 * one odd day in a fortnight bends neither. Pure.
 */
final class UnusualUse {
    /** How much of the past is needed to say when something began. */
    static final Duration WINDOW = Duration.ofDays(17);

    /** How many days before are looked at, at the same hour. */
    static final int DAYS = 14;

    private static final int LEAST_DAYS = 7;
    /** Scaled median distances; 3 is usual for single tests, and each service is tested each hour. */
    private static final double DISTANCES = 6 * 1.4826;

    private static final long LONGEST_HOURS = 48;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Map<Series, Map<Instant, Long>> used = new HashMap<>();
    private final Map<WorkloadId, Instant> firstSeen = new HashMap<>();
    private final @Nullable UnusualUse past;

    record Series(StackId stack, WorkloadId service, Metered measured) {}

    /** @param usual in base units an hour */
    record Exceeded(Series series, Instant hour, long usual) {}

    UnusualUse() {
        this(null);
    }

    /** @param past to which hours are added here, without changing it */
    UnusualUse(@Nullable UnusualUse past) {
        this.past = past;
    }

    /**
     * @param since the first hour in which it was unusual
     * @param usual in base units an hour, {@code now} the last hour that was looked at
     */
    record Unusual(StackId stack, WorkloadId service, Metered measured, Instant since, long usual, long now) {}

    /** Takes an hour of a service, in any order; corrections and hosts add up. */
    void add(UsageHour hour) {
        WorkloadId service = hour.service();
        StackId stack = hour.stack();
        if (service == null || stack == null) {
            return;
        }
        seen(service, hour.hour());
        for (Metered measured : Metered.values()) {
            long quantity = hour.quantity(measured);
            if (quantity > 0) {
                used.computeIfAbsent(new Series(stack, service, measured), _ -> new HashMap<>())
                        .merge(hour.hour(), quantity, Math::addExact);
            }
        }
    }

    /** The service was there by then. */
    void seen(WorkloadId service, Instant at) {
        firstSeen.merge(service, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    /** What is unusual in the hour that goes on, as far as it is over, or in the one before. */
    List<Unusual> find(Instant now) {
        return exceeding(now).stream()
                .flatMap(one -> told(one, begin(one)).stream())
                .toList();
    }

    /** The same, without the time at which it began: needs no hours but these two, and those of the days before. */
    List<Exceeded> exceeding(Instant now) {
        Instant present = now.truncatedTo(ChronoUnit.HOURS);
        List<Exceeded> found = new ArrayList<>();
        used.keySet().forEach(series -> {
            for (Instant hour : List.of(present, present.minus(HOUR))) {
                OptionalLong usual = exceeded(series, hour);
                if (usual.isPresent()) {
                    found.add(new Exceeded(series, hour, usual.getAsLong()));
                    return;
                }
            }
        });
        return found;
    }

    /** Empty for what has gone on for days: it was told when it began. */
    Optional<Unusual> told(Exceeded one, Instant since) {
        Series series = one.series();
        return Duration.between(since, one.hour()).toHours() < LONGEST_HOURS
                ? Optional.of(new Unusual(
                        series.stack(),
                        series.service(),
                        series.measured(),
                        since,
                        one.usual(),
                        at(series, one.hour())))
                : Optional.empty();
    }

    /** The first hour of it, as far back as two days; needs all hours of {@link #WINDOW}. */
    Instant begin(Exceeded one) {
        Series series = one.series();
        Instant since = one.hour();
        for (int i = 0; i < LONGEST_HOURS && exceeded(series, since.minus(HOUR)).isPresent(); i++) {
            since = since.minus(HOUR);
        }
        return since;
    }

    /** What would be usual, where the hour is far above it. */
    private OptionalLong exceeded(Series series, Instant hour) {
        long now = at(series, hour);
        Instant first = first(series.service(), hour);
        long[] before = java.util.stream.IntStream.rangeClosed(1, DAYS)
                .mapToObj(day -> hour.minus(Duration.ofDays(day)))
                .filter(then -> !then.isBefore(first))
                .mapToLong(then -> at(series, then))
                .toArray();
        if (before.length < LEAST_DAYS) {
            return OptionalLong.empty();
        }
        long usual = median(before);
        long distance =
                median(Arrays.stream(before).map(one -> Math.abs(one - usual)).toArray());
        double most = usual + Math.max(Math.max(DISTANCES * distance, usual / 2.0), little(series.measured()));
        return now > most ? OptionalLong.of(usual) : OptionalLong.empty();
    }

    /** What nobody wants to be told of, in an hour. */
    private static long little(Metered measured) {
        return switch (measured) {
            case CPU -> 900_000_000L; // a quarter of a processor
            case MEMORY -> (256L << 20) * 3_600;
            case VOLUME -> (1L << 30) * 3_600;
            case TRAFFIC -> 1_000_000_000L;
            case REQUESTS -> 10_000;
        };
    }

    private long at(Series series, Instant hour) {
        long own = used.getOrDefault(series, Map.of()).getOrDefault(hour, 0L);
        return past == null ? own : Math.addExact(own, past.at(series, hour));
    }

    private Instant first(WorkloadId service, Instant otherwise) {
        Instant own = firstSeen.getOrDefault(service, otherwise);
        Instant before = past == null ? own : past.first(service, own);
        return before.isBefore(own) ? before : own;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
