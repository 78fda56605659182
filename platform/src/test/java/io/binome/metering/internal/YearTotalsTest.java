package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.metering.YearTotal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a scrape of metrics reads: 100 services of a tenant with a year of hours behind them. */
class YearTotalsTest {
    private static final Instant NOW = Instant.parse("2026-12-31T22:30:00Z");
    private static final TenantScope TENANT = new TenantScope(new TenantId(new UUID(3, 3)));
    private static final int SERVICES = 100;
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        database.asOwner(sql -> {
            sql.execute("""
                    INSERT INTO usage_day (day, host_id, kind, tenant_id, stack_id, service_id, cpu_micros,
                        memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,
                        received_bytes, requests, estimated, block_approximate)
                    SELECT timestamptz '2026-01-01 00:00Z' + day * interval '1 day', md5('host')::uuid, 'SERVICE', {0}::uuid,
                        md5('stack ' || service / 4)::uuid, md5('service ' || service)::uuid, 24000000, 24 * 3600000000000,
                        0, 0, 0, 24, 0, 24, false, false
                    FROM generate_series(0, 363) AS day, generate_series(1, {1}) AS service
                    """, DSL.val(TENANT.tenant().value()), DSL.val(SERVICES));
            sql.execute("""
                    INSERT INTO usage_year (year, tenant_id, service_id, cpu_micros, memory_byte_seconds,
                        volume_byte_seconds, sent_bytes, requests)
                    SELECT date_trunc('year', day, 'UTC'), tenant_id, service_id, sum(cpu_micros),
                        sum(memory_byte_seconds), 0, sum(sent_bytes), sum(requests)
                    FROM usage_day GROUP BY 1, 2, 3
                    """);
            for (int hour = 0; hour < 3; hour++) {
                sql.execute(
                        """
                        INSERT INTO usage_open (hour, host_id, kind, tenant_id, stack_id, service_id, cpu_micros,
                            memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes, sent_bytes,
                            received_bytes, requests, estimated, block_approximate)
                        SELECT {0}::timestamptz, md5('host')::uuid, 'SERVICE', {1}::uuid, md5('stack ' || service / 4)::uuid,
                            md5('service ' || service)::uuid, 1000000, 3600000000000, 0, 0, 0, 1, 0, 1, false, false
                        FROM generate_series(1, {2}) AS service
                        """,
                        DSL.val(NOW.minusSeconds(1800 + 3600 * hour)),
                        DSL.val(TENANT.tenant().value()),
                        DSL.val(SERVICES));
            }
            sql.execute("ANALYZE usage_day, usage_year, usage_open");
        });
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aScrapeReadsARowForEachServiceAndOpenHourAndNotTheDaysOfTheYear() {
        AtomicLong rows = new AtomicLong();
        List<YearTotal> totals = database.database().inTenant(TENANT, transaction -> {
            long before = read(transaction);
            List<YearTotal> all = new YearStore().of(transaction, NOW);
            rows.set(read(transaction) - before);
            return all;
        });
        assertThat(totals).hasSize(SERVICES).allSatisfy(one -> {
            assertThat(one.cpuMicros()).isEqualTo(of(1_000_000));
            assertThat(one.memoryByteSeconds()).isEqualTo(of(3_600_000_000_000L));
            assertThat(one.requests()).isEqualTo(of(1));
        });
        assertThat(rows.get()).isLessThanOrEqualTo(4 * SERVICES);
    }

    /** Of 364 days and three hours. */
    private static BigInteger of(long anHour) {
        return BigInteger.valueOf((364 * 24 + 3) * anHour);
    }

    /** Rows that PostgreSQL has read of the tables of use in this session, found or not. */
    private static long read(Transaction transaction) {
        return transaction.sql().fetchSingle("""
                        SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS rows
                        FROM pg_stat_xact_user_tables WHERE relname LIKE 'usage\\_%'
                        """).get("rows", Long.class);
    }
}
