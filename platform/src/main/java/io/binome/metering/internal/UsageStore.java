package io.binome.metering.internal;

import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering.Times;
import io.binome.metering.Reconciliation.HostBalance;
import io.binome.metering.Reconciliation.HostUse;
import io.binome.metering.Reconciliation.TenantBalance;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSum;
import io.binome.metering.internal.Step.Used;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.RecordMapper;
import org.jooq.impl.DSL;

/** The tables of hours and days. */
final class UsageStore {
    private static final String KEY = "host_id, kind, tenant_id, stack_id, service_id";
    /** A value and not a comparison of parts that may be null: a hundred thousand of them are joined by hashing. */
    private static final String WHOLE_KEY = "ROW(" + KEY + ")::text";

    private static final String AMOUNTS =
            "cpu_micros, memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,"
                    + " received_bytes, requests, estimated, block_approximate";
    private static final String ADD = """
            DO UPDATE SET cpu_micros = present.cpu_micros + excluded.cpu_micros,
                memory_byte_seconds = present.memory_byte_seconds + excluded.memory_byte_seconds,
                volume_byte_seconds = present.volume_byte_seconds + excluded.volume_byte_seconds,
                block_read_bytes = present.block_read_bytes + excluded.block_read_bytes,
                block_written_bytes = present.block_written_bytes + excluded.block_written_bytes,
                sent_bytes = present.sent_bytes + excluded.sent_bytes,
                received_bytes = present.received_bytes + excluded.received_bytes,
                requests = present.requests + excluded.requests,
                estimated = present.estimated OR excluded.estimated,
                block_approximate = present.block_approximate OR excluded.block_approximate
            """;
    private static final int FETCHED_AT_ONCE = 2_000;
    private static final Duration A_DAY = Duration.ofDays(1);

    /** What may be added up: CPU and memory of a stack, a tenant and a host are those of all below them. */
    private static final String BILLABLE = """
            CASE WHEN kind = 'STACK' THEN 0 ELSE cpu_micros END AS cpu_micros,
            CASE WHEN kind = 'STACK' THEN 0 ELSE memory_byte_seconds END AS memory_byte_seconds,
            volume_byte_seconds, sent_bytes, requests, estimated
            """;

    private static final String IS_BILLABLE =
            "(kind IN ('SERVICE', 'BUILDS') OR kind = 'STACK' AND volume_byte_seconds + sent_bytes + requests > 0)";

    /** Adds to open hours, in a transaction of the dispatcher. */
    void add(Transaction transaction, HostId host, List<Used> used) {
        if (used.isEmpty()) {
            return;
        }
        List<OwnerColumns> owners =
                used.stream().map(one -> OwnerColumns.of(one.owner())).toList();
        List<Amounts> amounts = used.stream().map(Used::amounts).toList();
        transaction
                .sql()
                .execute(
                        "INSERT INTO usage_open AS present (hour, " + KEY + ", " + AMOUNTS + """
                        ) SELECT of.hour, {0}::uuid, of.kind, of.tenant, of.stack, of.service, of.cpu, of.memory, of.volume,
                            of.read, of.written, of.sent, of.received, of.requests, of.estimated, of.approximate
                        FROM unnest({1}::timestamptz[], {2}::text[], {3}::uuid[], {4}::uuid[], {5}::uuid[], {6}::bigint[],
                            {7}::bigint[], {8}::bigint[], {9}::bigint[], {10}::bigint[], {11}::bigint[], {12}::bigint[],
                            {13}::bigint[], {14}::boolean[], {15}::boolean[])
                            AS of (hour, kind, tenant, stack, service, cpu, memory, volume, read, written, sent, received,
                                requests, estimated, approximate)
                        ON CONFLICT (tenant_id, hour, kind, stack_id, service_id, host_id)
                        """ + ADD,
                        ArrayStore.value(host.value()),
                        ArrayStore.times(used, Used::hour),
                        ArrayStore.texts(owners, OwnerColumns::kind),
                        ArrayStore.ids(owners, OwnerColumns::tenant),
                        ArrayStore.ids(owners, OwnerColumns::stack),
                        ArrayStore.ids(owners, OwnerColumns::service),
                        ArrayStore.numbers(amounts, Amounts::cpuMicros),
                        ArrayStore.numbers(amounts, Amounts::memoryByteSeconds),
                        ArrayStore.numbers(amounts, Amounts::volumeByteSeconds),
                        ArrayStore.numbers(amounts, Amounts::blockReadBytes),
                        ArrayStore.numbers(amounts, Amounts::blockWrittenBytes),
                        ArrayStore.numbers(amounts, Amounts::sentBytes),
                        ArrayStore.numbers(amounts, Amounts::receivedBytes),
                        ArrayStore.numbers(amounts, Amounts::requests),
                        ArrayStore.flags(used, Used::estimated),
                        ArrayStore.flags(used, Used::blockApproximate));
    }

