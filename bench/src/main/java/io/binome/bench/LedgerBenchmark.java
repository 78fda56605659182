package io.binome.bench;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OpenDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.TreeHash;
import io.binome.ledger.internal.DatabaseCheckpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A ledger of a million entries: what another one costs, the proof of one, and verifying all of them from a file. */
final class LedgerBenchmark implements Benchmark {
    private static final int APPENDS = 3_000;
    private static final int PROOFS = 1_000;
    private static final int WARM_UP = 500;
    private static final double APPEND_MILLIS = 1;
    private static final double PROOF_MILLIS = 5;
    private static final double VERIFY_SECONDS = 30;
    private static final int HEAP_MEBIBYTES = 512;
    private static final Actor ACTOR = new Actor.Machine("bench");

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        return rows(workshop.runningServer().home());
    }

    /** @param home whose embedded database runs */
    List<Row> rows(Path home) throws IOException, InterruptedException {
        Path file = home.resolve("ledger.jsonl");
        DatabaseSettings settings = EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(home))
                .orElseThrow(() -> new BenchmarkFailure("The server's database was not found"));
        TenantScope scope = new TenantScope(new TenantId(UUID.randomUUID()));
        List<Row> rows = new ArrayList<>();
        try (OpenDatabase database = OpenDatabase.open(settings)) {
            long begun = System.nanoTime();
            MillionEntries made = MillionEntries.write(settings, scope, file);
            double filled = Clock.millisSince(begun) / 1_000;
            rows.add(appends(database, scope, filled));
            rows.add(proofs(database, scope, made.root()));
            rows.add(verify(file, made));
        } finally {
            Files.deleteIfExists(file);
        }
        return rows;
    }

    /** Within a transaction that is open already: a step has one, and commits it, with or without an entry. */
    private Row appends(OpenDatabase database, TenantScope scope, double filled) {
        Ledger ledger = Ledger.in(database, InstantSource.system());
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < APPENDS + WARM_UP; i++) {
            LedgerEvent event = new LedgerEvent("change.applied", "change:" + UUID.randomUUID(), Map.of("n", i));
            double took = database.inTenant(scope, transaction -> {
                long begun = System.nanoTime();
                long index = ledger.append(transaction, ACTOR, event).index();
                return index < 0 ? 0 : Clock.millisSince(begun);
            });
            if (i >= WARM_UP) {
                millis.add(took);
            }
        }
        Samples samples = new Samples(millis);
        return new Row(
                name(),
                "an entry appended to a ledger of 1,000,000, in the transaction of its step",
                "adds ≤ 1 ms p50",
                String.format(Locale.ROOT, "p50 %.2f ms, p95 %.2f ms", samples.median(), samples.percentile(95)),
                Row.Verdict.of(samples.median() <= APPEND_MILLIS),
                List.of(String.format(
                        Locale.ROOT,
                        "%d appends, each in a transaction of its own, without the commit; most %.1f ms; the million before"
                                + " were written in %.0f s",
                        samples.count(),
                        samples.most(),
                        filled)));
    }

    private Row proofs(OpenDatabase database, TenantScope scope, TreeHash root) {
        DatabaseCheckpoints checkpoints = new DatabaseCheckpoints(database, new NoSigner(), InstantSource.system());
        List<Double> millis = new ArrayList<>();
        boolean sound = true;
        for (int i = 0; i < PROOFS + WARM_UP; i++) {
            long index = ThreadLocalRandom.current().nextLong(MillionEntries.ENTRIES);
            long begun = System.nanoTime();
            var proof = checkpoints.prove(scope, index, MillionEntries.ENTRIES);
            double took = Clock.millisSince(begun);
            if (i >= WARM_UP) {
                millis.add(took);
            } else if (i % 10 == 0) {
                sound &= proof.holds(
                        TreeHash.ofHex(checkpoints.entry(scope, index).leafHash()), root);
            }
        }
        Samples samples = new Samples(millis);
        return new Row(
                name(),
                "inclusion proof of one of 1,000,000 entries, from the database",
                "p95 ≤ 5 ms",
                String.format(
                        Locale.ROOT,
                        "p50 %.2f ms, p95 %.2f ms%s",
                        samples.median(),
                        samples.percentile(95),
                        sound ? "" : ", and some do not hold"),
                Row.Verdict.of(sound && samples.percentile(95) <= PROOF_MILLIS),
                List.of(String.format(
                        Locale.ROOT, "%d of entries chosen at random, most %.1f ms", samples.count(), samples.most())));
    }

    private Row verify(Path file, MillionEntries made) throws IOException, InterruptedException {
        long bytes = Files.size(file);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MEBIBYTES + "m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.binome.cli.BinomeCommand",
                "ledger",
                "verify",
                file.toString(),
                "--key",
                made.key().toString());
        Path said = Files.createTempFile("binome-bench", ".txt");
        try {
            long begun = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            int exit = process.waitFor();
            double seconds = Clock.millisSince(begun) / 1_000;
            String first = Files.readString(said).lines().findFirst().orElse("");
            return new Row(
                    name(),
                    "`binome ledger verify` of a file of 1,000,000 entries, with " + HEAP_MEBIBYTES + " MB of heap",
                    "≤ 30 s",
                    exit == 0 ? String.format(Locale.ROOT, "%.1f s", seconds) : "failed: " + first,
                    Row.Verdict.of(exit == 0 && seconds <= VERIFY_SECONDS),
                    List.of(String.format(
                            Locale.ROOT,
                            "%d MB, %d checkpoints with their signatures; the start of the JVM is in it",
                            bytes >> 20,
                            MillionEntries.CHECKPOINTS)));
        } finally {
            Files.deleteIfExists(said);
        }
    }
}
