package io.binome.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the server's JVM holds while nothing happens: as started, and after the work that this run gave it before. */
final class MemoryBenchmark implements Benchmark {
    private static final int IDLE_SECONDS = 30;
    private static final double TARGET_MEGABYTES = 350;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        MeasuredServer server = workshop.startedServer();
        Resident worked = idle(server);
        server.stop();
        server.start();
        Resident fresh = idle(server);
        double most = Math.max(worked.all(), fresh.all());
        return List.of(new Row(
                name(),
                "resident memory of the server's JVM at idle",
                "≤ 350 MB",
                String.format(Locale.ROOT, "%.0f MB started, %.0f MB after work", fresh.all(), worked.all()),
                Row.Verdict.of(most <= TARGET_MEGABYTES),
                List.of(String.format(
                        Locale.ROOT,
                        "VmRSS after %d s without a request; of it anonymous %.0f MB and %.0f MB, the rest is mapped"
                                + " from files; after work: after the rows above that ran on this server",
                        IDLE_SECONDS,
                        fresh.anonymous(),
                        worked.anonymous()))));
    }

    private record Resident(double all, double anonymous) {}

    private static Resident idle(MeasuredServer server) throws IOException, InterruptedException {
        Thread.sleep(IDLE_SECONDS * 1000L);
        return new Resident(
                server.process().residentMegabytes(), server.process().anonymousMegabytes());
    }
}
