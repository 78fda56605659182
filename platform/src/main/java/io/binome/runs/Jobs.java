package io.binome.runs;

import io.binome.database.Transaction;
import io.binome.kernel.JobId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Durable work, kept in the database, taken by any replica. A job is enqueued in the transaction of the step that asks
 * for it. A runner holds it under a lease with a heartbeat; a job whose runner went silent is taken over under a higher
 * epoch, and every effect of the old runner is refused by {@link #fence}.
 */
public interface Jobs {
    /**
     * Enqueues for the transaction's tenant. Where a job of this kind and key waits already, that one takes the new
     * payload and the earlier of the two times, and its id is returned.
     */
    JobId enqueue(Transaction transaction, NewJob job);

    /** Asks a job to stop; a waiting one ends at once, a running one hears it by {@link Cancellation}. */
    void cancel(Transaction transaction, JobId job);

    /** The kinds of those that run in the transaction's tenant, also of those between two runners. */
    Set<String> running(Transaction transaction);

    /**
     * To be called first in every transaction by which a running job changes something.
     *
     * @throws LeaseLost when the job now belongs to another runner
     */
    void fence(Transaction transaction, JobLease lease);

    /**
     * @param kind which handler runs it
     * @param key within the tenant, at most one job with this key runs at a time, and at most one of each kind waits;
     *     null for no such limit
     * @param notBefore null for at once
     */
    record NewJob(
            String kind,
            Map<String, String> payload,
            @Nullable String key,
            @Nullable Instant notBefore) {
        public NewJob {
            payload = Map.copyOf(payload);
        }

        public static NewJob now(String kind, String key, Map<String, String> payload) {
            return new NewJob(kind, payload, key, null);
        }
    }

    /** The runner is no longer the owner of its job: it must stop, and leave no trace. */
    final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public LeaseLost(JobId job, long epoch) {
            super("Job " + job + " is no longer held under epoch " + epoch);
        }
    }
}
