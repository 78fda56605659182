package io.binome.runs;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Executions and their logs. A log is kept in chunks as it is written and can be followed from any offset. */
public interface Runs {
    RunId begin(Transaction transaction, Actor actor, Run.Kind kind, ChangeId change, @Nullable StackId stack);

    void finish(Transaction transaction, RunId run, Run.State state, @Nullable String reason);

    Optional<Run> find(TenantScope scope, RunId run);

    /** Of one change, newest first. */
    List<Run> of(TenantScope scope, ChangeId change);

    /** Where a running run writes; close it before {@link #finish}. */
    RunLog log(TenantScope scope, RunId run);

    /** At most {@code maximumBytes} from {@code offset} (in bytes of UTF-8, on a line's start as earlier slices gave it). */
    LogSlice read(TenantScope scope, RunId run, long offset, int maximumBytes);

    /** As {@link #read}, but waits up to {@code atMost} while there is nothing new and the run goes on. */
    LogSlice await(TenantScope scope, RunId run, long offset, Duration atMost);

    /** @param ended whether the run is over and {@code next} is the log's end */
    record LogSlice(String text, long next, boolean ended) {}
}
