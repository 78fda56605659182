package io.binome.billing.internal;

import static io.binome.database.tables.StackCost.STACK_COST;
import static io.binome.database.tables.StackCostHold.STACK_COST_HOLD;
import static org.jooq.impl.DSL.inline;

import io.binome.billing.Estimates.Planned;
import io.binome.billing.Spending.StackMonth;
import io.binome.billing.internal.StackCostStore.StackCost;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Money;
import io.binome.kernel.Sha256;
import io.binome.kernel.StackId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.impl.DSL;

/** What changes that have begun will cost a month, until they are applied or let go. */
final class CostHoldStore {
    /** What a change holds, as the month of a stack. */
    record Hold(ChangeId change, StackMonth month) {}

    List<Hold> all(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(STACK_COST_HOLD)
                .where(STACK_COST_HOLD.TENANT_ID.eq(tenant(transaction)))
                .orderBy(STACK_COST_HOLD.STACK_ID)
                .fetch(row -> new Hold(
                        new ChangeId(row.getChangeId()),
                        new StackMonth(
                                new StackId(row.getStackId()),
                                row.getRepository(),
                                row.getStack(),
                                row.getPath(),
                                row.getEnvironment(),
                                new Money(row.getLowMicros(), row.getCurrency()),
                                new Money(row.getHighMicros(), row.getCurrency()),
                                row.getUnknown(),
                                null,
                                row.getSince())));
    }

    void put(Transaction transaction, ChangeId change, Planned planned, StackCost then, Instant now) {
        transaction
                .sql()
                .insertInto(STACK_COST_HOLD)
                .set(STACK_COST_HOLD.TENANT_ID, tenant(transaction))
                .set(STACK_COST_HOLD.STACK_ID, planned.stack().value())
                .set(STACK_COST_HOLD.CHANGE_ID, change.value())
                .set(STACK_COST_HOLD.REPOSITORY, planned.repository())
                .set(STACK_COST_HOLD.STACK, planned.declaration().name())
                .set(STACK_COST_HOLD.PATH, planned.declaration().path())
                .set(STACK_COST_HOLD.ENVIRONMENT, planned.declaration().environment())
                .set(STACK_COST_HOLD.CURRENCY, then.high().currency())
                .set(STACK_COST_HOLD.LOW_MICROS, then.low().micros())
                .set(STACK_COST_HOLD.HIGH_MICROS, then.high().micros())
                .set(STACK_COST_HOLD.UNKNOWN, then.unknown().size())
                .set(STACK_COST_HOLD.SINCE, now)
                .onConflict(STACK_COST_HOLD.TENANT_ID, STACK_COST_HOLD.STACK_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    void release(Transaction transaction, ChangeId change) {
        transaction
                .sql()
                .deleteFrom(STACK_COST_HOLD)
                .where(STACK_COST_HOLD.TENANT_ID.eq(tenant(transaction)), STACK_COST_HOLD.CHANGE_ID.eq(change.value()))
                .execute();
    }

    /** Of all that budgets count: what is applied and what is held. One statement, so that it is of one moment. */
    String standing(Transaction transaction) {
        return Sha256.hex(transaction
                .sql()
                .select(
                        STACK_COST.STACK_ID,
                        STACK_COST.ENVIRONMENT,
                        STACK_COST.HIGH_MICROS,
                        inline("").as("change"))
                .from(STACK_COST)
                .where(STACK_COST.TENANT_ID.eq(tenant(transaction)))
                .unionAll(DSL.select(
                                STACK_COST_HOLD.STACK_ID,
                                STACK_COST_HOLD.ENVIRONMENT,
                                STACK_COST_HOLD.HIGH_MICROS,
                                STACK_COST_HOLD.CHANGE_ID.cast(String.class))
                        .from(STACK_COST_HOLD)
                        .where(STACK_COST_HOLD.TENANT_ID.eq(tenant(transaction))))
                .orderBy(1, 4)
                .fetch()
                .formatCSV());
    }

    /** Whoever begins to spend waits for whoever did so just before, until that is decided. */
    void lock(Transaction transaction) {
        transaction
                .sql()
                .fetch(
                        "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
                        "stack_cost_hold " + tenant(transaction));
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
