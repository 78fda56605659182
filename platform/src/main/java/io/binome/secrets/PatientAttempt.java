package io.binome.secrets;

import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.Passing;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tries again what is away, for as long as a borrower is patient.
 *
 * @param firstPause before it is tried again; twice as long each time after
 * @param longestPause between two attempts
 */
public record PatientAttempt(Duration firstPause, Duration longestPause) {
    public static final PatientAttempt DEFAULT = new PatientAttempt(Duration.ofMillis(250), Duration.ofSeconds(5));

    private static final Duration SAY_AGAIN = Duration.ofSeconds(30);

    /**
     * What the attempt gives. While it is waited for, the borrower's log says why.
     *
     * @throws ProblemException what the attempt throws; with a {@link Passing} problem once the patience is over
     */
    public <T> T of(Borrower borrower, Supplier<T> attempt) {
        long start = System.nanoTime();
        long sayAt = start;
        Duration pause = firstPause;
        while (true) {
            borrower.cancellation().check();
            try {
                return attempt.get();
            } catch (ProblemException failed) {
                Duration left = borrower.patience().minusNanos(System.nanoTime() - start);
                if (!(failed.problem() instanceof Passing passing) || left.compareTo(pause) < 0) {
                    throw failed;
                }
                if (System.nanoTime() - sayAt >= 0) {
                    borrower.log()
                            .line(passing.now() + ". Waiting for it, for " + Math.max(1, left.toSeconds()) + " s more");
                    sayAt = System.nanoTime() + SAY_AGAIN.toNanos();
                }
                await(borrower, pause);
                pause = pause.multipliedBy(2).compareTo(longestPause) < 0 ? pause.multipliedBy(2) : longestPause;
            }
        }
    }

    private static void await(Borrower borrower, Duration pause) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (var _ = borrower.cancellation().whenRequested(cancelled::countDown)) {
            cancelled.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted");
        } catch (Exception failed) {
            throw new IllegalStateException("The waiting failed", failed);
        }
    }
}
