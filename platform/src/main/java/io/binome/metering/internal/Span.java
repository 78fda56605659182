package io.binome.metering.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The time {@code [from, to)} between two readings, on the server's clock. */
record Span(Instant from, Instant to) {
    /** A part of what was used, in one hour of UTC. */
    record Piece(Instant hour, Amounts amounts) {}

    /** The span of that length that ends now. */
    static Span before(Instant to, Duration length) {
        return new Span(to.minus(length), to);
    }

    /** What of it is not before that; nothing of it where all is. */
    Span since(Instant begin) {
        return begin.isAfter(from) ? new Span(begin.isBefore(to) ? begin : to, to) : this;
    }

    Duration length() {
        return Duration.between(from, to);
    }

    /**
     * Cuts at the hours, by time. Each piece has what belongs to the time up to its end, rounded down, less what earlier
     * pieces have: they add up to exactly what was cut.
     */
    List<Piece> cut(Amounts all) {
        Instant hour = from.truncatedTo(ChronoUnit.HOURS);
        Instant next = hour.plus(1, ChronoUnit.HOURS);
        if (!next.isBefore(to)) {
            return List.of(new Piece(hour, all));
        }
        long whole = micros(length());
        List<Piece> pieces = new ArrayList<>();
        Amounts given = Amounts.NONE;
        while (hour.isBefore(to)) {
            next = hour.plus(1, ChronoUnit.HOURS);
            Amounts upTo = next.isBefore(to) ? all.share(micros(Duration.between(from, next)), whole) : all;
            pieces.add(new Piece(hour, upTo.minus(given)));
            given = upTo;
            hour = next;
        }
        return pieces;
    }

    /** Whether it lies in more than one hour. */
    boolean crossesHour() {
        return from.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS).isBefore(to);
    }

    private static long micros(Duration length) {
        return Math.addExact(Math.multiplyExact(length.getSeconds(), 1_000_000L), length.getNano() / 1_000);
    }
}
