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
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The tables of days already added up, and of their pieces where the price book changes within them. */
final class BilledUseStore {
    private static final int MEASURED = Metered.values().length;

    /** @param until what begins before that is added up; {@code mark} of the metering and of the parts of the month */
    record Kept(Instant until, String mark) {}

    /** A month of a zone. */
    record Zoned(ZoneId zone, YearMonth month) {}

    Map<Zoned, Kept> kept(Transaction transaction, Collection<Zoned> months) {
        Map<Zoned, Kept> kept = new HashMap<>();
        transaction
                .sql()
                .select(BILLED_MONTH.ZONE, BILLED_MONTH.MONTH, BILLED_MONTH.UNTIL, BILLED_MONTH.MARK)
                .from(BILLED_MONTH)
                .where(BILLED_MONTH.TENANT_ID.eq(tenant(transaction)), BILLED_MONTH.MONTH.in(days(months)))
                .forEach(row -> kept.put(zoned(row.value1(), row.value2()), new Kept(row.value3(), row.value4())));
        return kept;
    }

    /** Adds all kept parts of each month to what rates it. */
    void read(Transaction transaction, Map<Zoned, Rating> months) {
        if (months.isEmpty()) {
            return;
        }
        transaction
                .sql()
                .select(
                        BILLED_USE.ZONE,
                        BILLED_USE.MONTH,
                        BILLED_USE.STACK_ID,
                        BILLED_USE.SERVICE_ID,
                        BILLED_USE.QUANTITIES,
                        BILLED_USE.ESTIMATED)
                .from(BILLED_USE)
                .where(BILLED_USE.TENANT_ID.eq(tenant(transaction)), BILLED_USE.MONTH.in(days(months.keySet())))
                .forEach(row -> {
                    Rating rating = months.get(zoned(row.value1(), row.value2()));
                    if (rating != null) {
                        UUID stack = row.value3();
                        UUID service = row.value4();
                        Origin origin = new Origin(
                                stack == null ? null : new StackId(stack),
                                service == null ? null : new WorkloadId(service));
                        add(origin, row.value5(), BitSet.valueOf(row.value6()), rating);
                    }
                });
    }

    private static List<LocalDate> days(Collection<Zoned> months) {
        return months.stream().map(one -> one.month().atDay(1)).toList();
    }

    private static Zoned zoned(String zone, LocalDate month) {
        return new Zoned(ZoneId.of(zone), YearMonth.from(month));
    }

    private static void add(Origin origin, Long[] quantities, BitSet estimated, Rating rating) {
        for (int part = 0; part * MEASURED < quantities.length; part++) {
            long[] used = new long[MEASURED];
            long any = 0;
            for (int i = 0; i < MEASURED; i++) {
                used[i] = quantities[part * MEASURED + i];
                any |= used[i];
            }
            if (any != 0) {
                rating.addPart(part, origin, used, estimated.get(part));
            }
        }
    }

    /** Keeps what a month adds up to, unless a sum needs more than 64 bits. */
    void keep(Transaction transaction, Zoned of, Kept kept, UsageSheet sheet) {
        ZoneId zone = of.zone();
        YearMonth month = of.month();
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
