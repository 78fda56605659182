package io.binome.drivers.bubblewrap;

import io.binome.kernel.TenantId;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox.SandboxUnavailable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The memory that all runs of this server share; callers wait for their part of it. */
final class RunMemory {
    private final MemoryTurns turns;
    private final Map<MemoryTurns.Ask, CompletableFuture<Boolean>> callers = new IdentityHashMap<>();

    RunMemory(long totalBytes) {
        this.turns = new MemoryTurns(totalBytes);
    }

    /** A part of it, until closed. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    Share take(TenantId tenant, long bytes, RunLog log, Cancellation cancellation) {
        if (bytes > turns.total()) {
            throw new SandboxUnavailable(
                    "This run may use " + mebibytes(bytes) + " of memory, and all runs of this server"
                            + " together may use " + mebibytes(turns.total())
                            + ". Lower the run's limit, or have the operator raise binome.runs.memory.");
        }
        CompletableFuture<Boolean> granted = new CompletableFuture<>();
        MemoryTurns.Ask ask;
        synchronized (turns) {
            ask = turns.ask(tenant, bytes);
            callers.put(ask, granted);
            grant();
        }
        if (!granted.isDone()) {
            log.line("Waiting for " + mebibytes(bytes) + " of memory: other runs use what there is.");
            await(ask, granted, cancellation);
            log.line("There is memory for this run now.");
        }
        return shareOf(ask);
    }

    long given() {
        synchronized (turns) {
            return turns.given();
        }
    }

    private void await(MemoryTurns.Ask ask, CompletableFuture<Boolean> granted, Cancellation cancellation) {
        try (AutoCloseable _ = cancellation.whenRequested(() -> granted.complete(false))) {
            if (granted.get()) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (Exception closing) {
            throw new IllegalStateException("A cancellation could not be forgotten", closing);
        }
        synchronized (turns) {
            callers.remove(ask);
            if (!turns.leave(ask)) {
                turns.giveBack(ask);
            }
            grant();
        }
        throw new CancellationException("Cancelled while it waited for memory");
    }

    private Share shareOf(MemoryTurns.Ask ask) {
        boolean[] back = {false};
        return () -> {
            synchronized (turns) {
                if (!back[0]) {
                    back[0] = true;
                    turns.giveBack(ask);
                    grant();
                }
            }
        };
    }

    private void grant() {
        for (MemoryTurns.Ask ask : turns.next()) {
            CompletableFuture<Boolean> caller = callers.remove(ask);
            if (caller != null) {
                caller.complete(true);
            }
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
