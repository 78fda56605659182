package io.binome.bench;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OpenDatabase;
import io.binome.database.OwnerTransaction;
import io.binome.metering.internal.MeteringRoom;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How long it takes to close an hour of 100,000 services. */
final class MeteringCloseBenchmark implements Benchmark {
    private static final int SERVICES = 100_000;
    private static final int TENANTS = 500;
    private static final double SECONDS = 10;
    /** In a time to come: the server, which closes what is over, leaves it alone. */
    private static final Instant HOUR = Instant.parse("2101-01-01T10:00:00Z");

    @Override
    public String name() {
        return "metering-close";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        return rows(workshop.runningServer().home());
    }

    /** @param home whose embedded database runs */
    List<Row> rows(Path home) throws IOException {
        DatabaseSettings settings = EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(home))
                .orElseThrow(() -> new BenchmarkFailure("The server's database was not found"));
        double first;
        double second;
        try (OpenDatabase database = OpenDatabase.open(settings)) {
            first = close(settings, database, HOUR);
            second = close(settings, database, HOUR.plus(Duration.ofHours(1)));
        } finally {
            forget(settings);
        }
        double most = Math.max(first, second);
        return List.of(new Row(
                name(),
                "an hour of 100,000 services closed in PostgreSQL",
                "≤ 10 s",
                String.format(Locale.ROOT, "%.1f s", most),
                Row.Verdict.of(most <= SECONDS),
                List.of(String.format(
                        Locale.ROOT,
                        "%d services of %d tenants; the first hour of a day, whose days are made, took %.1f s, the second,"
                                + " which is added to them, %.1f s; in one transaction each, with its commit",
                        SERVICES,
                        TENANTS,
                        first,
                        second))));
    }

    private static double close(DatabaseSettings settings, OpenDatabase database, Instant hour) {
        OwnerTransaction.run(settings, "bench", owner -> owner.sql().execute("""
                                INSERT INTO usage_open (hour, host_id, kind, tenant_id, stack_id, service_id, cpu_micros,
                                    memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes,
                                    sent_bytes, received_bytes, requests, estimated, block_approximate)
                                SELECT ?::timestamptz, md5('host ' || n % 50)::uuid, 'SERVICE', md5('tenant ' || n % ?)::uuid,
                                    md5('stack ' || n / 4)::uuid, md5('service ' || n)::uuid, n * 1000::bigint, n * 1000000::bigint, 0, n, n,
                                    n, n, n, false, false
                                FROM generate_series(1, ?) AS n
                                """, hour.toString(), TENANTS, SERVICES));
        long begun = System.nanoTime();
        int closed = MeteringRoom.close(database, hour.plus(Duration.ofHours(2)), Duration.ofMinutes(5));
        double seconds = Clock.millisSince(begun) / 1_000;
        if (closed < SERVICES) {
            throw new BenchmarkFailure(closed + " rows were closed instead of " + SERVICES);
        }
        return seconds;
    }

    private static void forget(DatabaseSettings settings) {
        OwnerTransaction.run(settings, "bench", owner -> {
            for (String table : List.of("usage_open", "usage_hour")) {
                owner.sql().execute("DELETE FROM " + table + " WHERE hour > '2100-01-01'");
            }
            owner.sql().execute("DELETE FROM usage_year WHERE year > '2100-01-01'");
            return owner.sql().execute("DELETE FROM usage_day WHERE day > '2100-01-01'");
        });
    }
}
