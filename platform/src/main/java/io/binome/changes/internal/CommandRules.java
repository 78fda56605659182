package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.kernel.Problem;
import java.util.List;
import java.util.Optional;

/** Whether a command would be taken, as a function of what the change is: the same answer for buttons and for requests. */
final class CommandRules {
    /** As a refusal names it; no state of its own, because it is planned and reviewed like any other. */
    static final String HALF_APPLIED = "half-applied";

    private CommandRules() {}

    /**
     * Why the command is refused; empty when it is accepted.
     *
     * @param blockers as {@link ChangeView} found them
     * @param actor who asks, as an actor's reference
     */
    static Optional<Problem> refusal(ChangeRow row, List<Blocker> blockers, String actor, ChangeCommand command) {
        return switch (command) {
            case ChangeCommand.Approve approve -> vote(row, actor, approve.seen(), command);
            case ChangeCommand.Reject reject ->
                row.state instanceof ChangeState.Planned || row.state instanceof ChangeState.Queued
                        ? seen(row, reject.seen())
                        : notNow(row, command);
            case ChangeCommand.WithdrawReview _ ->
                row.state instanceof ChangeState.Planned || row.state instanceof ChangeState.Queued
                        ? Optional.empty()
                        : notNow(row, command);
            case ChangeCommand.Apply apply -> apply(row, blockers, apply);
            case ChangeCommand.Cancel _ ->
                row.state instanceof ChangeState.Queued || row.state instanceof ChangeState.Applying
                        ? Optional.empty()
                        : notNow(row, command);
            case ChangeCommand.Retry _ -> fits(row, new Event.RetryWanted(), command);
            case ChangeCommand.GoBack _ ->
                row.state instanceof ChangeState.Merged
                        ? Optional.empty()
                        : fits(row, new Event.GoBackWanted(row.halfApplied), command);
            case ChangeCommand.Replan _ ->
                row.state instanceof ChangeState.Planning
                        ? notNow(row, command)
                        : fits(row, new Event.PlanWanted(), command);
            case ChangeCommand.MarkDraft _ ->
                row.draft || row.state.over() || applyTouched(row.state) ? notNow(row, command) : Optional.empty();
            case ChangeCommand.MarkReady _ -> row.draft ? Optional.empty() : notNow(row, command);
            case ChangeCommand.Close _ ->
                row.halfApplied
                        ? Optional.of(new ChangeProblem.NotNow(command.name(), HALF_APPLIED))
                        : fits(row, new Event.CloseWanted(), command);
            case ChangeCommand.Reopen _ -> fits(row, new Event.ReopenWanted(), command);
            case ChangeCommand.Edit edit ->
                edit.leads() || row.opener.equals(actor) || row.hasAuthor(actor)
                        ? Optional.empty()
                        : Optional.of(new ChangeProblem.OthersChange());
        };
    }

    private static Optional<Problem> vote(ChangeRow row, String actor, String seen, ChangeCommand command) {
        boolean afterwards = row.reviewDue && row.state.over();
        if (!afterwards && !(row.state instanceof ChangeState.Planned)) {
            return notNow(row, command);
        }
        if (row.hasAuthor(actor)) {
            return Optional.of(new ChangeProblem.OwnChange());
        }
        return seen(row, seen);
    }

    private static Optional<Problem> apply(ChangeRow row, List<Blocker> blockers, ChangeCommand.Apply command) {
        if (!(row.state instanceof ChangeState.Planned)) {
            return notNow(row, command);
        }
        if (!blockers.isEmpty()) {
            Blocker first = blockers.getFirst();
            return Optional.of(new ChangeProblem.Blocked(BlockerWords.code(first), BlockerWords.sentence(first)));
        }
        return seen(row, command.seen());
    }

    private static Optional<Problem> seen(ChangeRow row, String seen) {
        return seen.equals(row.fingerprint) ? Optional.empty() : Optional.of(new ChangeProblem.SeenIsOld());
    }

    private static Optional<Problem> fits(ChangeRow row, Event event, ChangeCommand command) {
        return Lifecycle.next(row.state, event).isPresent() ? Optional.empty() : notNow(row, command);
    }

    private static Optional<Problem> notNow(ChangeRow row, ChangeCommand command) {
        return Optional.of(new ChangeProblem.NotNow(command.name(), row.state.name()));
    }

    private static boolean applyTouched(ChangeState state) {
        return state instanceof ChangeState.Queued
                || state instanceof ChangeState.Applying
                || state instanceof ChangeState.ApplyFailed
                || state instanceof ChangeState.GoingBack;
    }
}
