package io.binome.runs;

import io.binome.database.Transaction;
import io.binome.kernel.RunId;

/** Hears of the end of runs, in the transaction that ends them, so that what a run was lent ends with it. */
@FunctionalInterface
public interface RunListener {
    RunListener NONE = (transaction, run) -> {};

    /** Of runs that a lost job left behind nobody tells: whoever lends to runs looks for those itself. */
    void ended(Transaction transaction, RunId run);
}
