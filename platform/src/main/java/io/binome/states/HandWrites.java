package io.binome.states;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;

/**
 * Whether a person may write a state by hand at this moment, although it is no first import: the contract's
 * break-glass, when there is one.
 */
@FunctionalInterface
public interface HandWrites {
    /** Nobody, ever. */
    HandWrites NEVER = (transaction, key, actor) -> false;

    boolean admitted(Transaction transaction, StateKey key, Actor actor);
}
