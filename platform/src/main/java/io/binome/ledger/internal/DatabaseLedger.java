package io.binome.ledger.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerChain;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.LedgerHead;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.MerkleTree.CompletedNode;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TreeHash;
import io.binome.ledger.Verification;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The logs in PostgreSQL. Long ones are read in batches, each in a short transaction: what is there stays as it is. */
public final class DatabaseLedger implements Ledger {
    private static final int BATCH = 1000;

    private final Database database;
    private final InstantSource clock;
    private final LedgerStore store = new LedgerStore();
    private final CheckpointStore checkpoints = new CheckpointStore();

    public DatabaseLedger(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public LedgerEntry append(Transaction transaction, Actor actor, LedgerEvent event) {
        return append(transaction, clock, actor, event);
    }

    public static LedgerEntry append(Transaction transaction, InstantSource clock, Actor actor, LedgerEvent event) {
        return append(transaction, new LedgerStore().lockEnd(transaction), clock, actor, event);
    }

    /** @param end locked in this transaction */
    static LedgerEntry append(
            Transaction transaction, LedgerStore.End end, InstantSource clock, Actor actor, LedgerEvent event) {
        LedgerEntry entry = LedgerChain.next(end.head(), clock.instant(), actor.reference(), event);
        MerkleTree tree = end.tree();
        List<CompletedNode> completed = tree.append(TreeHash.ofHex(entry.leafHash()));
        new LedgerStore().append(transaction, entry, new LedgerStore.End(LedgerChain.headAfter(entry), tree));
        new TreeStore().insert(transaction, completed);
        return entry;
    }

    @Override
    public Page<LedgerEntry> list(TenantScope scope, LedgerFilter filter, PageRequest page) {
        long before = page.after() == null ? Long.MAX_VALUE : readCursor(page.after());
        List<LedgerEntry> found =
                database.inTenant(scope, transaction -> store.before(transaction, filter, before, page.limitAndOne()));
        return Page.of(found, page, entry -> Long.toString(entry.index()));
    }

    @Override
    public Verification verify(TenantScope scope) {
        return new LogCheck(database, scope).run();
    }

    @Override
    public void export(TenantScope scope, Consumer<String> lines) {
        LedgerStore.Extent extent = database.inTenant(scope, store::extent);
        List<SignedCheckpoint> signed = database.inTenant(scope, this::checkpoints);
        // What grew since is left out: who reads the file can have it proven to the last entry.
        LedgerHead head = signed.isEmpty()
                ? extent.head()
                : database.inTenant(
                                scope,
                                transaction ->
                                        store.head(transaction, signed.getLast().size()))
                        .orElse(extent.head());
        Deque<SignedCheckpoint> due = new ArrayDeque<>(signed);
        lines.accept(LedgerExport.header(scope.tenant(), head));
        writeThose(0, due, lines);
        read(scope, head.entries(), entry -> {
            lines.accept(LedgerExport.line(entry));
            writeThose(entry.index() + 1, due, lines);
            return true;
        });
    }

    private static void writeThose(long size, Deque<SignedCheckpoint> due, Consumer<String> lines) {
        while (!due.isEmpty() && due.element().size() <= size) {
            lines.accept(LedgerExport.line(due.remove()));
        }
    }

    private List<SignedCheckpoint> checkpoints(Transaction transaction) {
        return checkpoints.spread(transaction, LedgerExport.MOST_CHECKPOINTS);
    }

    /** Hands on the entries below {@code end} in their order, until one is answered with false. */
    private void read(TenantScope scope, long end, Predicate<LedgerEntry> reader) {
        long next = 0;
        while (next < end) {
            long from = next;
            int limit = (int) Math.min(BATCH, end - from);
            List<LedgerEntry> batch = database.inTenant(scope, transaction -> store.from(transaction, from, limit));
            for (LedgerEntry entry : batch) {
                if (entry.index() >= end || !reader.test(entry)) {
                    return;
                }
            }
            if (batch.isEmpty()) {
                return;
            }
            next = batch.getLast().index() + 1;
        }
    }

    private static long readCursor(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException malformed) {
            throw new ProblemException(InvalidInput.of("after", "is not a cursor of an earlier page"), malformed);
        }
    }
}
