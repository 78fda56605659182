package io.binome.changes.internal;

import java.time.Instant;
import java.util.List;

/** What can happen to a change, as far as its state goes. */
sealed interface Event {
    /** The branch moved, or somebody asked for a new plan. */
    record PlanWanted() implements Event {}

    record Conflicted(List<String> files) implements Event {}

    record FoundEmpty() implements Event {}

    record PlanRefused(int findings) implements Event {}

    record PlanBroke(String reason) implements Event {}

    record PlanMade() implements Event {}

    /** It waits for its window, or for a later one than so far; also out of a queue in which the window went by. */
    record StartPutOff(Instant startsAt) implements Event {}

    record QueueEntered() implements Event {}

    record QueueLeft() implements Event {}

    record ApplyBegan() implements Event {}

    /** Looked at again at the head of the queue, it was no longer what had been approved; nothing was done. */
    record WentStale() implements Event {}

    /** @param anythingDone whether something was changed before it broke */
    record ApplyBroke(String reason, boolean anythingDone) implements Event {}

    /** What was foretold turned out otherwise: the rest is planned anew and goes back to people. Some of it is applied. */
    record StoppedHalfWay() implements Event {}

    record ApplyDone() implements Event {}

    record RetryWanted() implements Event {}

    /** @param halfApplied whether some of it is applied although the change stands before people again */
    record GoBackWanted(boolean halfApplied) implements Event {}

    record GoBackDone() implements Event {}

    record GoBackBroke(String reason) implements Event {}

    record CloseWanted() implements Event {}

    record ReopenWanted() implements Event {}

    /** As it stands in a refusal: {@code plan wanted}, {@code close wanted}, … */
    default String words() {
        return getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    }
}
