package io.binome.runs;

import io.binome.kernel.ChangeId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One execution of an engine.
 *
 * @param change for which it is; null when it is for none, as looking for drift is
 * @param stack null for a run over all stacks of a change
 */
public record Run(
        RunId id,
        Kind kind,
        @Nullable ChangeId change,
        @Nullable StackId stack,
        State state,
        String actor,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String reason,
        long logBytes) {
    public enum Kind {
        PLAN,
        APPLY,
        GO_BACK,
        /** Looks whether a stack is still as it was applied. */
        DRIFT
    }

    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        public boolean ended() {
            return this != RUNNING;
        }
    }
}
