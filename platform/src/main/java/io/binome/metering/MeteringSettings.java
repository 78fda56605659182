package io.binome.metering;

import java.time.Duration;

/**
 * How often is read, and when hours are final.
 *
 * @param every between two readings of a host
 * @param write at least so often what was read is written
 * @param grace hours are closed so long after their end
 */
public record MeteringSettings(Duration every, Duration write, Duration grace) {
    public static final MeteringSettings USUAL =
            new MeteringSettings(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(5));

    public MeteringSettings {
        if (every.compareTo(Duration.ofMillis(100)) < 0
                || every.compareTo(Duration.ofMinutes(1)) > 0
                || write.compareTo(every) < 0
                || write.compareTo(Duration.ofMinutes(10)) > 0
                || grace.isNegative()) {
            throw new IllegalArgumentException("Read every 100 ms to 1 min, write after that and within 10 min: every "
                    + every + ", write " + write + ", grace " + grace);
        }
    }
}
