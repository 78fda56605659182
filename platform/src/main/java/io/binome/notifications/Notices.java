package io.binome.notifications;

import io.binome.database.Transaction;

/** Takes what is to be told. */
@FunctionalInterface
public interface Notices {
    /** Tells nobody: for rooms that are looked at alone. */
    Notices NONE = (transaction, notice) -> {};

    /**
     * Keeps a notice in the transaction of the step that it tells of: it is told if, and only if, that commits, soon after
     * and as often as it takes. Costs two small rows, asks nothing outside. To be called before the ledger's append.
     */
    void tell(Transaction transaction, Notice notice);
}
