package io.binome.states;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;

/** Told of states that people write by hand. */
public interface HandWriteListener {
    HandWriteListener NONE = new HandWriteListener() {
        @Override
        public void opened(Transaction transaction, StateKey key, Actor actor, String reason) {}

        @Override
        public void written(TenantScope scope, StateKey key) {}
    };

    /** Somebody opened it for writing by hand, in the transaction that records so. */
    void opened(Transaction transaction, StateKey key, Actor actor, String reason);

    /** Somebody is through with writing: what it says may not be what is. After the transaction, and once more when the break-glass closes. */
    void written(TenantScope scope, StateKey key);
}
