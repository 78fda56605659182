package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerHead.LEDGER_HEAD;
import static io.binome.database.tables.LedgerLeaf.LEDGER_LEAF;

import io.binome.database.Transaction;
import io.binome.database.tables.records.LedgerLeafRecord;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.LedgerHead;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The two tables of the ledger. Says the tenant also where row-level security would: the planner uses the index. */
final class LedgerStore {
    /** The head, which nobody else can move until the transaction ends. */
    LedgerHead lockHead(Transaction transaction) {
        LedgerHead head = readLocked(transaction);
        if (head != null) {
            return head;
        }
        transaction
                .sql()
                .insertInto(LEDGER_HEAD)
                .set(LEDGER_HEAD.TENANT_ID, tenant(transaction))
                .set(LEDGER_HEAD.ENTRIES, 0L)
                .set(LEDGER_HEAD.CHAIN_HASH, "")
                .onConflictDoNothing()
                .execute();
        head = readLocked(transaction);
        if (head == null) {
            throw new IllegalStateException("The ledger of tenant " + tenant(transaction) + " has no head");
        }
        return head;
    }

    private static @Nullable LedgerHead readLocked(Transaction transaction) {
        return transaction
                .sql()
                .select(LEDGER_HEAD.ENTRIES, LEDGER_HEAD.CHAIN_HASH)
                .from(LEDGER_HEAD)
                .where(LEDGER_HEAD.TENANT_ID.eq(tenant(transaction)))
                .forUpdate()
                .fetchOne(row -> new LedgerHead(row.value1(), row.value2()));
    }

    void append(Transaction transaction, LedgerEntry entry, LedgerHead head) {
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
                .set(LEDGER_HEAD.ENTRIES, head.entries())
                .set(LEDGER_HEAD.CHAIN_HASH, head.chainHash())
                .where(LEDGER_HEAD.TENANT_ID.eq(tenant(transaction)))
                .execute();
    }

    /** The head as it says, and how many entries there are by the last one's index; both of one moment. */
    Extent extent(Transaction transaction) {
        UUID tenant = tenant(transaction);
        Field<Long> last = DSL.field(
                DSL.select(DSL.max(LEDGER_LEAF.INDEX)).from(LEDGER_LEAF).where(LEDGER_LEAF.TENANT_ID.eq(tenant)));
        Field<Long> entries =
                DSL.field(DSL.select(LEDGER_HEAD.ENTRIES).from(LEDGER_HEAD).where(LEDGER_HEAD.TENANT_ID.eq(tenant)));
        Field<String> hash =
                DSL.field(DSL.select(LEDGER_HEAD.CHAIN_HASH).from(LEDGER_HEAD).where(LEDGER_HEAD.TENANT_ID.eq(tenant)));
        return transaction
                .sql()
                .select(DSL.coalesce(entries, 0L), DSL.coalesce(hash, ""), DSL.coalesce(last, -1L))
                .fetchSingle(row -> new Extent(new LedgerHead(row.value1(), row.value2()), row.value3() + 1));
    }

    record Extent(LedgerHead head, long entries) {}

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
