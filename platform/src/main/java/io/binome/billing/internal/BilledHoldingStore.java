package io.binome.billing.internal;

import static io.binome.database.tables.BilledHolding.BILLED_HOLDING;
import static io.binome.database.tables.BilledName.BILLED_NAME;

import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.database.Transaction;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The tables of what fees are asked for, and of what things are called. */
final class BilledHoldingStore {
    Map<Origin, Place> names(Transaction transaction) {
        Map<Origin, Place> names = new HashMap<>();
        transaction
                .sql()
                .selectFrom(BILLED_NAME)
                .where(BILLED_NAME.TENANT_ID.eq(tenant(transaction)))
                .forEach(row -> names.put(
                        origin(row.getStackId(), row.getServiceId()),
                        new Place(row.getEnvironment(), row.getRepository(), row.getStack(), row.getService())));
        return names;
    }

    void name(Transaction transaction, Origin origin, Place place) {
        transaction
                .sql()
                .insertInto(BILLED_NAME)
                .set(BILLED_NAME.TENANT_ID, tenant(transaction))
                .set(BILLED_NAME.STACK_ID, stack(origin))
                .set(BILLED_NAME.SERVICE_ID, service(origin))
                .set(BILLED_NAME.ENVIRONMENT, place.environment())
                .set(BILLED_NAME.REPOSITORY, place.repository())
                .set(BILLED_NAME.STACK, place.stack())
                .set(BILLED_NAME.SERVICE, place.service())
                .onConflict(BILLED_NAME.TENANT_ID, BILLED_NAME.STACK_ID, BILLED_NAME.SERVICE_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    List<Holding> all(Transaction transaction) {
        return list(transaction, DSL.noCondition());
    }

    List<Holding> open(Transaction transaction) {
        return list(transaction, BILLED_HOLDING.UNTIL.isNull());
    }

    private static List<Holding> list(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(BILLED_HOLDING)
                .where(BILLED_HOLDING.TENANT_ID.eq(tenant(transaction)), which)
                .orderBy(BILLED_HOLDING.SINCE, BILLED_HOLDING.STACK_ID, BILLED_HOLDING.SERVICE_ID, BILLED_HOLDING.WHAT)
                .fetch(row -> new Holding(
                        origin(row.getStackId(), row.getServiceId()),
                        FeeFor.valueOf(row.getWhat()),
                        row.getName(),
                        row.getCount(),
                        row.getSince(),
                        row.getUntil()));
    }

    void open(Transaction transaction, Holding holding) {
        transaction
                .sql()
                .insertInto(BILLED_HOLDING)
                .set(BILLED_HOLDING.TENANT_ID, tenant(transaction))
                .set(BILLED_HOLDING.STACK_ID, stack(holding.origin()))
                .set(BILLED_HOLDING.SERVICE_ID, service(holding.origin()))
                .set(BILLED_HOLDING.WHAT, holding.what().name())
                .set(BILLED_HOLDING.NAME, holding.name())
                .set(BILLED_HOLDING.COUNT, holding.count())
                .set(BILLED_HOLDING.SINCE, holding.from())
                .execute();
    }

    void close(Transaction transaction, Holding holding, Instant at) {
        transaction
                .sql()
                .update(BILLED_HOLDING)
                .set(BILLED_HOLDING.UNTIL, at.isBefore(holding.from()) ? holding.from() : at)
                .where(
                        BILLED_HOLDING.TENANT_ID.eq(tenant(transaction)),
                        BILLED_HOLDING.STACK_ID.eq(stack(holding.origin())),
                        BILLED_HOLDING.SERVICE_ID.isNotDistinctFrom(service(holding.origin())),
                        BILLED_HOLDING.WHAT.eq(holding.what().name()),
                        BILLED_HOLDING.NAME.eq(holding.name()),
                        BILLED_HOLDING.UNTIL.isNull())
                .execute();
    }

    /** Of two who look at once, one waits for the other. */
    void lock(Transaction transaction) {
        transaction
                .sql()
                .fetch("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", "billed_holding " + tenant(transaction));
    }

    static @Nullable UUID stack(Origin origin) {
        return origin.stack() == null ? null : origin.stack().value();
    }

    static @Nullable UUID service(Origin origin) {
        return origin.service() == null ? null : origin.service().value();
    }

    private static Origin origin(UUID stack, @Nullable UUID service) {
        return new Origin(new StackId(stack), service == null ? null : new WorkloadId(service));
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
