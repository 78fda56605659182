package io.binome.metering.internal;

import io.binome.database.Transaction;
import io.binome.kernel.WorkloadId;
import io.binome.metering.Metering;
import io.binome.metering.YearTotal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;

/** The table of what services used in a year: closed hours add to it, as they do to their days. */
final class YearStore {
    /** Adds the rows of {@code ripe} that are of services, as a part of the statement that closes them. */
    static final String ADD_RIPE = """
            totalled AS (INSERT INTO usage_year AS present (year, tenant_id, service_id, cpu_micros, memory_byte_seconds,
                    volume_byte_seconds, sent_bytes, requests)
                SELECT date_trunc('year', hour, 'UTC'), tenant_id, service_id, sum(cpu_micros), sum(memory_byte_seconds),
                    sum(volume_byte_seconds), sum(sent_bytes), sum(requests)
                FROM ripe WHERE kind = 'SERVICE' GROUP BY 1, 2, 3
                ON CONFLICT (tenant_id, year, service_id) DO UPDATE SET
                    cpu_micros = present.cpu_micros + excluded.cpu_micros,
                    memory_byte_seconds = present.memory_byte_seconds + excluded.memory_byte_seconds,
                    volume_byte_seconds = present.volume_byte_seconds + excluded.volume_byte_seconds,
                    sent_bytes = present.sent_bytes + excluded.sent_bytes,
                    requests = present.requests + excluded.requests)
            """;

    /** Of the transaction's tenant. */
    List<YearTotal> of(Transaction transaction, Instant now) {
        return transaction
                .sql()
                .resultQuery(
                        """
                        SELECT service_id, sum(cpu_micros) AS cpu, sum(memory_byte_seconds) AS memory,
                            sum(volume_byte_seconds) AS volume, sum(sent_bytes) AS sent, sum(requests) AS requests
                        FROM (SELECT service_id, cpu_micros, memory_byte_seconds, volume_byte_seconds, sent_bytes, requests
                              FROM usage_year WHERE tenant_id = {0}::uuid AND year = {1}::timestamptz
                              UNION ALL
                              SELECT service_id, cpu_micros, memory_byte_seconds, volume_byte_seconds, sent_bytes, requests
                              FROM usage_open WHERE tenant_id = {0}::uuid AND hour >= {1}::timestamptz AND kind = 'SERVICE'
                              ) AS every
                        GROUP BY service_id
                        """,
                        ArrayStore.value(transaction.scope().tenant().value()), ArrayStore.value(Metering.yearOf(now)))
                .fetch(row -> new YearTotal(
                        new WorkloadId(row.get("service_id", UUID.class)),
                        number(row, "cpu"),
                        number(row, "memory"),
                        number(row, "volume"),
                        number(row, "sent"),
                        number(row, "requests")));
    }

    private static BigInteger number(Record row, String column) {
        return row.get(column, BigInteger.class);
    }
}