    /** Hours of which something is open and that began before then. */
    List<Instant> openBefore(Transaction transaction, Instant before) {
        return transaction
                .sql()
                .resultQuery(
                        "SELECT DISTINCT hour FROM usage_open WHERE hour < {0} ORDER BY hour", ArrayStore.value(before))
                .fetch(row -> row.get(0, Instant.class));
    }

    /**
     * Closes what is open of an hour: each row becomes one of the hour's, or a correction of it, and is added to its day
     * and to its year.
     * What comes meanwhile stays open.
     *
     * @return how many rows
     */
    int close(Transaction transaction, Instant hour, Instant now) {
        return transaction
                .sql()
                .fetchSingle(
                        "WITH ripe AS (DELETE FROM usage_open WHERE hour = {0}::timestamptz RETURNING *),"
                                + " earlier AS (SELECT " + WHOLE_KEY + " AS whole_key, max(revision) AS revision"
                                + " FROM usage_hour WHERE hour = {0}::timestamptz GROUP BY 1),"
                                + " closed AS (INSERT INTO usage_hour (hour, " + KEY + ", " + AMOUNTS
                                + ", revision, closed_at) SELECT hour, " + KEY + ", " + AMOUNTS
                                + ", coalesce(earlier.revision + 1, 0), {1}::timestamptz"
                                + " FROM ripe LEFT JOIN earlier ON earlier.whole_key = " + WHOLE_KEY + "),"
                                + " added AS (INSERT INTO usage_day AS present (day, " + KEY + ", " + AMOUNTS
                                + ") SELECT date_trunc('day', hour, 'UTC'), " + KEY + ", " + AMOUNTS
                                + " FROM ripe ON CONFLICT (tenant_id, day, kind, stack_id, service_id, host_id) " + ADD
                                + "), " + YearStore.ADD_RIPE + " SELECT count(*)::int FROM ripe",
                        ArrayStore.value(hour),
                        ArrayStore.value(now))
                .get(0, Integer.class);
    }

