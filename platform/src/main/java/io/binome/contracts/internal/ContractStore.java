package io.binome.contracts.internal;

import static io.binome.database.tables.ContractVersion.CONTRACT_VERSION;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.ContractVersionRecord;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The versions of contracts. */
final class ContractStore {
    /** A version as it is kept. */
    record Row(
            int number,
            String source,
            String hash,
            @Nullable String commit,
            @Nullable ChangeId change,
            Instant since,
            @Nullable Instant acceptedAt,
            @Nullable String acceptedBy) {}

    Optional<Row> latest(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(CONTRACT_VERSION)
                .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                .orderBy(CONTRACT_VERSION.NUMBER.desc())
                .limit(1)
                .fetchOptional(ContractStore::row);
    }

    Optional<Row> version(Transaction transaction, int number) {
        return transaction
                .sql()
                .selectFrom(CONTRACT_VERSION)
                .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                .and(CONTRACT_VERSION.NUMBER.eq(number))
                .fetchOptional(ContractStore::row);
    }

    List<Row> all(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(CONTRACT_VERSION)
                .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                .orderBy(CONTRACT_VERSION.NUMBER.desc())
                .fetch(ContractStore::row);
    }

    Page<Row> all(Transaction transaction, PageRequest page) {
        List<String> after = page.afterParts(1);
        List<Row> found = transaction
                .sql()
                .selectFrom(CONTRACT_VERSION)
                .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                .and(after == null ? noCondition() : CONTRACT_VERSION.NUMBER.lt(PageRequest.number(after.getFirst())))
                .orderBy(CONTRACT_VERSION.NUMBER.desc())
                .limit(page.limitAndOne())
                .fetch(ContractStore::row);
        return Page.of(found, page, row -> PageRequest.cursor(Integer.toString(row.number())));
    }

    /** False when there is a version of this number already. */
    boolean insert(Transaction transaction, Row row) {
        return transaction
                        .sql()
                        .insertInto(CONTRACT_VERSION)
                        .set(CONTRACT_VERSION.TENANT_ID, tenant(transaction))
                        .set(CONTRACT_VERSION.NUMBER, row.number())
                        .set(CONTRACT_VERSION.SOURCE, row.source())
                        .set(CONTRACT_VERSION.HASH, row.hash())
                        .set(CONTRACT_VERSION.COMMIT_ID, row.commit())
                        .set(
                                CONTRACT_VERSION.CHANGE_ID,
                                row.change() == null ? null : row.change().value())
                        .set(CONTRACT_VERSION.SINCE, row.since())
                        .set(CONTRACT_VERSION.ACCEPTED_AT, row.acceptedAt())
                        .set(CONTRACT_VERSION.ACCEPTED_BY, row.acceptedBy())
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** Says in which commit it stands, if that is not known yet. */
    void place(Transaction transaction, int number, String commit) {
        transaction
                .sql()
                .update(CONTRACT_VERSION)
                .set(CONTRACT_VERSION.COMMIT_ID, commit)
                .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                .and(CONTRACT_VERSION.NUMBER.eq(number))
                .and(CONTRACT_VERSION.COMMIT_ID.isNull())
                .execute();
    }

    /** False when it is accepted already. */
    boolean accept(Transaction transaction, int number, Instant at, String by) {
        return transaction
                        .sql()
                        .update(CONTRACT_VERSION)
                        .set(CONTRACT_VERSION.ACCEPTED_AT, at)
                        .set(CONTRACT_VERSION.ACCEPTED_BY, by)
                        .where(CONTRACT_VERSION.TENANT_ID.eq(tenant(transaction)))
                        .and(CONTRACT_VERSION.NUMBER.eq(number))
                        .and(CONTRACT_VERSION.ACCEPTED_AT.isNull())
                        .execute()
                == 1;
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }

    private static Row row(ContractVersionRecord row) {
        return new Row(
                row.getNumber(),
                row.getSource(),
                row.getHash(),
                row.getCommitId(),
                row.getChangeId() == null ? null : new ChangeId(row.getChangeId()),
                row.getSince(),
                row.getAcceptedAt(),
                row.getAcceptedBy());
    }
}
