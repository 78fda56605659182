package io.binome.billing.internal;

import static io.binome.database.tables.BilledMonth.BILLED_MONTH;
import static io.binome.database.tables.BilledUse.BILLED_USE;

import io.binome.billing.Origin;
import io.binome.billing.Rating;
import io.binome.database.Transaction;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metered;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tables of days already added up. */
final class BilledUseStore {
    private static final int MEASURED = Metered.values().length;

    /** @param until what begins before that is added up; {@code mark} of the metering of it */
    record Kept(Instant until, String mark) {}

    Optional<Kept> kept(Transaction transaction, ZoneId zone, YearMonth month) {
        return transaction
                .sql()
                .select(BILLED_MONTH.UNTIL, BILLED_MONTH.MARK)
                .from(BILLED_MONTH)
                .where(
                        BILLED_MONTH.TENANT_ID.eq(tenant(transaction)),
                        BILLED_MONTH.ZONE.eq(zone.getId()),
                        BILLED_MONTH.MONTH.eq(month.atDay(1)))
                .fetchOptional(row -> new Kept(row.value1(), row.value2()));
    }

    /** Adds all kept days of a month. */
    void read(Transaction transaction, ZoneId zone, YearMonth month, Rating rating) {
        transaction
                .sql()
                .select(BILLED_USE.STACK_ID, BILLED_USE.SERVICE_ID, BILLED_USE.QUANTITIES, BILLED_USE.ESTIMATED)
                .from(BILLED_USE)
                .where(
                        BILLED_USE.TENANT_ID.eq(tenant(transaction)),
                        BILLED_USE.ZONE.eq(zone.getId()),
                        BILLED_USE.MONTH.eq(month.atDay(1)))
                .forEach(row -> {
                    UUID stack = row.value1();
                    UUID service = row.value2();
                    Origin origin = new Origin(
                            stack == null ? null : new StackId(stack),
                            service == null ? null : new WorkloadId(service));
                    add(origin, month.atDay(1), row.value3(), row.value4(), rating);
                });
    }

    private static void add(Origin origin, LocalDate first, Long[] quantities, int estimated, Rating rating) {
        for (int day = 0; day * MEASURED < quantities.length; day++) {
            long[] used = Arrays.stream(quantities, day * MEASURED, (day + 1) * MEASURED)
                    .mapToLong(Long::longValue)
                    .toArray();
            if (Arrays.stream(used).anyMatch(quantity -> quantity != 0)) {
                rating.addDay(first.plusDays(day), origin, used, (estimated & 1 << day) != 0);
            }
        }
    }

    /** Keeps what a month adds up to, unless a sum needs more than 64 bits. */
    void keep(Transaction transaction, ZoneId zone, YearMonth month, Kept kept, UsageSheet sheet) {
        Map<Origin, UsageSheet.Row> rows = sheet.rows();
        if (rows.values().stream().anyMatch(row -> row.quantities().isEmpty())) {
            return;
        }
        transaction
                .sql()
                .insertInto(BILLED_MONTH)
                .set(BILLED_MONTH.TENANT_ID, tenant(transaction))
                .set(BILLED_MONTH.ZONE, zone.getId())
                .set(BILLED_MONTH.MONTH, month.atDay(1))
                .set(BILLED_MONTH.UNTIL, kept.until())
                .set(BILLED_MONTH.MARK, kept.mark())
                .onConflict(BILLED_MONTH.TENANT_ID, BILLED_MONTH.ZONE, BILLED_MONTH.MONTH)
                .doUpdate()
                .setAllToExcluded()
                .execute();
        transaction
                .sql()
                .deleteFrom(BILLED_USE)
                .where(
                        BILLED_USE.TENANT_ID.eq(tenant(transaction)),
                        BILLED_USE.ZONE.eq(zone.getId()),
                        BILLED_USE.MONTH.eq(month.atDay(1)))
                .execute();
        rows.forEach((origin, row) -> transaction
                .sql()
                .insertInto(BILLED_USE)
                .set(BILLED_USE.TENANT_ID, tenant(transaction))
                .set(BILLED_USE.ZONE, zone.getId())
                .set(BILLED_USE.MONTH, month.atDay(1))
                .set(BILLED_USE.STACK_ID, BilledHoldingStore.stack(origin))
                .set(BILLED_USE.SERVICE_ID, BilledHoldingStore.service(origin))
                .set(BILLED_USE.QUANTITIES, row.quantities().orElseThrow())
                .set(BILLED_USE.ESTIMATED, row.estimated())
                .execute());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
