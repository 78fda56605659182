package io.binome.drift;

import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Stack;

/**
 * Drift of stacks. Each is looked at on a schedule and on demand, unless its engine watches it all the time. A look changes
 * nothing and keeps nobody from anything; freezes do not hold it.
 */
public interface Drifts {
    /** What is known now. */
    StackDrift of(TenantScope scope, Stack stack);

    /** Stacks that have drifted, in the order of their ids. */
    Page<StackDrift> list(TenantScope scope, PageRequest page);

    /**
     * Asks for a look, to be made soon.
     *
     * @return what is known until then; {@link StackDrift#looking} while the look is not over
     * @throws io.binome.kernel.ProblemException with {@link DriftProblem.NotApplied}
     */
    StackDrift look(TenantScope scope, Actor actor, Stack stack);
}
