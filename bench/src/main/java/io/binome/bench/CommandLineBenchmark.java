package io.binome.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a person waits for who types a command. */
final class CommandLineBenchmark implements Benchmark {
    private static final int REPETITIONS = 11;

    @Override
    public String name() {
        return "cli";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        MeasuredServer server = workshop.runningServer();
        Map<String, String> signedIn =
                Map.of("BINOME_TOKEN", workshop.developerToken(), "BINOME_TENANT", workshop.tenant());
        return List.of(
                row(server, signedIn, "help"),
                row(server, signedIn, "--version"),
                row(server, signedIn, "change", "list"),
                row(server, signedIn, "status"));
    }

    private Row row(MeasuredServer server, Map<String, String> environment, String... words)
            throws InterruptedException {
        server.launcher(environment, words);
        List<Double> millis = new ArrayList<>();
        for (int number = 0; number < REPETITIONS; number++) {
            millis.add(server.launcher(environment, words));
        }
        Samples samples = new Samples(millis);
        return new Row(
                name(),
                "`./binome " + String.join(" ", words) + "`",
                "",
                String.format(Locale.ROOT, "median %.2f s", samples.median() / 1000),
                Row.Verdict.NO_TARGET,
                List.of(String.format(
                        Locale.ROOT,
                        "%d times, %.2f to %.2f s, nothing to build",
                        samples.count(),
                        samples.least() / 1000,
                        samples.most() / 1000)));
    }
}
