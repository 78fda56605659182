package io.binome.billing.internal;

import static io.binome.database.tables.StackCost.STACK_COST;
import static org.jooq.impl.DSL.noCondition;

import io.binome.billing.CostDelta.Line;
import io.binome.database.Transaction;
import io.binome.database.tables.records.StackCostRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of what stacks cost a month. */
final class StackCostStore {
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A row.
     *
     * @param unknown addresses
     */
    record StackCost(
            StackId stack,
            String environment,
            Money low,
            Money high,
            List<Line> lines,
            List<String> unknown,
            @Nullable String priceBook,
            Instant workedOut) {}

    Optional<StackCost> find(Transaction transaction, StackId stack) {
        return list(transaction, STACK_COST.STACK_ID.eq(stack.value())).stream().findFirst();
    }

    List<StackCost> all(Transaction transaction) {
        return list(transaction, noCondition());
    }

    private static List<StackCost> list(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(STACK_COST)
                .where(STACK_COST.TENANT_ID.eq(tenant(transaction)), which)
                .fetch(StackCostStore::read);
    }

    void put(Transaction transaction, StackCost cost) {
        transaction
                .sql()
                .insertInto(STACK_COST)
                .set(STACK_COST.TENANT_ID, tenant(transaction))
                .set(STACK_COST.STACK_ID, cost.stack().value())
                .set(STACK_COST.ENVIRONMENT, cost.environment())
                .set(STACK_COST.CURRENCY, cost.high().currency())
                .set(STACK_COST.LOW_MICROS, cost.low().micros())
                .set(STACK_COST.HIGH_MICROS, cost.high().micros())
                .set(STACK_COST.LINES, lines(cost.lines()))
                .set(STACK_COST.UNKNOWN, JSONB.valueOf(CanonicalJson.text(cost.unknown())))
                .set(STACK_COST.PRICE_BOOK, cost.priceBook())
                .set(STACK_COST.WORKED_OUT, cost.workedOut())
                .onConflict(STACK_COST.TENANT_ID, STACK_COST.STACK_ID)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    void remove(Transaction transaction, StackId stack) {
        transaction
                .sql()
                .deleteFrom(STACK_COST)
                .where(STACK_COST.TENANT_ID.eq(tenant(transaction)), STACK_COST.STACK_ID.eq(stack.value()))
                .execute();
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }

    private static JSONB lines(List<Line> lines) {
        return JSONB.valueOf(CanonicalJson.text(lines.stream()
                .map(line -> Map.of(
                        "address", line.address(),
                        "unit", line.unit(),
                        "low", line.low().micros(),
                        "high", line.high().micros(),
                        "basis", line.basis()))
                .toList()));
    }

    private static StackCost read(StackCostRecord row) {
        String currency = row.getCurrency();
        List<Line> lines = new ArrayList<>();
        for (JsonNode line : JSON.readTree(row.getLines().data())) {
            lines.add(new Line(
                    line.get("address").stringValue(),
                    line.get("unit").stringValue(),
                    new Money(line.get("low").longValue(), currency),
                    new Money(line.get("high").longValue(), currency),
                    line.get("basis").stringValue()));
        }
        List<String> unknown = new ArrayList<>();
        JSON.readTree(row.getUnknown().data()).forEach(address -> unknown.add(address.stringValue()));
        return new StackCost(
                new StackId(row.getStackId()),
                row.getEnvironment(),
                new Money(row.getLowMicros(), currency),
                new Money(row.getHighMicros(), currency),
                lines,
                unknown,
                row.getPriceBook(),
                row.getWorkedOut());
    }
}
