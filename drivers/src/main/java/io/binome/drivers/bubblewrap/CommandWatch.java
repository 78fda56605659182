package io.binome.drivers.bubblewrap;

import io.binome.runs.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stays with one command until it is over: passes on what it prints and stops it where it must be stopped. */
final class CommandWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CommandWatch.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final int AT_ONCE = 16 << 10;

    /** Why it is over. */
    enum Reason {
        ENDED,
        CANCELLED,
        TIME,
        OUTPUT,
        DISK
    }

    /** How this command is reached. */
    interface Reins {
        /** Asks it to end, as Ctrl-C does. */
        void interrupt();

        /** Ends everything of it. */
        void kill();
    }

    /** @param killed whether it was ended, and did not end by itself */
    record Result(Reason reason, int status, boolean killed) {}

    private final Process process;
    private final Reins reins;
    private final CompletableFuture<Reason> stop = new CompletableFuture<>();

    CommandWatch(Process process, Reins reins) {
        this.process = process;
        this.reins = reins;
    }

    /**
     * @param time what is left of the run's time
     * @param disk asked again and again whether the disk is full; null when nobody need ask
     */
    Result await(
            OutputStream output,
            OutputStream error,
            long outputBytes,
            Duration time,
            Duration grace,
            @Nullable BooleanSupplier disk,
            Cancellation cancellation) {
        AtomicLong left = new AtomicLong(outputBytes);
        Thread first = Thread.ofVirtual().name("run-output").start(() -> pass(process.getInputStream(), output, left));
        Thread second = Thread.ofVirtual().name("run-error").start(() -> pass(process.getErrorStream(), error, left));
        Reason reason;
        boolean killed = false;
        try (AutoCloseable _ = cancellation.whenRequested(() -> stop.complete(Reason.CANCELLED))) {
            reason = untilOver(time, disk);
            if (reason != Reason.ENDED) {
                killed = end(reason, grace);
            }
            process.waitFor();
            first.join(LAST_WORDS);
            second.join(LAST_WORDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            reins.kill();
            return new Result(Reason.CANCELLED, 137, true);
        } catch (IOException | RuntimeException failed) {
            reins.kill();
            throw new IllegalStateException("A command could not be watched", failed);
        } catch (Exception closing) {
            throw new IllegalStateException("A cancellation could not be forgotten", closing);
        }
        // What it printed too much may have been read only after it had ended by itself.
        return new Result(left.get() < 0 ? Reason.OUTPUT : reason, process.exitValue(), killed);
    }

    private Reason untilOver(Duration time, @Nullable BooleanSupplier disk) throws InterruptedException, IOException {
        long until = System.nanoTime() + time.toNanos();
        CompletableFuture<?> over = CompletableFuture.anyOf(process.onExit(), stop);
        while (true) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return Reason.TIME;
            }
            try {
                over.get(disk == null ? left : Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
                return stop.getNow(Reason.ENDED);
            } catch (TimeoutException still) {
                if (disk != null && disk.getAsBoolean()) {
                    return Reason.DISK;
                }
            } catch (ExecutionException impossible) {
                throw new IOException("The command's end could not be waited for", impossible);
            }
        }
    }

    /** A command that is stopped for its time or for somebody's wish may still put its locks away. */
    private boolean end(Reason reason, Duration grace) throws InterruptedException {
        boolean politely = reason == Reason.CANCELLED || reason == Reason.TIME;
        if (politely && grace.isPositive()) {
            reins.interrupt();
            if (process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        reins.kill();
        return true;
    }

    private void pass(InputStream from, OutputStream to, AtomicLong left) {
        byte[] bytes = new byte[AT_ONCE];
        try (from;
                to) {
            for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                if (left.addAndGet(-read) < 0) {
                    stop.complete(Reason.OUTPUT);
                    return;
                }
                to.write(bytes, 0, read);
            }
        } catch (IOException | RuntimeException failed) {
            if (process.isAlive()) {
                LOG.warn("What a run's command printed could not be passed on; it is ended", failed);
                left.set(-1);
                stop.complete(Reason.OUTPUT);
            }
        }
    }
}
