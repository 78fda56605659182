package io.binome.changes;

import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RepositoryId;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proposed moves from one commit to another: opened by a push, planned, reviewed, applied, recorded. Who may call is
 * settled by {@link io.binome.tenancy.Access} before; what the rules of a change say is settled here.
 */
public interface Changes {
    Optional<ChangeId> byNumber(TenantScope scope, RepositoryId repository, int number);

    /** @throws io.binome.kernel.ProblemException with {@link ChangeProblem.NotFound} */
    Change get(TenantScope scope, ChangeId change);

    /** Newest first. */
    Page<Change> list(TenantScope scope, ChangeFilter filter, PageRequest page);

    /** What the present plan would do, stack by stack; empty while there is none. */
    List<StackPlan> plans(TenantScope scope, ChangeId change);

    /** What contract, guidelines, prices and budgets say of the present plan; empty while there is none. */
    Optional<Judgement> judgement(TenantScope scope, ChangeId change);

    /** What is wrong with {@code binome.yaml} as a whole; what is wrong with a stack is with its plan. */
    List<Finding> findings(TenantScope scope, ChangeId change);

    List<Review> reviews(TenantScope scope, ChangeId change);

    /** Whose approval it waits for now: those who can give one that is missing, and who have not. */
    Set<MemberId> awaited(TenantScope scope, ChangeId change);

    /** Comments, reviews, pushes, plans, runs and steps in the order in which they happened. */
    List<Activity> activity(TenantScope scope, ChangeId change);

    Page<Activity> activity(TenantScope scope, ChangeId change, PageRequest page);

    /**
     * For each command, whether it would be accepted now and, if not, why.
     *
     * @param leads as in {@link ChangeCommand.Edit}
     */
    List<Offer> offers(TenantScope scope, ChangeId change, Actor actor, boolean leads);

    /**
     * Carries out a command.
     *
     * @return the change as it is now
     * @throws io.binome.kernel.ProblemException with a {@link ChangeProblem} when it does not fit; nothing has changed then
     */
    Change command(TenantScope scope, Actor actor, ChangeId change, ChangeCommand command);

    /**
     * Opens a change that does something about the drift of a stack, to be reviewed and applied like any other.
     *
     * @return that change, or the one that was opened for the same and is not over
     * @throws io.binome.kernel.ProblemException with {@link ChangeProblem.CannotMend}
     */
    Change mend(TenantScope scope, Actor actor, Stack stack, Mending mending);

    /**
     * What it takes to plan a stack as it was applied last: the plan of what nobody touched since does nothing.
     *
     * @param run in which that is done
     * @return empty when there is no complete apply of it, or another one failed half-way
     */
    Optional<Engine.PlanRequest> asApplied(TenantScope scope, StackId stack, RunId run);

    /**
     * Adds a comment.
     *
     * @param line where in the plan, null for the change as a whole
     */
    Activity.Comment comment(TenantScope scope, Actor actor, ChangeId change, String text, @Nullable PlanLine line);

    /** The queue of a stack: the change that is applied first, then those that wait, in order. */
    List<Change> queue(TenantScope scope, StackId stack);

    /** What governs has changed: the tenant's planned changes are judged by it before anybody looks at them again. */
    void termsMoved(TenantScope scope);

    /** Waits until the change has moved past this revision, at most that long; returns the present revision. */
    long await(TenantScope scope, ChangeId change, long revision, Duration atMost);

    /** A place in a plan: a resource of a stack, and one of its attributes unless null. */
    record PlanLine(String stack, String address, @Nullable String attribute) {}
}
