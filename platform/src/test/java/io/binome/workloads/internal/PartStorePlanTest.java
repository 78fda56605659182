package io.binome.workloads.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds the volumes of one host, among 20,000 of which most were destroyed. */
class PartStorePlanTest {
    private static final HostId HOST = new HostId(UUID.nameUUIDFromBytes(new byte[] {7}));
    private static TestDatabase database;

    private final PartStore parts = new PartStore();

    @BeforeAll
    static void open() {
        database = TestDatabase.fresh();
        database.asOwner(sql -> {
            sql.execute(
                    "INSERT INTO tenant (id, name, title, provider, created_at) VALUES (?, 'some', 'S', false, now())",
                    HOST.value());
            sql.execute("""
                    INSERT INTO stack_volume (id, tenant_id, stack_id, host_id, name, commit, created_at, detached_at,
                        counted_at, destroyed_at, used_bytes, measured_at)
                    SELECT gen_random_uuid(), {0}::uuid, gen_random_uuid(),
                        CASE WHEN n % 100 = 7 THEN {0}::uuid ELSE md5('host ' || n % 100)::uuid END, 'data', 'c', now(),
                        CASE WHEN n / 100 % 8 > 0 THEN now() END, CASE WHEN n / 100 % 8 > 0 THEN now() END,
                        CASE WHEN n / 100 % 8 > 1 THEN now() END, 4096, now()
                    FROM generate_series(1, 20000) AS n
                    """, org.jooq.impl.DSL.val(HOST.value()));
            sql.execute("ANALYZE stack_volume");
        });
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void whatVolumesOfAHostHoldIsReadWithoutThoseOfOthers() {
        assertThat(read(transaction -> parts.kept(transaction, HOST).size())).isEqualTo(new Read(50, 0, 50));
        assertThat(read(transaction -> parts.present(transaction, HOST).size())).isEqualTo(new Read(50, 0, 50));
        assertThat(read(transaction -> parts.detached(transaction, HOST).size()).whole())
                .isZero();
    }

    /** @param whole how often the whole table was read, {@code rows} how many of it, as PostgreSQL counts them */
    private record Read(int found, long whole, long rows) {}

    private static Read read(Function<Transaction, Integer> query) {
        return database.database().asDispatcher(transaction -> {
            // What earlier transactions of the same session read may be in it still.
            Read before = counted(transaction, 0);
            Read after = counted(transaction, query.apply(transaction));
            return new Read(after.found(), after.whole() - before.whole(), after.rows() - before.rows());
        });
    }

    private static Read counted(Transaction transaction, int found) {
        var row = transaction.sql().fetchSingle("""
                SELECT seq_scan AS whole, seq_tup_read + idx_tup_fetch AS rows
                FROM pg_stat_xact_user_tables WHERE relname = 'stack_volume'
                """);
        return new Read(found, row.get("whole", Long.class), row.get("rows", Long.class));
    }
}
