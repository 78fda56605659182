package io.binome.bench;

import io.binome.cli.ApiClient;
import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OwnerTransaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The bill of a whole year of a tenant with a hundred services, as its page asks for it. */
final class BillPageBenchmark implements Benchmark {
    private static final int SERVICES = 100;
    private static final int SERVICES_OF_STACK = 5;
    private static final int WARM_UP = 40;
    private static final int REPETITIONS = 100;
    private static final int ANEW = 3;
    private static final int FEW_TO_WARM_UP = 10;
    private static final int FEW = 40;
    private static final double MOST_MILLIS = 200;
    private static final String YEAR = "2025";
    private static final String BOOK = """
            name: bench
            title: Bench
            currency: EUR
            vat: 20
            notice: 0
            prices:
              cpu: [{from: 2025-01-01, price: 0.012}, {from: 2025-07-15, price: 0.014}]
              memory: [{from: 2025-01-01, price: 0.004}]
              volume: [{from: 2025-01-01, price: 0.05}]
              traffic: [{from: 2025-01-01, price: 0.01, included: 100, tiers: [{above: 500, price: 0.008}]}]
              requests: [{from: 2025-01-01, price: 0.4}]
            """;

    @Override
    public String name() {
        return "bill-page";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        DatabaseSettings settings = EmbeddedPostgres.ofOtherProcess(
                        EmbeddedPostgresSettings.ofHome(workshop.runningServer().home()))
                .orElseThrow(() -> new BenchmarkFailure("The server's database was not found"));
        fill(settings, workshop.tenant());
        try {
            Row year = measure(settings, workshop);
            return List.of(
                    year,
                    asked(
                            workshop,
                            "a month of the same tenant with its lines and days",
                            ApiClient.with(workshop.in("bill"), "month", YEAR + "-06"),
                            "lines"),
                    asked(workshop, "the forecast of the same tenant", workshop.in("bill", "forecast"), "months"));
        } finally {
            forget(settings, workshop.tenant());
        }
    }

