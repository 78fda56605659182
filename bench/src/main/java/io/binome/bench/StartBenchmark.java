package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From the launcher's first instruction to an answer, for a server that has started before. */
final class StartBenchmark implements Benchmark {
    private static final int REPETITIONS = 7;
    private static final double TARGET_MILLIS = 4_000;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        MeasuredServer server = workshop.startedServer();
        boolean cached =
                Files.readString(server.process().folder().resolve("maps")).contains("server.aot");
        List<Double> ready = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        List<String> each = new ArrayList<>();
        for (int number = 0; number < REPETITIONS; number++) {
            server.stop();
            MeasuredServer.Started started = server.start();
            ready.add(started.readyMillis());
            processor.add(started.cpuMillis());
            each.add(seconds(started.readyMillis()));
        }
        Samples elapsed = new Samples(ready);
        return List.of(new Row(
                name(),
                "`./binome up` to the first answer, once initialised",
                "≤ 4 s",
                "median " + seconds(elapsed.median()) + " s",
                Row.Verdict.of(elapsed.median() <= TARGET_MILLIS),
                List.of(
                        "each: " + String.join(", ", each) + " s; the JVM's processor time until then, median "
                                + seconds(new Samples(processor).median()) + " s",
                        cached
                                ? "with the AOT cache of the build"
                                : "without an AOT cache: the build made none, or the JVM refused it")));
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000);
    }
}
