package io.binome.changes.internal;

import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import java.time.Instant;
import java.util.Map;

/** The jobs of changes: their kinds, keys and payloads. */
final class ChangeWork {
    static final String PLAN = "plan-change";
    static final String APPLY = "apply-change";
    static final String GO_BACK = "go-back-change";
    static final String START = "start-change";

    private final Jobs jobs;

    ChangeWork(Jobs jobs) {
        this.jobs = jobs;
    }

    void plan(Transaction transaction, ChangeId change) {
        jobs.enqueue(transaction, Jobs.NewJob.now(PLAN, "plan:" + change, Map.of("change", change.toString())));
    }

    /** Plans again what is planned already, because its target moved; votes stay unless the outcome differs. */
    void revalidate(Transaction transaction, ChangeId change) {
        jobs.enqueue(
                transaction,
                Jobs.NewJob.now(PLAN, "plan:" + change, Map.of("change", change.toString(), "revalidate", "true")));
    }

    static boolean isRevalidation(JobLease lease) {
        return "true".equals(lease.payload().get("revalidate"));
    }

    JobId apply(Transaction transaction, ChangeId change) {
        return jobs.enqueue(
                transaction, Jobs.NewJob.now(APPLY, "apply:" + change, Map.of("change", change.toString())));
    }

    /** Looks at a change again when its window opens. */
    JobId start(Transaction transaction, ChangeId change, Instant startsAt) {
        return jobs.enqueue(
                transaction, new Jobs.NewJob(START, Map.of("change", change.toString()), "start:" + change, startsAt));
    }

    JobId goBack(Transaction transaction, ChangeId change) {
        return jobs.enqueue(
                transaction, Jobs.NewJob.now(GO_BACK, "go-back:" + change, Map.of("change", change.toString())));
    }

    void cancel(Transaction transaction, JobId job) {
        jobs.cancel(transaction, job);
    }

    void fence(Transaction transaction, JobLease lease) {
        jobs.fence(transaction, lease);
    }

    static ChangeId change(JobLease lease) {
        String change = lease.payload().get("change");
        if (change == null) {
            throw new IllegalStateException("Job " + lease.job() + " names no change");
        }
        return ChangeId.parse(change);
    }
}
