package io.binome.runs;

import java.time.Duration;

/**
 * How logs of runs are kept.
 *
 * @param flushEvery longest time a line waits before it can be read
 * @param retryEvery pause after the store has failed
 * @param chunkBytes most bytes of UTF-8 in a stored piece; a longer line than that does not exist
 * @param bufferBytes most bytes that wait while the store is away; what comes on top is counted and lost
 * @param maximumBytes most bytes of one log; it says so where it is cut
 * @param patience how long closing waits for a store that fails
 */
public record LogSettings(
        Duration flushEvery,
        Duration retryEvery,
        int chunkBytes,
        int bufferBytes,
        long maximumBytes,
        Duration patience) {
    public static LogSettings defaults() {
        return new LogSettings(
                Duration.ofMillis(100), Duration.ofMillis(500), 16 << 10, 1 << 20, 64L << 20, Duration.ofSeconds(5));
    }
}