    /** Of the transaction's tenant. */
    void hours(Transaction transaction, Instant from, Instant to, Consumer<UsageHour> each) {
        TenantScope scope = transaction.scope();
        try (var rows = transaction
                .sql()
                .resultQuery(
                        "SELECT hour, host_id, stack_id, service_id, revision, closed, " + BILLABLE + """
                        FROM (SELECT *, true AS closed FROM usage_hour
                              WHERE tenant_id = {0}::uuid AND hour >= {1}::timestamptz AND hour < {2}::timestamptz
                              UNION ALL
                              SELECT hour, host_id, kind, tenant_id, stack_id, service_id,
                                  coalesce((SELECT max(revision) + 1 FROM usage_hour AS earlier
                                     WHERE earlier.hour = open.hour AND earlier.tenant_id = open.tenant_id
                                       AND earlier.host_id = open.host_id AND earlier.kind = open.kind
                                       AND earlier.stack_id IS NOT DISTINCT FROM open.stack_id
                                       AND earlier.service_id IS NOT DISTINCT FROM open.service_id), 0),
                                  cpu_micros, memory_byte_seconds, volume_byte_seconds, block_read_bytes,
                                  block_written_bytes, sent_bytes, received_bytes, requests, estimated, block_approximate,
                                  NULL::timestamptz, false
                              FROM usage_open AS open
                              WHERE tenant_id = {0}::uuid AND hour >= {1}::timestamptz AND hour < {2}::timestamptz) AS every
                        WHERE """ + " "
                                + IS_BILLABLE
                                + " ORDER BY hour, stack_id NULLS FIRST, service_id NULLS FIRST, host_id, revision",
                        ArrayStore.value(scope.tenant().value()),
                        ArrayStore.value(from),
                        ArrayStore.value(to))
                .fetchSize(FETCHED_AT_ONCE)
                .fetchLazy()) {
            rows.forEach(row -> each.accept(read(scope.tenant(), row)));
        }
    }

