package io.binome.runs.internal;

import io.binome.database.Database;
import io.binome.database.Outage;
import io.binome.database.Transaction;
import io.binome.runs.JobHandler;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs.LeaseLost;
import io.binome.runs.Run;
import io.binome.runs.internal.JobStore.KeyRaced;
import io.binome.runs.internal.LeaseCancellation.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a handler and records what came of it. What cannot be recorded is left to whoever takes the job over. */
final class JobEnding {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnding.class);
    private static final int ATTEMPTS = 4;

    private final Database database;
    private final InstantSource clock;
    private final JobSettings settings;
    private final JobStore jobs = new JobStore();
    private final RunStore runs = new RunStore();

    JobEnding(Database database, InstantSource clock, JobSettings settings) {
        this.database = database;
        this.clock = clock;
        this.settings = settings;
    }

    void carryOut(JobHandler handler, JobLease lease, LeaseCancellation cancellation, int accidents) {
        if (accidents > settings.accidents()) {
            String reason = "It was begun " + accidents + " times in a row by runners that were then lost; "
                    + "it is not tried again";
            record(lease, cancellation, abandon(handler, lease, "FAILED", reason));
            return;
        }
        Step step;
        try {
            step = after(handler.run(lease), handler, lease, cancellation);
        } catch (LeaseLost lost) {
            LOG.info("{}; it goes on elsewhere", lost.getMessage());
            return;
        } catch (RuntimeException | Error failed) {
            step = after(failed, handler, lease, cancellation, accidents);
        }
        record(lease, cancellation, step);
    }

    /**
     * How an ending is recorded.
     *
     * @param otherwise what is recorded if that fails through no fault of the database; null for nothing
     */
    private record Step(
            Consumer<Transaction> work, @Nullable Consumer<Transaction> otherwise) {
        Step(Consumer<Transaction> work) {
            this(work, null);
        }
    }

    private Step after(Outcome outcome, JobHandler handler, JobLease lease, LeaseCancellation cancellation) {
        return switch (outcome) {
            case Outcome.Done _ -> new Step(transaction -> end(transaction, lease, "DONE", null));
            case Outcome.Failed failed -> new Step(transaction -> end(transaction, lease, "FAILED", failed.reason()));
            case Outcome.Again _
            when cancellation.reason() == Reason.ASKED -> abandon(handler, lease, "CANCELLED", "Cancelled");
            case Outcome.Again again ->
                new Step(transaction -> jobs.again(transaction, lease, again.at(), again.reason(), 0, clock.instant()));
        };
    }

    private Step after(
            Throwable failed, JobHandler handler, JobLease lease, LeaseCancellation cancellation, int accidents) {
        Reason cancelled = cancellation.reason();
        if (cancelled == Reason.ASKED) {
            return abandon(handler, lease, "CANCELLED", "Cancelled");
        }
        if (cancelled != null) {
            // Whatever it threw came of being stopped.
            return new Step(transaction -> jobs.release(transaction, lease));
        }
        String sentence = Accidents.sentence(failed);
        if (Outage.isBehind(failed) && accidents < settings.accidents()) {
            Duration pause = Accidents.pause(settings.backOff(), accidents);
            LOG.warn("Job {} of {} waits {} after: {}", lease.job(), handler.kind(), pause, sentence);
            return new Step(transaction -> jobs.again(
                    transaction, lease, clock.instant().plus(pause), sentence, accidents + 1, clock.instant()));
        }
        LOG.error("Job {} of {} failed", lease.job(), handler.kind(), failed);
        return abandon(handler, lease, "FAILED", sentence);
    }

    /** A handler that fails even here must not keep its job, and the job's key, for ever. */
    private Step abandon(JobHandler handler, JobLease lease, String state, String reason) {
        return new Step(
                transaction -> {
                    jobs.fence(transaction, lease);
                    handler.abandoned(transaction, lease, reason);
                    end(transaction, lease, state, reason);
                },
                transaction -> end(transaction, lease, state, reason));
    }

    private void end(Transaction transaction, JobLease lease, String state, @Nullable String reason) {
        jobs.end(transaction, lease, state, reason, clock.instant());
        Run.State left = state.equals("CANCELLED") ? Run.State.CANCELLED : Run.State.FAILED;
        String why = reason == null ? "Its job ended without a word about it" : reason;
        runs.endThoseOf(transaction, lease.job(), left, why, clock.instant());
    }

    private void record(JobLease lease, LeaseCancellation cancellation, Step step) {
        try {
            recordPatiently(lease, cancellation, step.work());
        } catch (RuntimeException failed) {
            Consumer<Transaction> otherwise = step.otherwise();
            if (otherwise == null || Outage.isBehind(failed)) {
                throw failed;
            }
            LOG.error("What waits for job {} could not be told that it is over", lease.job(), failed);
            recordPatiently(lease, cancellation, otherwise);
        }
    }

    /** Once more after a pause while the database is away, for as long as nobody else can have the job. */
    private void recordPatiently(JobLease lease, LeaseCancellation cancellation, Consumer<Transaction> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                database.inTenant(lease.scope(), transaction -> {
                    work.accept(transaction);
                    return true;
                });
                return;
            } catch (LeaseLost lost) {
                LOG.info("{}; what came of it here does not count", lost.getMessage());
                return;
            } catch (RuntimeException failed) {
                // One with the same key was enqueued at this very moment: it is seen at the next attempt.
                boolean raced = failed instanceof KeyRaced;
                if (attempt == ATTEMPTS
                        || cancellation.reason() == Reason.LEASE_LOST
                        || !raced && !Outage.isBehind(failed)) {
                    throw failed;
                }
                if (!raced) {
                    new Signal().await(Accidents.pause(settings.backOff(), attempt));
                }
            }
        }
    }

    /** For a stop: tries once. */
    void release(JobLease lease) {
        try {
            database.inTenant(lease.scope(), transaction -> jobs.release(transaction, lease));
        } catch (RuntimeException failed) {
            LOG.warn("Job {} could not be let go and is taken over later: {}", lease.job(), failed.toString());
        }
    }
}
