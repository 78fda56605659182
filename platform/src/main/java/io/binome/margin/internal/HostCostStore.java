package io.binome.margin.internal;

import static io.binome.database.tables.HostCapacity.HOST_CAPACITY;
import static io.binome.database.tables.HostCost.HOST_COST;
import static io.binome.database.tables.HostCostEnd.HOST_COST_END;

import io.binome.database.Transaction;
import io.binome.database.tables.records.HostCostRecord;
import io.binome.kernel.HostCostId;
import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import java.time.Instant;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The tables of what hosts cost; in transactions of the provider. */
final class HostCostStore {
    /** Whoever adds or ends an entry waits for the others who do, until the transaction is over. */
    void lock(Transaction transaction) {
        transaction.sql().execute("SELECT pg_advisory_xact_lock(hashtext('host_cost'))");
    }

    void add(Transaction transaction, HostCost cost) {
        transaction
                .sql()
                .insertInto(HOST_COST)
                .set(HOST_COST.TENANT_ID, tenant(transaction))
                .set(HOST_COST.ID, cost.id().value())
                .set(HOST_COST.HOST_ID, cost.host().value())
                .set(HOST_COST.HOST, cost.hostName())
                .set(HOST_COST.SITE, cost.siteName())
                .set(HOST_COST.KIND, cost.kind().name())
                .set(HOST_COST.MICROS, cost.amount().micros())
                .set(HOST_COST.CURRENCY, cost.amount().currency())
                .set(HOST_COST.FROM_MONTH, cost.from().atDay(1))
                .set(
                        HOST_COST.UNTIL_MONTH,
                        cost.until() == null ? null : cost.until().atDay(1))
                .set(HOST_COST.NOTE, cost.note())
                .set(HOST_COST.RECORDED_AT, cost.recordedAt())
                .set(HOST_COST.RECORDED_BY, cost.recordedBy())
                .execute();
    }

    void end(Transaction transaction, UUID id, HostCostId cost, YearMonth until, Instant at, String by) {
        transaction
                .sql()
                .insertInto(HOST_COST_END)
                .set(HOST_COST_END.TENANT_ID, tenant(transaction))
                .set(HOST_COST_END.ID, id)
                .set(HOST_COST_END.COST_ID, cost.value())
                .set(HOST_COST_END.UNTIL_MONTH, until.atDay(1))
                .set(HOST_COST_END.RECORDED_AT, at)
                .set(HOST_COST_END.RECORDED_BY, by)
                .execute();
    }

    void add(Transaction transaction, UUID id, HostCapacity capacity) {
        transaction
                .sql()
                .insertInto(HOST_CAPACITY)
                .set(HOST_CAPACITY.TENANT_ID, tenant(transaction))
                .set(HOST_CAPACITY.ID, id)
                .set(HOST_CAPACITY.HOST_ID, capacity.host().value())
                .set(HOST_CAPACITY.HOST, capacity.hostName())
                .set(HOST_CAPACITY.SITE, capacity.siteName())
                .set(HOST_CAPACITY.FROM_MONTH, capacity.from().atDay(1))
                .set(HOST_CAPACITY.MILLI_PROCESSORS, capacity.milliProcessors())
                .set(HOST_CAPACITY.MEMORY_BYTES, capacity.memoryBytes())
                .set(HOST_CAPACITY.RECORDED_AT, capacity.recordedAt())
                .set(HOST_CAPACITY.RECORDED_BY, capacity.recordedBy())
                .execute();
    }

    List<HostCost> all(Transaction transaction) {
        Map<UUID, YearMonth> ends = new HashMap<>();
        transaction
                .sql()
                .select(HOST_COST_END.COST_ID, HOST_COST_END.UNTIL_MONTH)
                .from(HOST_COST_END)
                .where(HOST_COST_END.TENANT_ID.eq(tenant(transaction)))
                .orderBy(HOST_COST_END.UNTIL_MONTH.desc())
                .forEach(row -> ends.put(row.value1(), YearMonth.from(row.value2())));
        return transaction
                .sql()
                .selectFrom(HOST_COST)
                .where(HOST_COST.TENANT_ID.eq(tenant(transaction)))
                .orderBy(HOST_COST.SITE, HOST_COST.HOST, HOST_COST.FROM_MONTH, HOST_COST.RECORDED_AT, HOST_COST.ID)
                .fetch(row -> read(row, ends.get(row.getId())));
    }

    Optional<HostCost> find(Transaction transaction, HostCostId id) {
        return all(transaction).stream().filter(cost -> cost.id().equals(id)).findFirst();
    }

    /** Of all that is kept; empty while nothing is. */
    Optional<String> currency(Transaction transaction) {
        return transaction
                .sql()
                .select(DSL.min(HOST_COST.CURRENCY))
                .from(HOST_COST)
                .where(HOST_COST.TENANT_ID.eq(tenant(transaction)))
                .fetchOptional(row -> row.value1());
    }

    List<HostCapacity> capacities(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(HOST_CAPACITY)
                .where(HOST_CAPACITY.TENANT_ID.eq(tenant(transaction)))
                .orderBy(
                        HOST_CAPACITY.SITE,
                        HOST_CAPACITY.HOST,
                        HOST_CAPACITY.FROM_MONTH,
                        HOST_CAPACITY.RECORDED_AT,
                        HOST_CAPACITY.ID)
                .fetch(row -> new HostCapacity(
                        new HostId(row.getHostId()),
                        row.getHost(),
                        row.getSite(),
                        YearMonth.from(row.getFromMonth()),
                        row.getMilliProcessors(),
                        row.getMemoryBytes(),
                        row.getRecordedAt(),
                        row.getRecordedBy()));
    }

    private static HostCost read(HostCostRecord row, @Nullable YearMonth end) {
        YearMonth until = row.getUntilMonth() == null ? null : YearMonth.from(row.getUntilMonth());
        return new HostCost(
                new HostCostId(row.getId()),
                new HostId(row.getHostId()),
                row.getHost(),
                row.getSite(),
                HostCost.Kind.valueOf(row.getKind()),
                new Money(row.getMicros(), row.getCurrency()),
                YearMonth.from(row.getFromMonth()),
                end == null ? until : end,
                row.getNote(),
                row.getRecordedAt(),
                row.getRecordedBy());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
