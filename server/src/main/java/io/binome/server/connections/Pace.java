package io.binome.server.connections;

import java.time.Duration;

/**
 * Whether what comes in comes fast enough. A sender has some time in hand; waiting for it takes from that, and what it
 * sends adds to it, up to a bound: a line that carries the least rate is never broken off, one that stalls is after that
 * bound at the latest, and one that sends a byte now and then is as soon as the first allowance is spent.
 */
final class Pace {
    /**
     * @param atFirst what a sender has in hand when it begins
     * @param atMost how much it can earn; what it has at first may be less
     * @param bytesPerSecond the least rate, positive
     */
    record Limits(Duration atFirst, Duration atMost, long bytesPerSecond) {
        static final Limits USUAL = new Limits(Duration.ofSeconds(30), Duration.ofMinutes(2), 1024);
    }

    private static final double NANOS_PER_SECOND = 1e9;

    private final double most;
    private final double nanosPerByte;
    private double inHand;

    Pace(Limits limits) {
        this.most = limits.atMost().toNanos();
        this.nanosPerByte = NANOS_PER_SECOND / limits.bytesPerSecond();
        this.inHand = limits.atFirst().toNanos();
    }

    /** After {@code nanos} of waiting, {@code bytes} have come; false when that was too slow, and from then on. */
    boolean keptBy(long bytes, long nanos) {
        if (inHand >= 0) {
            inHand -= nanos;
        }
        if (inHand >= 0) {
            inHand = Math.max(inHand, Math.min(most, inHand + bytes * nanosPerByte));
        }
        return inHand >= 0;
    }
}
