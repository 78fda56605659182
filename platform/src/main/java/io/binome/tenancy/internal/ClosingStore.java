package io.binome.tenancy.internal;

import static io.binome.database.tables.TenantClosing.TENANT_CLOSING;

import io.binome.database.Transaction;
import io.binome.database.tables.records.TenantClosingRecord;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table of closings, one at most for each tenant. */
final class ClosingStore {
    /** @param tenant of the transaction, whose end it is */
    Optional<Closing> find(Transaction transaction, Tenant tenant) {
        return transaction
                .sql()
                .selectFrom(TENANT_CLOSING)
                .where(TENANT_CLOSING.TENANT_ID.eq(scope(transaction)))
                .fetchOptional(row -> new Closing(
                        row.getClosesAt(),
                        row.getReason(),
                        row.getReadingDays(),
                        row.getLeavesBehind(),
                        row.getAnnouncedBy(),
                        row.getAnnouncedAt(),
                        tenant.closed()));
    }

    /** Over all tenants: whose moment has come, also where the stay has ended already. */
    List<TenantScope> due(Transaction overview, Instant now) {
        return overview.sql()
                .select(TENANT_CLOSING.TENANT_ID)
                .from(TENANT_CLOSING)
                .where(TENANT_CLOSING.CLOSES_AT.le(now))
                .orderBy(TENANT_CLOSING.CLOSES_AT)
                .fetch(row -> new TenantScope(new TenantId(row.value1())));
    }

    void put(Transaction transaction, Closing closing) {
        TenantClosingRecord row = new TenantClosingRecord();
        row.setTenantId(scope(transaction));
        row.setClosesAt(closing.closesAt());
        row.setReason(closing.reason());
        row.setReadingDays(closing.readingDays());
        row.setLeavesBehind(closing.leavesBehind());
        row.setAnnouncedBy(closing.announcedBy());
        row.setAnnouncedAt(closing.announcedAt());
        transaction
                .sql()
                .insertInto(TENANT_CLOSING)
                .set(row)
                .onConflict(TENANT_CLOSING.TENANT_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    /** False when none was announced. */
    boolean delete(Transaction transaction) {
        return transaction
                        .sql()
                        .deleteFrom(TENANT_CLOSING)
                        .where(TENANT_CLOSING.TENANT_ID.eq(scope(transaction)))
                        .execute()
                > 0;
    }

    private static UUID scope(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
