package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerHead.LEDGER_HEAD;
import static io.binome.database.tables.LedgerLeaf.LEDGER_LEAF;

import io.binome.database.Transaction;
import io.binome.database.tables.records.LedgerLeafRecord;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.LedgerHead;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.TreeHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The two tables of the ledger. Says the tenant also where row-level security would: the planner uses the index. */
final class LedgerStore {
    /** A log's end: what the next entry follows, and its tree. */
    record End(LedgerHead head, MerkleTree tree) {}

    /** The end, which nobody else can move until the transaction ends. */
    End lockEnd(Transaction transaction) {
        End end = readLocked(transaction);
        if (end != null) {
            return end;
        }
        transaction
                .sql()
                .insertInto(LEDGER_HEAD)
                .set(LEDGER_HEAD.TENANT_ID, tenant(transaction))
                .set(LEDGER_HEAD.ENTRIES, 0L)
                .set(LEDGER_HEAD.CHAIN_HASH, "")
                .set(LEDGER_HEAD.EDGE, new byte[0])
                .onConflictDoNothing()
                .execute();
        end = readLocked(transaction);
        if (end == null) {
            throw new IllegalStateException("The ledger of tenant " + tenant(transaction) + " has no head");
        }
        return end;
    }

    private static @Nullable End readLocked(Transaction transaction) {
        return transaction
                .sql()
                .select(LEDGER_HEAD.ENTRIES, LEDGER_HEAD.CHAIN_HASH, LEDGER_HEAD.EDGE)
                .from(LEDGER_HEAD)
                .where(LEDGER_HEAD.TENANT_ID.eq(tenant(transaction)))
                .forUpdate()
                .fetchOne(row -> new End(
                        new LedgerHead(row.value1(), row.value2()), MerkleTree.of(row.value1(), hashes(row.value3()))));
    }

    static List<TreeHash> hashes(byte[] joined) {
        List<TreeHash> hashes = new ArrayList<>(joined.length / TreeHash.BYTES);
        ByteBuffer rest = ByteBuffer.wrap(joined);
        while (rest.hasRemaining()) {
            byte[] hash = new byte[Math.min(TreeHash.BYTES, rest.remaining())];
            rest.get(hash);
            hashes.add(TreeHash.of(hash));
        }
        return hashes;
    }

    static byte[] joined(List<TreeHash> hashes) {
        ByteBuffer joined = ByteBuffer.allocate(hashes.size() * TreeHash.BYTES);
        hashes.forEach(hash -> joined.put(hash.bytes()));
        return joined.array();
    }

    void append(Transaction transaction, LedgerEntry entry, End end) {
        LedgerLeafRecord leaf = new LedgerLeafRecord();
        leaf.setTenantId(tenant(transaction));
        leaf.setIndex(entry.index());
        leaf.setAt(entry.at());
        leaf.setActor(entry.actor());
        leaf.setKind(entry.kind());
        leaf.setSubject(entry.subject());
        leaf.setLeaf(entry.canonicalJson());
        leaf.setLeafHash(entry.leafHash());
        leaf.setChainHash(entry.chainHash());
        transaction.sql().insertInto(LEDGER_LEAF).set(leaf).execute();
        transaction
                .sql()
                .update(LEDGER_HEAD)
                .set(LEDGER_HEAD.ENTRIES, end.head().entries())
                .set(LEDGER_HEAD.CHAIN_HASH, end.head().chainHash())
                .set(LEDGER_HEAD.EDGE, joined(end.tree().edge()))
                .where(LEDGER_HEAD.TENANT_ID.eq(tenant(transaction)))
                .execute();
    }

