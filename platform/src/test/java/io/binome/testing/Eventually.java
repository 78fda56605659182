package io.binome.testing;

import java.time.Duration;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits until something holds, for tests of what happens in other threads. */
public final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofMillis(5);

    private Eventually() {}

    /** Repeats the assertion until it passes; its last failure is thrown after a minute. */
    public static void eventually(ThrowingCallable assertion) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Throwable failed) {
                if (System.nanoTime() > deadline) {
                    throw failed instanceof Error error ? error : new AssertionError(failed.getMessage(), failed);
                }
            }
            step();
        }
    }

    /** Repeats the look until it gives a value; fails after a minute. */
    public static <T> T eventuallySome(Supplier<java.util.Optional<T>> look) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            java.util.Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Nothing came within " + LONGEST);
            }
            step();
        }
    }

    private static void step() {
        try {
            Thread.sleep(STEP);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