    private Row measure(DatabaseSettings settings, Workshop workshop) {
        String path = ApiClient.with(workshop.in("bill", "year"), "year", YEAR);
        List<Double> anew = new ArrayList<>();
        for (int i = 0; i < ANEW; i++) {
            OwnerTransaction.run(settings, "bench", owner -> owner.sql().execute("TRUNCATE billed_month, billed_use"));
            anew.add(millis(workshop, path));
        }
        List<Double> kept = new ArrayList<>();
        for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
            double millis = millis(workshop, path);
            if (i >= WARM_UP) {
                kept.add(millis);
            }
        }
        Samples samples = new Samples(kept);
        return new Row(
                name(),
                "the bill of a year of 100 services",
                "≤ 200 ms p50",
                String.format(Locale.ROOT, "median %.0f ms, p99 %.0f ms", samples.median(), samples.percentile(99)),
                Row.Verdict.of(samples.median() <= MOST_MILLIS),
                List.of(String.format(
                        Locale.ROOT,
                        "asked for %d times over HTTP after %d to warm up; five things measured every hour of %s, one price"
                                + " that changes and one with tiers; added up anew from all the hours: median %.0f ms",
                        samples.count(),
                        WARM_UP,
                        YEAR,
                        new Samples(anew).median())));
    }

    /** @param filled what the answer has something in */
    private Row asked(Workshop workshop, String what, String path, String filled) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < FEW_TO_WARM_UP + FEW; i++) {
            long begun = System.nanoTime();
            JsonNode answer = workshop.lead().get(path);
            if (i >= FEW_TO_WARM_UP) {
                millis.add(Clock.millisSince(begun));
            }
            if (answer.path(filled).isEmpty()) {
                throw new BenchmarkFailure("There is nothing in " + filled + ": " + answer);
            }
        }
        Samples samples = new Samples(millis);
        return new Row(
                name(),
                what,
                "",
                String.format(Locale.ROOT, "median %.0f ms, p99 %.0f ms", samples.median(), samples.percentile(99)),
                Row.Verdict.NO_TARGET,
                List.of());
    }

    private static double millis(Workshop workshop, String path) {
        long begun = System.nanoTime();
        JsonNode months = workshop.lead().get(path).path("items");
        double millis = Clock.millisSince(begun);
        if (months.size() != 12
                || months.valueStream().anyMatch(month -> month.path("total").asDouble() <= 0)) {
            throw new BenchmarkFailure("Not every month has an amount: " + months);
        }
        return millis;
    }

    /** What metering has closed, and a price book as if it had always been there. */
    private static void fill(DatabaseSettings settings, String tenant) {
        OwnerTransaction.run(settings, "bench", owner -> {
            owner.sql().execute("""
                            INSERT INTO price_version (tenant_id, version, stack, commit_id, files, since)
                            SELECT id, 1, 'prices', repeat('0', 40), jsonb_build_object('bench.yaml', ?::text), '2025-01-01'
                            FROM tenant WHERE provider
                            """, BOOK);
            owner.sql().execute("""
                            UPDATE contract_version SET source = source || E'\\npriceBook: bench\\n', since = '2025-01-01'
                            WHERE tenant_id = (SELECT id FROM tenant WHERE name = ?)
                            """, tenant);
            owner.sql().execute("""
                            INSERT INTO usage_hour (hour, host_id, kind, tenant_id, stack_id, service_id, revision,
                                cpu_micros, memory_byte_seconds, volume_byte_seconds, block_read_bytes,
                                block_written_bytes, sent_bytes, received_bytes, requests, estimated,
                                block_approximate, closed_at)
                            SELECT hour, md5('host')::uuid, 'SERVICE', tenant.id, md5('stack ' || n / ?)::uuid,
                                md5('service ' || n)::uuid, 0, 1000000 * (n + 60), 3600::bigint * 67108864 * n, 3600::bigint << 30,
                                0, 0, 1000000 * n, 1000 * n, 100 * n, false, false, hour
                            FROM tenant, generate_series(1, ?) AS n,
                                generate_series('2024-12-31T23:00:00Z'::timestamptz, '2025-12-31T22:00:00Z', interval '1 hour') AS hour
                            WHERE tenant.name = ?
                            """, SERVICES_OF_STACK, SERVICES, tenant);
            owner.sql().execute("""
                            INSERT INTO usage_day (day, host_id, kind, tenant_id, stack_id, service_id, cpu_micros,
                                memory_byte_seconds, volume_byte_seconds, block_read_bytes, block_written_bytes,
                                sent_bytes, received_bytes, requests, estimated, block_approximate)
                            SELECT date_trunc('day', hour, 'UTC'), host_id, kind, tenant_id, stack_id, service_id,
                                sum(cpu_micros), sum(memory_byte_seconds), sum(volume_byte_seconds), 0, 0, sum(sent_bytes),
                                sum(received_bytes), sum(requests), false, false
                            FROM usage_hour WHERE host_id = md5('host')::uuid GROUP BY 1, 2, 3, 4, 5, 6
                            """);
            return owner.sql().execute("ANALYZE usage_hour, usage_day");
        });
    }

    private static void forget(DatabaseSettings settings, String tenant) {
        OwnerTransaction.run(settings, "bench", owner -> {
            owner.sql().execute("DELETE FROM usage_hour WHERE host_id = md5('host')::uuid");
            owner.sql().execute("DELETE FROM usage_day WHERE host_id = md5('host')::uuid");
            owner.sql().execute("TRUNCATE billed_month, billed_use");
            owner.sql().execute("""
                            UPDATE contract_version SET source = replace(source, E'\\npriceBook: bench\\n', '')
                            WHERE tenant_id = (SELECT id FROM tenant WHERE name = ?)
                            """, tenant);
            return owner.sql()
                    .execute("DELETE FROM price_version WHERE stack = 'prices' AND commit_id = repeat('0', 40)");
        });
    }
}
