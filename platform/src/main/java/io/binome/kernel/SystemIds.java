package io.binome.kernel;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** UUIDv7 as in RFC 9562, section 5.7: 48 bits of Unix milliseconds, then 74 random bits. */
public final class SystemIds implements Ids {
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public SystemIds(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextInt() & 0x0fffL);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
