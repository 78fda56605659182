package io.binome.advice;

import io.binome.changes.Change;
import io.binome.kernel.Actor;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import java.util.List;

/**
 * Autonomy that grows with competence: for each environment and risk what the contract says, what the record of applied
 * changes supports, and the change of the contract that would follow. Nothing changes but by people who approve that.
 */
public interface Autonomy {
    /** By environment, then from the lowest risk; empty as long as the contract is not accepted. */
    List<AutonomyLevel> of(TenantScope scope);

    /**
     * Opens the change of the contract that the record supports, to be approved by both sides like any other.
     *
     * @return that change, or the one that is open for it already
     * @throws io.binome.kernel.ProblemException with an {@link AdviceProblem} when the record supports none
     */
    Change propose(TenantScope scope, Actor actor, String environment, Risk risk);
}
