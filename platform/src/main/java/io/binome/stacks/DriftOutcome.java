package io.binome.stacks;

import java.util.List;

/** What came of looking for drift. */
public sealed interface DriftOutcome {
    /** Nothing that the engine makes can be changed behind its back, or it has no way to tell. */
    record NotWatched() implements DriftOutcome {}

    /**
     * @param drift resources that are no longer as they were applied: {@code before} as applied, {@code after} as found;
     *     empty when everything is as it was
     */
    record Found(List<ResourceChange> drift) implements DriftOutcome {
        public Found {
            drift = List.copyOf(drift);
        }
    }

    /** It could not be found out; nothing is known but what an earlier look found. */
    record Failed(String reason) implements DriftOutcome {}
}
