package io.binome.runs;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Executions and their logs. A log is kept in chunks as it is written and can be followed from any offset. */
public interface Runs {
    /**
     * Begins the run that this job makes, or goes on with it where an earlier holder of the job was cut off in it: a job
     * has at most one running run of a kind, change and stack. Ends with the job at the latest.
     */
    RunId begin(
            Transaction transaction,
            JobLease lease,
            Actor actor,
            Run.Kind kind,
            @Nullable ChangeId change,
            @Nullable StackId stack);

    /** As above for work outside any job: nobody ends it for whoever began it until a day has passed. */
    RunId begin(
            Transaction transaction, Actor actor, Run.Kind kind, @Nullable ChangeId change, @Nullable StackId stack);

    /** @throws IllegalStateException when the run has ended already, or is not this tenant's */
    void finish(Transaction transaction, RunId run, Run.State state, @Nullable String reason);

    /**
     * Forgets the tenant's looks for drift that are over, with their logs, but for the newest of each stack and those that are
     * named.
     *
     * @param newest how many of each stack stay; 1 or more
     * @return how many were forgotten
     */
    int forgetLooks(Transaction transaction, int newest, Collection<RunId> kept);

    Optional<Run> find(TenantScope scope, RunId run);

    /** How it stands, for a step that rests on that. Cheap: one row. */
    Optional<Run.State> state(Transaction transaction, RunId run);

    /** Of one change, newest first. */
    List<Run> of(TenantScope scope, ChangeId change);

    Page<Run> of(TenantScope scope, ChangeId change, PageRequest page);

    /** Where a running run writes; close it before {@link #finish}. */
    default RunLog log(TenantScope scope, RunId run) {
        return log(scope, run, LogMask.NONE);
    }

    /** As above, for work that handles secrets. */
    RunLog log(TenantScope scope, RunId run, LogMask mask);

    /**
     * Whole lines of at most {@code maximumBytes} together (though at least one line) from {@code offset}, in bytes of
     * UTF-8, on a line's start as earlier slices gave it; elsewhere in a line, from the next one.
     *
     * @throws io.binome.kernel.ProblemException with {@link RunsProblem.RunNotFound}
     */
    LogSlice read(TenantScope scope, RunId run, long offset, int maximumBytes);

    /** As {@link #read}, but waits up to {@code atMost} while there is nothing new and the run goes on. */
    LogSlice await(TenantScope scope, RunId run, long offset, Duration atMost);

    /** @param ended whether the run is over and {@code next} is the log's end */
    record LogSlice(String text, long next, boolean ended) {}
}
