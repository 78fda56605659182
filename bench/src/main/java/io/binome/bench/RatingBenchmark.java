package io.binome.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Ten million hours of use put in prices, by a JVM of its own that may take no more than 512 MiB of heap. */
final class RatingBenchmark implements Benchmark {
    private static final double MOST_SECONDS = 60;

    @Override
    public String name() {
        return "rating";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        return List.of(
                row("rating of 10,000,000 records of use", MillionsOfHours.WITHOUT_DAYS),
                row(
                        "the same with what each service cost on each day, as the bill's page has it",
                        MillionsOfHours.DAYS),
                row("the same by two price books, as the contract changes in mid-month", MillionsOfHours.TWO_BOOKS));
    }

    private Row row(String what, String days) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MillionsOfHours.class.getName(),
                        days)
                .redirectErrorStream(true)
                .start();
        String last = "";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        } finally {
            process.destroy();
        }
        if (process.waitFor() != 0) {
            throw new BenchmarkFailure("Rating ended with " + process.exitValue() + ": " + last);
        }
        String[] said = last.split(" ", 3);
        double seconds = Double.parseDouble(said[0]);
        return new Row(
                name(),
                what,
                "≤ 60 s in 512 MiB",
                String.format(Locale.ROOT, "%.1f s, largest heap %s MiB", seconds, said[1]),
                Row.Verdict.of(seconds <= MOST_SECONDS),
                List.of("made up while they are rated, one month of " + MillionsOfHours.SERVICES
                        + " services in a random order; five prices, one with tiers and one that changes within the month; "
                        + said[2]));
    }
}
