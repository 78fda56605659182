package io.binome.metering.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The time {@code [from, to)} between two readings, on the server's clock.
 *
 * @param hours how many hours of UTC a piece of it has at most; a divisor or a multiple of 24, so that pieces end with days
 */
record Span(Instant from, Instant to, int hours) {
    /** A part of what was used, in one hour of UTC; or in several, of which that is the first. */
    record Piece(Instant hour, Amounts amounts) {}

    /** One that is cut at each hour. */
    Span(Instant from, Instant to) {
        this(from, to, 1);
    }

    /** The same in pieces that are as long as they have to be, so that there are no more than that of them. */
    Span within(long pieces) {
        long least = Math.ceilDiv(length().toHours() + 2, Math.max(1, pieces));
        int day = 24;
        if (least > day) {
            return new Span(from, to, Math.toIntExact(Math.ceilDiv(least, day) * day));
        }
        int each = (int) least;
        while (day % each != 0) {
            each++;
        }
        return new Span(from, to, each);
    }

    private static final long SECONDS_OF_HOUR = 3_600;

    /** The span of that length that ends now. */
    static Span before(Instant to, Duration length) {
        return new Span(to.minus(length), to);
    }

    /** What of it is not before that; nothing of it where all is. */
    Span since(Instant begin) {
        return begin.isAfter(from) ? new Span(begin.isBefore(to) ? begin : to, to, hours) : this;
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
        Instant next = end(hour);
        if (!next.isBefore(to)) {
            return List.of(new Piece(hour, all));
        }
        long whole = micros(length());
        List<Piece> pieces = new ArrayList<>();
        Amounts given = Amounts.NONE;
        while (hour.isBefore(to)) {
            next = end(hour);
            Amounts upTo = next.isBefore(to) ? all.share(micros(Duration.between(from, next)), whole) : all;
            pieces.add(new Piece(hour, upTo.minus(given)));
            given = upTo;
            hour = next;
        }
        return pieces;
    }

    private Instant end(Instant hour) {
        long number = Math.floorDiv(hour.getEpochSecond(), SECONDS_OF_HOUR);
        return Instant.ofEpochSecond((Math.floorDiv(number, hours) + 1) * hours * SECONDS_OF_HOUR);
    }

    /** Whether it lies in more than one hour. */
    boolean crossesHour() {
        return from.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS).isBefore(to);
    }

    private static long micros(Duration length) {
        return Math.addExact(Math.multiplyExact(length.getSeconds(), 1_000_000L), length.getNano() / 1_000);
    }
}