    /** @param today which is open, whatever is closed of it */
    List<UsageHour> days(Transaction transaction, Instant from, Instant to, Instant today) {
        TenantScope scope = transaction.scope();
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT day AS hour, host_id, stack_id, service_id, 0 AS revision, bool_and(closed) AND day < {3}::timestamptz AS closed,
                            sum(cpu_micros)::bigint AS cpu_micros, sum(memory_byte_seconds)::bigint AS memory_byte_seconds,
                            sum(volume_byte_seconds)::bigint AS volume_byte_seconds, sum(sent_bytes)::bigint AS sent_bytes,
                            sum(requests)::bigint AS requests, bool_or(estimated) AS estimated
                        FROM (SELECT day, host_id, stack_id, service_id, true AS closed, """ + BILLABLE + """
                              FROM usage_day
                              WHERE tenant_id = {0}::uuid AND day >= {1}::timestamptz AND day < {2}::timestamptz AND
                              """ + IS_BILLABLE + """

                              UNION ALL
                              SELECT date_trunc('day', hour, 'UTC'), host_id, stack_id, service_id, false, """ + BILLABLE + """
                              FROM usage_open
                              WHERE tenant_id = {0}::uuid AND hour >= {1}::timestamptz AND hour < {2}::timestamptz AND
                              """ + IS_BILLABLE + """
                              ) AS every
                        GROUP BY day, host_id, stack_id, service_id
                        ORDER BY day, stack_id NULLS FIRST, service_id NULLS FIRST, host_id
                        """,
                        ArrayStore.value(scope.tenant().value()),
                        ArrayStore.value(from),
                        ArrayStore.value(to),
                        ArrayStore.value(today))
                .fetch(row -> read(scope.tenant(), row));
    }

    /** Hours of UTC from the hours, days and months from the days. */
    List<UsageSum> sums(Transaction transaction, Instant from, Instant to, ChronoUnit by) {
        String piece =
                switch (by) {
                    case HOURS -> "hour";
                    case DAYS -> "day";
                    case MONTHS -> "month";
                    default -> throw new IllegalArgumentException("No sums by " + by);
                };
        String closed = by == ChronoUnit.HOURS ? "hour AS at, * FROM usage_hour" : "day AS at, * FROM usage_day";
        String columns = "stack_id, service_id, kind, " + AMOUNTS;
        return transaction
                .sql()
                .resultQuery(
                        "SELECT date_trunc('" + piece + "', at, 'UTC') AS piece, stack_id, service_id,"
                                + " coalesce(sum(cpu_micros) FILTER (WHERE kind <> 'STACK'), 0) AS cpu,"
                                + " coalesce(sum(memory_byte_seconds) FILTER (WHERE kind <> 'STACK'), 0) AS memory, "
                                + """
                        sum(volume_byte_seconds) AS volume, sum(sent_bytes) AS sent, sum(received_bytes) AS received,
                        sum(requests) AS requests,
                        coalesce(sum(block_read_bytes) FILTER (WHERE kind <> 'STACK'), 0) AS read,
                        coalesce(sum(block_written_bytes) FILTER (WHERE kind <> 'STACK'), 0) AS written,
                        bool_or(estimated) AS estimated, bool_or(block_approximate) AS approximate
                        FROM (SELECT at, """ + " " + columns + " FROM (SELECT " + closed
                                + " WHERE tenant_id = {0}::uuid) AS whole UNION ALL SELECT hour, " + columns
                                + " FROM usage_open WHERE tenant_id = {0}::uuid) AS every" + """
                         WHERE at >= {1}::timestamptz AND at < {2}::timestamptz AND kind IN ('SERVICE', 'BUILDS', 'STACK')
                        GROUP BY 1, 2, 3 ORDER BY 1, 2 NULLS FIRST, 3 NULLS FIRST
                        """,
                        ArrayStore.value(transaction.scope().tenant().value()),
                        ArrayStore.value(from),
                        ArrayStore.value(to))
                .fetch(UsageStore::sum);
    }

    private static UsageSum sum(Record row) {
        UUID stack = row.get("stack_id", UUID.class);
        UUID service = row.get("service_id", UUID.class);
        return new UsageSum(
                row.get("piece", Instant.class),
                stack == null ? null : new StackId(stack),
                service == null ? null : new WorkloadId(service),
                Arrays.stream(UsageSum.Counted.values())
                        .map(one -> row.get(one.word(), BigInteger.class))
                        .toList(),
                row.get("estimated", Boolean.class),
                row.get("approximate", Boolean.class));
    }

    /** Quantities only grow, so that nothing can be added without a sum that is another one. */
    List<String> marks(Transaction transaction, List<Times> times) {
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT concat_ws(' ', sum(cpu_micros), sum(memory_byte_seconds), sum(volume_byte_seconds),
                            sum(sent_bytes), sum(requests), bool_or(estimated)) AS mark
                        FROM unnest({1}::timestamptz[], {2}::timestamptz[]) WITH ORDINALITY AS asked (since, until, number)
                        LEFT JOIN LATERAL (SELECT
                              """ + BILLABLE + """
                              FROM usage_day
                              WHERE tenant_id = {0}::uuid AND day >= since AND day < until AND
                              """ + IS_BILLABLE + """

                              UNION ALL
                              SELECT
                              """ + BILLABLE + """
                              FROM usage_open
                              WHERE tenant_id = {0}::uuid AND hour >= since AND hour < until AND
                              """ + IS_BILLABLE + """
                              ) AS every ON true
                        GROUP BY number ORDER BY number
                        """,
                        ArrayStore.value(transaction.scope().tenant().value()),
                        ArrayStore.times(times, Times::from),
                        ArrayStore.times(times, Times::to))
                .fetch("mark", String.class);
    }

    List<TenantBalance> balance(Transaction transaction, Instant from, Instant to) {
        return balances(
                transaction,
                "tenant_id = {0}::uuid",
                transaction.scope().tenant().value(),
                from,
                to,
                row -> new TenantBalance(
                        row.get("hour", Instant.class),
                        number(row, "tenants"),
                        number(row, "services"),
                        number(row, "builds")));
    }

    List<HostBalance> balance(Transaction transaction, HostId host, Instant from, Instant to) {
        return balances(
                transaction,
                "host_id = {0}::uuid AND kind IN ('HOST', 'TENANT')",
                host.value(),
                from,
                to,
                row -> new HostBalance(row.get("hour", Instant.class), number(row, "hosts"), number(row, "tenants")));
    }

