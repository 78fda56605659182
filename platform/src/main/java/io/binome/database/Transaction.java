package io.binome.database;

import io.binome.kernel.TenantScope;
import org.jooq.DSLContext;

/**
 * An open transaction. A room's face takes one where its step must commit together with another room's; such methods
 * must not keep it. Only {@code *Store} classes use {@link #sql()}.
 */
public interface Transaction {
    DSLContext sql();

    /**
     * The tenant whose rows this transaction sees.
     *
     * @throws IllegalStateException in a transaction of a role that is not bound to a tenant
     */
    TenantScope scope();

    /** Runs once the transaction has committed, in the calling thread, in order; never after a rollback. */
    void afterCommit(Runnable effect);
}
