package io.binome.drift;

import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.stacks.Drifted;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stack's drift.
 *
 * @param lookedAt when the last look ended; null before the first, and where no look is needed
 * @param looking whether a look is asked for or under way
 * @param outdated the stack was applied after the last look: what that found may be gone
 * @param failure why the last look failed, when it did; then the rest is what an earlier one found
 * @param run the last look, with its log
 * @param since when drift was first noticed that has not been gone since; null when there is none
 * @param resources by their addresses; empty when there is no drift
 */
public record StackDrift(
        StackId stack,
        Watch watch,
        @Nullable Instant lookedAt,
        boolean looking,
        boolean outdated,
        @Nullable String failure,
        @Nullable RunId run,
        @Nullable Instant since,
        List<Drifted> resources) {
    public StackDrift {
        resources = List.copyOf(resources);
    }

    public boolean drifted() {
        return since != null;
    }

    /** How drift of a stack is noticed. */
    public enum Watch {
        CONTINUOUS,
        SCHEDULED,
        /** Not at all: nothing that its engine makes can drift. */
        NONE
    }
}
