package io.binome.metering.internal;

import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.MemoryPeak;
import io.binome.metering.internal.Peaks.Peak;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The table of the most memory by day. */
final class PeakStore {
    /** Raises what is lower, in a transaction of the dispatcher. */
    void raise(Transaction transaction, HostId host, List<Peak> peaks) {
        if (peaks.isEmpty()) {
            return;
        }
        transaction
                .sql()
                .execute(
                        """
                        INSERT INTO usage_peak AS present (day, host_id, tenant_id, stack_id, service_id, memory_bytes)
                        SELECT of.day, {0}::uuid, of.tenant, of.stack, of.service, of.memory
                        FROM unnest({1}::timestamptz[], {2}::uuid[], {3}::uuid[], {4}::uuid[], {5}::bigint[])
                            AS of (day, tenant, stack, service, memory)
                        ON CONFLICT (tenant_id, day, service_id, host_id)
                        DO UPDATE SET memory_bytes = excluded.memory_bytes
                        WHERE present.memory_bytes < excluded.memory_bytes
                        """,
                        ArrayStore.value(host.value()),
                        ArrayStore.times(peaks, Peak::day),
                        ArrayStore.ids(peaks, one -> one.service().tenant().value()),
                        ArrayStore.ids(peaks, one -> one.service().stack().value()),
                        ArrayStore.ids(peaks, one -> one.service().service().value()),
                        ArrayStore.numbers(peaks, Peak::memoryBytes));
    }

    /** Those of days before then, in a transaction of the dispatcher. */
    void forget(Transaction transaction, Instant before) {
        transaction.sql().execute("DELETE FROM usage_peak WHERE day < {0}::timestamptz", ArrayStore.value(before));
    }

    /** Of the transaction's tenant. */
    List<MemoryPeak> of(Transaction transaction, Instant from, Instant to) {
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT stack_id, service_id, host_id, day, memory_bytes FROM usage_peak
                        WHERE tenant_id = {0}::uuid AND day >= {1}::timestamptz AND day < {2}::timestamptz
                        ORDER BY day, stack_id, service_id, host_id
                        """,
                        ArrayStore.value(transaction.scope().tenant().value()),
                        ArrayStore.value(from),
                        ArrayStore.value(to))
                .fetch(row -> new MemoryPeak(
                        new StackId(row.get("stack_id", UUID.class)),
                        new WorkloadId(row.get("service_id", UUID.class)),
                        new HostId(row.get("host_id", UUID.class)),
                        row.get("day", Instant.class),
                        row.get("memory_bytes", Long.class)));
    }
}
