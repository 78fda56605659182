package io.binome.stacks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of planning a stack. */
public sealed interface PlanOutcome {
    /**
     * @param liveRevision what {@link Engine#liveRevision} said when it was planned
     * @param artifact what {@link Engine#apply} is to be given with this plan; null when the plan says it all
     */
    record Planned(Plan plan, String liveRevision, @Nullable Artifact artifact) implements PlanOutcome {
        public Planned(Plan plan, String liveRevision) {
            this(plan, liveRevision, null);
        }
    }

    /** The files ask for something that cannot be, or that the platform must not run. */
    record Refused(List<Finding> findings) implements PlanOutcome {}

    /** Something outside did not answer; trying again may help. */
    record Failed(String reason) implements PlanOutcome {}
}
