package io.binome.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code ./binome bench [--json] [NAME...]}. It measures and never judges a build: the exit status is 1 only when
 * something could not be measured, 2 for a name that there is not.
 */
public final class BinomeBench {
    /** Memory comes behind what works the server, and the start before, as it makes it forget what it had to do. */
    private static final List<Benchmark> ALL = List.of(
            new StartBenchmark(),
            new PlanBenchmark(),
            new ApplyBenchmark(),
            new ThroughputBenchmark(),
            new OpenTofuBenchmark(),
            new LockBenchmark(),
            new WindowBenchmark(),
            new LedgerBenchmark(),
            new PriceBenchmark(),
            new RatingBenchmark(),
            new MeteringCloseBenchmark(),
            new BillPageBenchmark(),
            new ForecastBenchmark(),
            new GuidelineBenchmark(),
            new MeteringExactBenchmark(),
            new MeteringSweepBenchmark(),
            new MemoryBenchmark(),
            new CommandLineBenchmark());

    private BinomeBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        boolean json = Arrays.asList(arguments).contains("--json");
        Set<String> names = Arrays.stream(arguments)
                .filter(argument -> !argument.equals("--json"))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Benchmark> chosen = ALL.stream()
                .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                .toList();
        if (chosen.size() < names.size() || chosen.isEmpty()) {
            System.err.println("Usage: ./binome bench [--json] [NAME...], of which NAME is one of "
                    + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
            System.exit(2);
        }
        Map<String, String> machine = Machine.describe();
        List<Row> rows = measure(chosen);
        if (rows.isEmpty()) {
            // Broken off: the JVM is on its way out.
            return;
        }
        if (json) {
            Table.printJson(out, machine, rows);
        } else {
            Table.print(out, machine, rows);
        }
        System.exit(rows.stream().anyMatch(row -> row.verdict() == Row.Verdict.FAILED) ? 1 : 0);
    }

    private static List<Row> measure(List<Benchmark> chosen) throws IOException, InterruptedException {
        CountDownLatch tidy = new CountDownLatch(1);
        try {
            Workshop workshop = new Workshop(Path.of(System.getProperty("binome.launcher", "./binome")));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> breakOff(workshop, tidy), "bench-broken-off"));
            try (workshop) {
                return measure(chosen, workshop);
            }
        } finally {
            tidy.countDown();
        }
    }

    /** On Ctrl-C: without its server what is being measured fails, and tidies up as after any failure. */
    private static void breakOff(Workshop workshop, CountDownLatch tidy) {
        if (tidy.getCount() == 0) {
            return;
        }
        System.err.println("bench: ending the server and its containers ...");
        try {
            workshop.server().leave();
            if (!tidy.await(90, TimeUnit.SECONDS)) {
                workshop.close();
            }
        } catch (IOException | InterruptedException | RuntimeException failure) {
            System.err.println(
                    "bench: something was left behind in " + workshop.server().home() + ": " + failure.getMessage());
        }
    }

    /** Nothing when it was broken off. */
    private static List<Row> measure(List<Benchmark> chosen, Workshop workshop) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        for (Benchmark benchmark : chosen) {
            if (workshop.server().left()) {
                return List.of();
            }
            System.err.println("bench: measuring " + benchmark.name() + " ...");
            try {
                rows.addAll(benchmark.run(workshop));
            } catch (RuntimeException | IOException failure) {
                rows.add(new Row(
                        benchmark.name(),
                        "",
                        "",
                        "could not be measured",
                        Row.Verdict.FAILED,
                        List.of(String.valueOf(failure.getMessage()).replace('\n', ' '))));
            }
        }
        return workshop.server().left() ? List.of() : rows;
    }
}
