package io.binome.workloads.internal;

import io.binome.stacks.Finding;
import io.binome.stacks.PlanOutcome;
import java.util.List;

/** Ends a planning early, with what came of it. Never leaves this package. */
final class PlanningStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient PlanOutcome outcome;

    private PlanningStopped(PlanOutcome outcome) {
        super(outcome.toString(), null, false, false);
        this.outcome = outcome;
    }

    static PlanningStopped refused(List<Finding> findings) {
        return new PlanningStopped(new PlanOutcome.Refused(findings));
    }

    static PlanningStopped failed(String reason) {
        return new PlanningStopped(new PlanOutcome.Failed(reason));
    }

    PlanOutcome outcome() {
        return outcome;
    }
}
