package io.binome.states;

import io.binome.kernel.TenantScope;

/** Told when a person has written a state by hand and is through with it: what it says may not be what is. */
@FunctionalInterface
public interface HandWriteListener {
    HandWriteListener NONE = (scope, key) -> {};

    /** After the transaction, and once more when the break-glass closes. */
    void written(TenantScope scope, StateKey key);
}