    /** The head as it says, the tree's edge, and how many entries there are by the last one's index; all of one moment. */
    Extent extent(Transaction transaction) {
        UUID tenant = tenant(transaction);
        Field<Long> last = DSL.field(
                DSL.select(DSL.max(LEDGER_LEAF.INDEX)).from(LEDGER_LEAF).where(LEDGER_LEAF.TENANT_ID.eq(tenant)));
        return transaction
                .sql()
                .select(
                        DSL.coalesce(LEDGER_HEAD.ENTRIES, 0L),
                        DSL.coalesce(LEDGER_HEAD.CHAIN_HASH, ""),
                        DSL.coalesce(LEDGER_HEAD.EDGE, new byte[0]),
                        DSL.coalesce(last, -1L))
                .from(DSL.selectOne().asTable("one"))
                .leftJoin(LEDGER_HEAD)
                .on(LEDGER_HEAD.TENANT_ID.eq(tenant))
                .fetchSingle(
                        row -> new Extent(new LedgerHead(row.value1(), row.value2()), row.value3(), row.value4() + 1));
    }

    /** @param edge as {@link #joined}; not to be trusted to fit the head */
    record Extent(LedgerHead head, byte[] edge, long entries) {}

    /** The head as it was at that size; empty where the last entry of it is missing. */
    Optional<LedgerHead> head(Transaction transaction, long entries) {
        return entries == 0
                ? Optional.of(LedgerHead.EMPTY)
                : from(transaction, entries - 1, 1).stream()
                        .filter(last -> last.index() == entries - 1)
                        .findFirst()
                        .map(last -> new LedgerHead(entries, last.chainHash()));
    }

    /** That all of so many entries are under a checkpoint. */
    void checkpointed(Transaction transaction, long entries) {
        transaction
                .sql()
                .update(LEDGER_HEAD)
                .set(LEDGER_HEAD.CHECKPOINTED, DSL.greatest(LEDGER_HEAD.CHECKPOINTED, DSL.val(entries)))
                .where(LEDGER_HEAD.TENANT_ID.eq(tenant(transaction)))
                .execute();
    }

    /** The tenants whose logs grew since their last checkpoint. As dispatcher. */
    List<TenantScope> uncovered(Transaction transaction) {
        return transaction
                .sql()
                .select(LEDGER_HEAD.TENANT_ID)
                .from(LEDGER_HEAD)
                .where(LEDGER_HEAD.ENTRIES.gt(LEDGER_HEAD.CHECKPOINTED))
                .orderBy(LEDGER_HEAD.TENANT_ID)
                .fetch(row -> new TenantScope(new TenantId(row.value1())));
    }

    /** In the order of the log. */
    List<LedgerEntry> from(Transaction transaction, long index, int limit) {
        return transaction
                .sql()
                .selectFrom(LEDGER_LEAF)
                .where(LEDGER_LEAF.TENANT_ID.eq(tenant(transaction)))
                .and(LEDGER_LEAF.INDEX.ge(index))
                .orderBy(LEDGER_LEAF.INDEX)
                .limit(limit)
                .fetch(LedgerStore::entry);
    }

    /** Newest first, those before an index. */
    List<LedgerEntry> before(Transaction transaction, LedgerFilter filter, long index, int limit) {
        Condition asked = LEDGER_LEAF.TENANT_ID.eq(tenant(transaction)).and(LEDGER_LEAF.INDEX.lt(index));
        if (filter.kind() != null) {
            asked = asked.and(LEDGER_LEAF.KIND.eq(filter.kind()));
        }
        if (filter.subject() != null) {
            asked = asked.and(LEDGER_LEAF.SUBJECT.eq(filter.subject()));
        }
        if (filter.from() != null) {
            asked = asked.and(LEDGER_LEAF.AT.ge(filter.from()));
        }
        if (filter.to() != null) {
            asked = asked.and(LEDGER_LEAF.AT.lt(filter.to()));
        }
        return transaction
                .sql()
                .selectFrom(LEDGER_LEAF)
                .where(asked)
                .orderBy(LEDGER_LEAF.INDEX.desc())
                .limit(limit)
                .fetch(LedgerStore::entry);
    }

    private static LedgerEntry entry(LedgerLeafRecord row) {
        return new LedgerEntry(
                row.getIndex(),
                row.getAt(),
                row.getActor(),
                row.getKind(),
                row.getSubject(),
                row.getLeaf(),
                row.getLeafHash(),
                row.getChainHash());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