    private static <T> List<T> balances(
            Transaction transaction, String of, UUID id, Instant from, Instant to, RecordMapper<Record, T> read) {
        String part = " WHERE " + of + " AND hour >= {1}::timestamptz AND hour < {2}::timestamptz";
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT hour, coalesce(sum(cpu_micros) FILTER (WHERE kind = 'HOST'), 0)::bigint AS hosts,
                            coalesce(sum(cpu_micros) FILTER (WHERE kind = 'TENANT'), 0)::bigint AS tenants,
                            coalesce(sum(cpu_micros) FILTER (WHERE kind = 'SERVICE'), 0)::bigint AS services,
                            coalesce(sum(cpu_micros) FILTER (WHERE kind = 'BUILDS'), 0)::bigint AS builds
                        FROM (SELECT hour, kind, cpu_micros FROM usage_hour""" + part
                                + " UNION ALL SELECT hour, kind, cpu_micros FROM usage_open" + part
                                + ") AS every GROUP BY hour ORDER BY hour",
                        ArrayStore.value(id),
                        ArrayStore.value(from),
                        ArrayStore.value(to))
                .fetch(read);
    }

    /** Whole days of UTC are read as days, what is left at both ends as hours. */
    List<HostUse> ofHosts(Transaction transaction, Instant from, Instant to) {
        Instant firstDay = from.plus(A_DAY).minusNanos(1).truncatedTo(ChronoUnit.DAYS);
        Instant lastDay = to.truncatedTo(ChronoUnit.DAYS);
        String what = "host_id, tenant_id, cpu_micros, memory_byte_seconds";
        String whole = " WHERE kind IN ('HOST', 'TENANT') AND ";
        return transaction
                .sql()
                .resultQuery(
                        "SELECT host_id, tenant_id, sum(cpu_micros) AS cpu, sum(memory_byte_seconds) AS memory FROM ("
                                + "SELECT " + what + " FROM usage_day" + whole
                                + "day >= {2}::timestamptz AND day < {3}::timestamptz"
                                + " UNION ALL SELECT " + what + " FROM usage_hour" + whole
                                + "hour >= {0}::timestamptz AND hour < least({1}::timestamptz, {2}::timestamptz)"
                                + " UNION ALL SELECT " + what + " FROM usage_hour" + whole
                                + "hour >= greatest({2}::timestamptz, {3}::timestamptz) AND hour < {1}::timestamptz"
                                + " UNION ALL SELECT " + what + " FROM usage_open" + whole
                                + "hour >= {0}::timestamptz AND hour < {1}::timestamptz"
                                + ") AS every GROUP BY host_id, tenant_id",
                        ArrayStore.value(from),
                        ArrayStore.value(to),
                        ArrayStore.value(firstDay),
                        ArrayStore.value(lastDay))
                .fetch(row -> {
                    UUID tenant = row.get(field("tenant_id", UUID.class));
                    return new HostUse(
                            new HostId(row.get(field("host_id", UUID.class))),
                            tenant == null ? null : new TenantId(tenant),
                            row.get("cpu", BigInteger.class),
                            row.get("memory", BigInteger.class));
                });
    }

    private static UsageHour read(TenantId tenant, Record row) {
        UUID stack = row.get(field("stack_id", UUID.class));
        UUID service = row.get(field("service_id", UUID.class));
        return new UsageHour(
                tenant,
                stack == null ? null : new StackId(stack),
                service == null ? null : new WorkloadId(service),
                new HostId(row.get(field("host_id", UUID.class))),
                row.get("hour", Instant.class),
                row.get("revision", Integer.class),
                number(row, "cpu_micros"),
                number(row, "memory_byte_seconds"),
                number(row, "volume_byte_seconds"),
                number(row, "sent_bytes"),
                number(row, "requests"),
                row.get("estimated", Boolean.class),
                row.get("closed", Boolean.class));
    }

    private static long number(Record row, String column) {
        return row.get(column, Long.class);
    }

    private static <T> Field<T> field(String name, Class<T> type) {
        return DSL.field(DSL.name(name), type);
    }
}
