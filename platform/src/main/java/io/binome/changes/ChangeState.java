package io.binome.changes;

import java.time.Instant;
import java.util.List;

/** Where a change stands. The one transition function is {@code Lifecycle}; nothing else makes a state from a state. */
public sealed interface ChangeState {
    /** A plan is asked for or being made. */
    record Planning() implements ChangeState {}

    /** The branch does not merge into its target; {@code files} are in conflict. */
    record Conflicting(List<String> files) implements ChangeState {}

    /** The files ask for what cannot be planned; the findings are on the stacks' plans. */
    record Refused(int findings) implements ChangeState {}

    /** The branch brings nothing that its target does not have. */
    record Empty() implements ChangeState {}

    record PlanFailed(String reason) implements ChangeState {}

    /** Its apply failed and left everything as it was before; a new plan, or a push that mends it, goes on. */
    record NotApplied(String reason) implements ChangeState {}

    /** Planned; waits for reviews, or for somebody to apply it. */
    record Planned() implements ChangeState {}

    /** Asked to be applied when the window opens; it is looked at again then. */
    record Scheduled(Instant startsAt) implements ChangeState {}

    /** Asked to be applied; waits for its stacks. */
    record Queued() implements ChangeState {}

    record Applying() implements ChangeState {}

    /** The apply stopped half-way: only a retry or going back. */
    record ApplyFailed(String reason) implements ChangeState {}

    /** After a failed apply the stacks are being brought back. */
    record GoingBack() implements ChangeState {}

    /** Applied, and the default branch stands at its merge commit. */
    record Merged() implements ChangeState {}

    /** Its apply failed and its stacks went back. */
    record WentBack() implements ChangeState {}

    record Closed() implements ChangeState {}

    /** The name in the API and the database: {@code planned}, {@code apply-failed}, … */
    default String name() {
        return switch (this) {
            case Planning _ -> "planning";
            case Conflicting _ -> "conflicting";
            case Refused _ -> "refused";
            case Empty _ -> "empty";
            case PlanFailed _ -> "plan-failed";
            case NotApplied _ -> "not-applied";
            case Planned _ -> "planned";
            case Scheduled _ -> "scheduled";
            case Queued _ -> "queued";
            case Applying _ -> "applying";
            case ApplyFailed _ -> "apply-failed";
            case GoingBack _ -> "going-back";
            case Merged _ -> "merged";
            case WentBack _ -> "went-back";
            case Closed _ -> "closed";
        };
    }

    /** Nothing happens to it any more unless somebody reopens it or goes back. */
    default boolean over() {
        return this instanceof Merged || this instanceof WentBack || this instanceof Closed;
    }
}
