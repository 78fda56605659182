package io.binome.runs;

import io.binome.database.Transaction;
import java.time.Instant;

/** Carries out jobs of one kind. Registered with the runner at start. */
public interface JobHandler {
    String kind();

    /**
     * Runs on a virtual thread of its own. May be called again for the same job after a crash, so each effect must be
     * safe to repeat or be fenced.
     *
     * <p>When its cancellation is requested it stops soon, by throwing
     * {@link java.util.concurrent.CancellationException} (see {@link Cancellation#check}): the runner knows whether the
     * job is then over, or to be taken up by another replica. An outcome that is returned counts as it stands.
     *
     * <p>An exception that comes from a database that cannot be reached makes the job wait and begin again. Any other one
     * ends it: see {@link #abandoned}.
     */
    Outcome run(JobLease lease);

    /**
     * Called in the transaction which records that the job is over although {@link #run} gave no outcome: it threw, was
     * cancelled, or was taken up in vain too often. Here the room sets right what would wait for the job for ever. Runs
     * that the job left running are ended by the runner. The lease is held and needs no fence.
     */
    default void abandoned(Transaction transaction, JobLease lease, String reason) {}

    /** How a job ended. */
    sealed interface Outcome {
        record Done() implements Outcome {}

        /** Look at it again then; the reason is shown while it waits. */
        record Again(Instant at, String reason) implements Outcome {}

        /** Ended without success, for good. */
        record Failed(String reason) implements Outcome {}
    }
}
