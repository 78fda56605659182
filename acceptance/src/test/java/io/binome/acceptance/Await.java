package io.binome.acceptance;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a state of the world outside this process. */
final class Await {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private Await() {}

    static void until(String state, Duration atMost, BooleanSupplier reached) {
        until(state, atMost, () -> reached.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** What the supplier answers first that is not empty. */
    static <T> T until(String state, Duration atMost, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("Waited " + atMost.toSeconds() + " s in vain for " + state);
            }
            try {
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }
}
