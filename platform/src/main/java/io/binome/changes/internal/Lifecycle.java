package io.binome.changes.internal;

import io.binome.changes.ChangeProblem;
import io.binome.changes.ChangeState;
import io.binome.changes.ChangeState.ApplyFailed;
import io.binome.changes.ChangeState.Applying;
import io.binome.changes.ChangeState.Closed;
import io.binome.changes.ChangeState.Conflicting;
import io.binome.changes.ChangeState.Empty;
import io.binome.changes.ChangeState.GoingBack;
import io.binome.changes.ChangeState.Merged;
import io.binome.changes.ChangeState.NotApplied;
import io.binome.changes.ChangeState.PlanFailed;
import io.binome.changes.ChangeState.Planned;
import io.binome.changes.ChangeState.Planning;
import io.binome.changes.ChangeState.Queued;
import io.binome.changes.ChangeState.Refused;
import io.binome.changes.ChangeState.Scheduled;
import io.binome.changes.ChangeState.WentBack;
import io.binome.kernel.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transition function of changes. A pair that is not here is refused; nothing else makes a state from a state. */
final class Lifecycle {
    private Lifecycle() {}

    /**
     * The state after an event.
     *
     * @param command how the person who asked calls it, for the refusal
     * @throws ProblemException with {@link ChangeProblem.NotNow} when the event does not fit the state
     */
    static ChangeState after(ChangeState state, Event event, String command) {
        return next(state, event)
                .orElseThrow(() -> new ProblemException(new ChangeProblem.NotNow(command, state.name())));
    }

    static ChangeState after(ChangeState state, Event event) {
        return after(state, event, event.words());
    }

    /** Empty when the event does not fit. */
    static Optional<ChangeState> next(ChangeState state, Event event) {
        return Optional.ofNullable(
                switch (event) {
                    case Event.PlanWanted _ -> beforeApply(state) ? new Planning() : null;
                    case Event.Conflicted conflict -> when(state, Planning.class, new Conflicting(conflict.files()));
                    case Event.FoundEmpty _ -> when(state, Planning.class, new Empty());
                    case Event.PlanRefused refusal -> when(state, Planning.class, new Refused(refusal.findings()));
                    case Event.PlanBroke broken -> when(state, Planning.class, new PlanFailed(broken.reason()));
                    case Event.PlanMade _ -> when(state, Planning.class, new Planned());
                    case Event.StartPutOff wanted ->
                        state instanceof Planned || state instanceof Scheduled || state instanceof Queued
                                ? new Scheduled(wanted.startsAt())
                                : null;
                    case Event.QueueEntered _ ->
                        state instanceof Planned || state instanceof Scheduled ? new Queued() : null;
                    case Event.QueueLeft _ ->
                        state instanceof Queued || state instanceof Scheduled ? new Planned() : null;
                    // A killed apply begins again in the state that it was killed in.
                    case Event.ApplyBegan _ ->
                        state instanceof Queued || state instanceof Applying ? new Applying() : null;
                    case Event.WentStale _ ->
                        state instanceof Queued || state instanceof Applying ? new Planning() : null;
                    case Event.ApplyBroke broken ->
                        !(state instanceof Applying) && !(state instanceof Queued)
                                ? null
                                : broken.anythingDone()
                                        ? new ApplyFailed(broken.reason())
                                        : new NotApplied(broken.reason());
                    case Event.StoppedHalfWay _ -> when(state, Applying.class, new Planning());
                    case Event.ApplyDone _ ->
                        state instanceof Queued || state instanceof Applying ? new Merged() : null;
                    case Event.RetryWanted _ -> when(state, ApplyFailed.class, new Applying());
                    case Event.GoBackWanted wanted ->
                        state instanceof ApplyFailed || (wanted.halfApplied() && beforeApply(state))
                                ? new GoingBack()
                                : null;
                    case Event.GoBackDone _ -> when(state, GoingBack.class, new WentBack());
                    case Event.GoBackBroke broken -> when(state, GoingBack.class, new ApplyFailed(broken.reason()));
                    case Event.CloseWanted _ -> beforeApply(state) ? new Closed() : null;
                    case Event.ReopenWanted _ -> when(state, Closed.class, new Planning());
                });
    }

    private static @Nullable ChangeState when(
            ChangeState state, Class<? extends ChangeState> expected, ChangeState next) {
        return expected.isInstance(state) ? next : null;
    }

    /** Nothing has been applied, and nothing is being applied. */
    private static boolean beforeApply(ChangeState state) {
        return switch (state) {
            case Planning _,
                    Conflicting _,
                    Refused _,
                    Empty _,
                    PlanFailed _,
                    NotApplied _,
                    Planned _,
                    Scheduled _,
                    Queued _ -> true;
            case Applying _, ApplyFailed _, GoingBack _, Merged _, WentBack _, Closed _ -> false;
        };
    }
}
