package io.binome.bench;

import io.binome.billing.CostDelta;
import io.binome.billing.PriceBook;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a large plan of OpenTofu costs, by a large catalogue. Needs no server. */
final class PriceBenchmark implements Benchmark {
    private static final int RESOURCES = 2_000;
    private static final int TYPES = 100;
    private static final int ROWS_OF_TYPE = 50;
    private static final int WARM_UP = 20;
    private static final int REPETITIONS = 100;
    private static final double MOST_MILLIS = 100;
    private static final LocalDate DAY = LocalDate.of(2026, 6, 1);
    private static final String BOOK = "name: bench\ncurrency: EUR\nprices: {}\ncatalogues: [cloud.csv]\n";

    @Override
    public String name() {
        return "price";
    }

    @Override
    public List<Row> run(Workshop workshop) {
        long begun = System.nanoTime();
        PriceBook book = book();
        double read = Clock.millisSince(begun);
        Plan plan = plan();
        List<Double> millis = new ArrayList<>();
        CostDelta delta = book.estimate(plan, DAY);
        for (int i = 0; i < WARM_UP + REPETITIONS; i++) {
            begun = System.nanoTime();
            delta = book.estimate(plan, DAY);
            if (i >= WARM_UP) {
                millis.add(Clock.millisSince(begun));
            }
        }
        if (delta.lines().size() != RESOURCES || !delta.known()) {
            throw new BenchmarkFailure("Only " + delta.lines().size() + " of the resources were priced");
        }
        Samples samples = new Samples(millis);
        return List.of(new Row(
                name(),
                "estimate of a plan of 2,000 resources",
                "≤ 100 ms p50",
                String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms", samples.median(), samples.percentile(95)),
                Row.Verdict.of(samples.median() <= MOST_MILLIS),
                List.of(String.format(
                        Locale.ROOT,
                        "%d times after %d to warm up, each updated in one attribute that decides about its price; a"
                                + " catalogue of %,d rows over %d types, read once in %.0f ms",
                        samples.count(),
                        WARM_UP,
                        TYPES * ROWS_OF_TYPE,
                        TYPES,
                        read))));
    }

    private static PriceBook book() {
        StringBuilder csv = new StringBuilder("resource_type,conditions,unit,quantity,price,currency,from\n");
        for (int type = 0; type < TYPES; type++) {
            for (int size = 0; size < ROWS_OF_TYPE; size++) {
                csv.append("cloud_thing_").append(type).append(",size=s").append(size);
                csv.append(";region=north,hour,count,0.0").append(size + 11).append(",EUR,2026-01-01\n");
            }
        }
        return switch (PriceBook.read(Map.of("bench.yaml", bytes(BOOK), "cloud.csv", bytes(csv.toString())))) {
            case PriceBook.Outcome.Read read -> read.books().firstEntry().getValue();
            case PriceBook.Outcome.Wrong wrong ->
                throw new BenchmarkFailure("The catalogue was refused: " + wrong.findings());
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Plan plan() {
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < RESOURCES; i++) {
            String type = "cloud_thing_" + i % TYPES;
            changes.add(new ResourceChange(
                    type + ".r" + i,
                    type,
                    "r" + i,
                    Action.UPDATE,
                    attributes(i % ROWS_OF_TYPE),
                    attributes((i + 1) % ROWS_OF_TYPE),
                    List.of(),
                    List.of()));
        }
        return new Plan("opentofu", "bench", "production", changes, new TreeMap<>());
    }

    private static SortedMap<String, Value> attributes(int size) {
        SortedMap<String, Value> attributes = new TreeMap<>();
        attributes.put("size", Value.text("s" + size));
        attributes.put("region", Value.text("north"));
        attributes.put("count", Value.number(3));
        for (int i = 0; i < 15; i++) {
            attributes.put("tags.t" + i, Value.text("value " + i));
        }
        return attributes;
    }
}
