package io.binome.stacks;

import java.util.List;

/** What came of planning a stack. */
public sealed interface PlanOutcome {
    /** @param liveRevision what {@link Engine#liveRevision} said when it was planned */
    record Planned(Plan plan, String liveRevision) implements PlanOutcome {}

    /** The files ask for something that cannot be, or that the platform must not run. */
    record Refused(List<Finding> findings) implements PlanOutcome {}

    /** Something outside did not answer; trying again may help. */
    record Failed(String reason) implements PlanOutcome {}
}
