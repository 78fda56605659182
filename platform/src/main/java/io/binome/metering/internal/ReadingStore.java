package io.binome.metering.internal;

import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageReading.Counter;
import io.binome.metering.internal.Reads.Read;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;

/** The table of how far raw counters had come. */
final class ReadingStore {
    /** Adds to what is known of the same counters and hours, in a transaction of the dispatcher. */
    void add(Transaction transaction, HostId host, List<Read> reads) {
        if (reads.isEmpty()) {
            return;
        }
        List<OwnerColumns> owners =
                reads.stream().map(one -> OwnerColumns.of(one.owner())).toList();
        transaction
                .sql()
                .execute(
                        """
                        INSERT INTO usage_reading AS present (hour, host_id, kind, tenant_id, stack_id, service_id, boot_id,
                            identity, cpu_from, cpu_to, sent_from, sent_to, requests_from, requests_to, restarted)
                        SELECT of.hour, {0}::uuid, of.kind, of.tenant, of.stack, of.service, of.boot, of.identity,
                            of.cpu_from, of.cpu_to, of.sent_from, of.sent_to, of.requests_from, of.requests_to, of.restarted
                        FROM unnest({1}::timestamptz[], {2}::text[], {3}::uuid[], {4}::uuid[], {5}::uuid[], {6}::text[],
                            {7}::text[], {8}::bigint[], {9}::bigint[], {10}::bigint[], {11}::bigint[], {12}::bigint[],
                            {13}::bigint[], {14}::boolean[])
                            AS of (hour, kind, tenant, stack, service, boot, identity, cpu_from, cpu_to, sent_from, sent_to,
                                requests_from, requests_to, restarted)
                        ON CONFLICT (tenant_id, hour, kind, stack_id, service_id, host_id, boot_id, identity)
                        DO UPDATE SET cpu_from = present.cpu_from + excluded.cpu_from - present.cpu_to,
                            cpu_to = excluded.cpu_to,
                            sent_from = present.sent_from + excluded.sent_from - present.sent_to,
                            sent_to = excluded.sent_to,
                            requests_from = present.requests_from + excluded.requests_from - present.requests_to,
                            requests_to = excluded.requests_to,
                            restarted = present.restarted OR excluded.restarted OR present.cpu_to <> excluded.cpu_from
                                OR present.sent_to <> excluded.sent_from OR present.requests_to <> excluded.requests_from
                        """,
                        ArrayStore.value(host.value()),
                        ArrayStore.times(reads, Read::hour),
                        ArrayStore.texts(owners, OwnerColumns::kind),
                        ArrayStore.ids(owners, OwnerColumns::tenant),
                        ArrayStore.ids(owners, OwnerColumns::stack),
                        ArrayStore.ids(owners, OwnerColumns::service),
                        ArrayStore.texts(reads, Read::boot),
                        ArrayStore.texts(reads, Read::identity),
                        ArrayStore.numbers(reads, one -> one.from().cpuMicros()),
                        ArrayStore.numbers(reads, one -> one.to().cpuMicros()),
                        ArrayStore.numbers(reads, one -> one.from().sentBytes()),
                        ArrayStore.numbers(reads, one -> one.to().sentBytes()),
                        ArrayStore.numbers(reads, one -> one.from().requests()),
                        ArrayStore.numbers(reads, one -> one.to().requests()),
                        ArrayStore.flags(reads, Read::restarted));
    }

    /** Those of hours before then. */
    void forget(Transaction transaction, Instant before) {
        transaction.sql().execute("DELETE FROM usage_reading WHERE hour < {0}::timestamptz", ArrayStore.value(before));
    }

    /** Of the transaction's tenant. */
    List<UsageReading> of(Transaction transaction, Instant from, Instant to) {
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT * FROM usage_reading
                        WHERE tenant_id = {0}::uuid AND hour >= {1}::timestamptz AND hour < {2}::timestamptz
                        ORDER BY hour, stack_id NULLS FIRST, service_id NULLS FIRST, host_id, boot_id, identity
                        """,
                        ArrayStore.value(transaction.scope().tenant().value()),
                        ArrayStore.value(from),
                        ArrayStore.value(to))
                .fetch(ReadingStore::read);
    }

    private static UsageReading read(Record row) {
        UUID stack = row.get("stack_id", UUID.class);
        UUID service = row.get("service_id", UUID.class);
        return new UsageReading(
                row.get("hour", Instant.class),
                new HostId(row.get("host_id", UUID.class)),
                stack == null ? null : new StackId(stack),
                service == null ? null : new WorkloadId(service),
                row.get("boot_id", String.class),
                row.get("identity", String.class),
                counter(row, "from"),
                counter(row, "to"),
                row.get("restarted", Boolean.class));
    }

    private static Counter counter(Record row, String end) {
        return new Counter(
                row.get("cpu_" + end, Long.class),
                row.get("sent_" + end, Long.class),
                row.get("requests_" + end, Long.class));
    }
}
