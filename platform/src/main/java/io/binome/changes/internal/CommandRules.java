package io.binome.changes.internal;

import io.binome.changes.Blocker;
import io.binome.changes.ChangeCommand;
import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.changes.Judgement;
import io.binome.kernel.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a command would be taken, as a function of what the change is: the same answer for buttons and for requests. */
final class CommandRules {
    /** As a refusal names it; no state of its own, because it is planned and reviewed like any other. */
    static final String HALF_APPLIED = "half-applied";

    private CommandRules() {}

    /**
     * Why the command is refused; empty when it is accepted.
     *
     * @param blockers as {@link ChangeView} found them
     * @param judgement of the present plan; null while there is none
     * @param overrides whether the contract in force admits that anything is left out
     * @param actor who asks, as an actor's reference
     */
    static Optional<Problem> refusal(
            ChangeRow row,
            List<Blocker> blockers,
            @Nullable Judgement judgement,
            boolean overrides,
            String actor,
            ChangeCommand command) {
        return switch (command) {
            case ChangeCommand.Approve approve -> vote(row, judgement, actor, approve.seen(), command);
            case ChangeCommand.Reject reject ->
                mayStillVote(row.state) ? seen(row, reject.seen()) : notNow(row, command);
            case ChangeCommand.WithdrawReview _ -> mayStillVote(row.state) ? Optional.empty() : notNow(row, command);
            case ChangeCommand.Apply apply -> apply(row, blockers, apply);
            case ChangeCommand.Schedule schedule -> schedule(row, blockers, schedule);
            case ChangeCommand.Override override -> override(row, judgement, override);
            case ChangeCommand.Limit limit -> limit(row, overrides, limit);
            case ChangeCommand.Cancel _ ->
                row.state instanceof ChangeState.Scheduled
                                || row.state instanceof ChangeState.Queued
                                || row.state instanceof ChangeState.Applying
                        ? Optional.empty()
                        : notNow(row, command);
            case ChangeCommand.Retry _ -> fits(row, new Event.RetryWanted(), command);
            case ChangeCommand.GoBack _
            when row.state instanceof ChangeState.ApplyFailed && judgement != null && judgement.governs() ->
                Optional.of(new ChangeProblem.Blocked(
                        "governs", "What governs goes back only as both sides agree: retry it, or push a change."));
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

    private static Optional<Problem> vote(
            ChangeRow row, @Nullable Judgement judgement, String actor, String seen, ChangeCommand command) {
        boolean afterwards = row.reviewDue && row.state.over();
        if (!afterwards && !(row.state instanceof ChangeState.Planned)) {
            return notNow(row, command);
        }
        if (afterwards && row.overridden != null && row.overridden.by().equals(actor)) {
            return Optional.of(new ChangeProblem.OwnChange());
        }
        if (row.hasAuthor(actor) && (judgement == null || !authorsCount(judgement))) {
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

    /** Only what a window keeps can wait for a window. */
    private static Optional<Problem> schedule(ChangeRow row, List<Blocker> blockers, ChangeCommand.Schedule command) {
        if (!(row.state instanceof ChangeState.Planned) || blockers.isEmpty()) {
            return notNow(row, command);
        }
        Blocker first = blockers.getFirst();
        if (first instanceof Blocker.WindowClosed closed && closed.startsAt() != null) {
            return seen(row, command.seen());
        }
        return Optional.of(new ChangeProblem.Blocked(BlockerWords.code(first), BlockerWords.sentence(first)));
    }

    private static Optional<Problem> override(
            ChangeRow row, @Nullable Judgement judgement, ChangeCommand.Override command) {
        if (!(row.state instanceof ChangeState.Planned) || judgement == null || row.isOverridden()) {
            return notNow(row, command);
        }
        if (judgement.governs()) {
            return Optional.of(new ChangeProblem.OverrideTooFar());
        }
        return judgement.overridable() ? seen(row, command.seen()) : Optional.of(new ChangeProblem.NoOverrides());
    }

    /** Taking it back is never refused for the contract's sake: then the plan is what everybody expects. */
    private static Optional<Problem> limit(ChangeRow row, boolean overrides, ChangeCommand.Limit command) {
        if (row.goingBack) {
            return Optional.of(new ChangeProblem.Blocked(
                    "going-back", "What goes back goes back as a whole: its plan cannot be limited to addresses."));
        }
        if (row.halfApplied) {
            return Optional.of(new ChangeProblem.NotNow(command.name(), HALF_APPLIED));
        }
        boolean takesBack = command.targets().isEmpty() && row.limitNow() != null;
        if (!overrides && !takesBack) {
            return Optional.of(new ChangeProblem.NoTargets());
        }
        return row.state instanceof ChangeState.Planning
                ? notNow(row, command)
                : fits(row, new Event.PlanWanted(), command);
    }

    private static boolean authorsCount(Judgement judgement) {
        return judgement.required().stream().anyMatch(Judgement.Required::authorsCount);
    }

    private static boolean mayStillVote(ChangeState state) {
        return state instanceof ChangeState.Planned
                || state instanceof ChangeState.Scheduled
                || state instanceof ChangeState.Queued;
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
        return state instanceof ChangeState.Scheduled
                || state instanceof ChangeState.Queued
                || state instanceof ChangeState.Applying
                || state instanceof ChangeState.ApplyFailed
                || state instanceof ChangeState.GoingBack;
    }
}
