package io.binome.ledger;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.ledger.internal.DatabaseLedger;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * The transparency logs: one per tenant, and the provider's own under the provider's tenant. Append-only; each entry
 * holds the hash of what precedes it, and is a leaf of a Merkle tree (RFC 6962), whose heads {@link Checkpoints} sign.
 */
public interface Ledger {
    /** The logs in that database. */
    static Ledger in(Database database, InstantSource clock) {
        return new DatabaseLedger(database, clock);
    }

    /**
     * Appends to the log of the transaction's tenant; commits or vanishes with the step it records. Appends of one
     * tenant wait for each other until their transactions end, so call it last.
     */
    LedgerEntry append(Transaction transaction, Actor actor, LedgerEvent event);

    /** As {@link #append}, in a transaction that no {@link Database} began: for the commands of the administrator. */
    static LedgerEntry append(Transaction transaction, InstantSource clock, Actor actor, LedgerEvent event) {
        return DatabaseLedger.append(transaction, clock, actor, event);
    }

    /** Newest first. */
    Page<LedgerEntry> list(TenantScope scope, LedgerFilter filter, PageRequest page);

    /** Recomputes every hash of the tenant's log from its entries, and compares tree and checkpoints as they are kept. */
    Verification verify(TenantScope scope);

    /**
     * Writes the whole log as JSON lines without line ends, a header first, for {@link LedgerExport#verify} to check
     * without this server. Entries that no checkpoint covers yet are left out, unless none was ever signed.
     */
    void export(TenantScope scope, Consumer<String> lines);
}
