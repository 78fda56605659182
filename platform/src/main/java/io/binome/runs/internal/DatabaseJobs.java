package io.binome.runs.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.JobId;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import java.time.InstantSource;
import java.util.Set;

/** The queue as a table. */
public final class DatabaseJobs implements Jobs {
    private final JobStore jobs = new JobStore();
    private final RunStore runs = new RunStore();
    private final InstantSource clock;
    private final Ids ids;

    public DatabaseJobs(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public JobId enqueue(Transaction transaction, NewJob job) {
        return jobs.enqueue(transaction, new JobId(ids.next()), job, clock.instant());
    }

    @Override
    public void cancel(Transaction transaction, JobId job) {
        if (jobs.cancel(transaction, job, clock.instant())) {
            runs.endThoseOf(transaction, job, io.binome.runs.Run.State.CANCELLED, "Cancelled", clock.instant());
        }
    }

    @Override
    public Set<String> running(Transaction transaction) {
        return jobs.running(transaction);
    }

    @Override
    public void fence(Transaction transaction, JobLease lease) {
        jobs.fence(transaction, lease);
    }
}
