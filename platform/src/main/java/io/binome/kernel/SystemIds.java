package io.binome.kernel;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/**
 * UUIDv7 as in RFC 9562, section 5.7: 48 bits of Unix milliseconds, 12 bits of a counter (section 6.2, method 1), 62
 * random bits. Each is greater than all before it of this process, also within a millisecond and when the clock is put
 * back, so that rows in the order of their ids are in the order in which they were made.
 */
public final class SystemIds implements Ids {
    private static final int COUNTERS = 0x1000;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private long millis;
    private int counter;

    public SystemIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public UUID next() {
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(nextHigh(), low);
    }

    private synchronized long nextHigh() {
        long now = clock.millis();
        if (now > millis) {
            start(now);
        } else if (++counter == COUNTERS) {
            start(millis + 1);
        }
        return (millis << 16) | 0x7000L | counter;
    }

    /** The counter begins anywhere in its lower half, which leaves room to count. */
    private void start(long next) {
        millis = next;
        counter = random.nextInt(COUNTERS / 2);
    }
}
