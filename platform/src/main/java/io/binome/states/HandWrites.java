package io.binome.states;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.time.Duration;

/**
 * What is agreed about states that people write by hand after the first import. Asked when somebody opens a break-glass and
 * again at each write under it, outside of transactions.
 */
@FunctionalInterface
public interface HandWrites {
    /** Nobody, ever. */
    HandWrites NEVER = (scope, actor) -> new Answer.Forbidden();

    Answer of(TenantScope scope, Actor actor);

    /** Whether this person may. */
    sealed interface Answer {
        /** @param most how long one break-glass may last */
        record Allowed(Duration most) implements Answer {}

        /** @param who may instead, an English phrase such as {@code an operator of the provider} */
        record NotYou(String who) implements Answer {}

        /** Nobody may, or nothing is agreed yet. */
        record Forbidden() implements Answer {}
    }
}
