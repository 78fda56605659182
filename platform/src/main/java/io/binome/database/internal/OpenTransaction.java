package io.binome.database.internal;

import io.binome.database.Transaction;
import io.binome.kernel.TenantScope;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a piece of work, and what shall happen once it is committed. */
final class OpenTransaction implements Transaction {
    private static final Logger LOG = LoggerFactory.getLogger(OpenTransaction.class);
    private final DSLContext sql;
    private final @Nullable TenantScope scope;
    private final List<Runnable> effects = new ArrayList<>();
    private boolean ended;

    OpenTransaction(DSLContext sql, @Nullable TenantScope scope) {
        this.sql = sql;
        this.scope = scope;
    }

    @Override
    public DSLContext sql() {
        if (ended) {
            throw new IllegalStateException("This transaction has ended; do not keep a Transaction");
        }
        return sql;
    }

    @Override
    public TenantScope scope() {
        if (scope == null) {
            throw new IllegalStateException("This transaction is not bound to a tenant");
        }
        return scope;
    }

    @Override
    public void afterCommit(Runnable effect) {
        effects.add(effect);
    }

    void end() {
        ended = true;
    }

    /** What is committed stays so: an effect that fails is logged, and the next one has its turn. */
    void runEffects() {
        for (Runnable effect : effects) {
            try {
                effect.run();
            } catch (RuntimeException failed) {
                LOG.error("An effect after a commit failed; the transaction itself is committed", failed);
            }
        }
    }
}
