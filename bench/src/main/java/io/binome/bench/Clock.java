package io.binome.bench;

/** The monotonic clock. */
final class Clock {
    private Clock() {}

    static double millisSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e6;
    }
}
