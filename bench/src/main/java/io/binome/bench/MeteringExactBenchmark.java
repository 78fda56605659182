package io.binome.bench;

import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.database.OpenDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is metered is what was used: of 10,000 processes that are gone before anybody looks, while what meters
 * them is killed and started ten times; and of real containers.
 */
final class MeteringExactBenchmark implements Benchmark {
    private static final int LIVES = 10_000;
    private static final int CONTAINERS = 100;
    private static final int KILLS = 10;
    private static final double KERNEL_PERCENT = 0.1;
    private static final double GETRUSAGE_PERCENT = 1;
    private static final long SETTLED_WITHIN_MILLIS = 60_000;
    private static final String BURN = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";

    @Override
    public String name() {
        return "metering-exact";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        Path home = workshop.runningServer().home();
        String image = workshop.image();
        TenantId tenant = new TenantId(UUID.randomUUID());
        String group = "binome/" + tenant.compact();
        try {
            return measure(home, image, tenant, group + "/" + compactId());
        } finally {
            ShortLives.remove(group);
        }
    }

    private static String compactId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private List<Row> measure(Path home, String image, TenantId tenant, String stack)
            throws IOException, InterruptedException {
        HostId host = new HostId(UUID.randomUUID());
        String jobs = stack + "/" + compactId();
        String containers = stack + "/" + compactId();
        List<Path> parents = ShortLives.make(jobs);
        ShortLives.make(containers);
        boolean plain = Tool.run(Path.of("/"), Map.of(), "docker", "info", "--format", "{{.CgroupDriver}}")
                .output()
                .equals("cgroupfs");
        Instant begun = Instant.now();
        ShortLives.Sum sum;
        int kills;
        try (Killed metering = new Killed(home, host, tenant);
                ShortLives lives = new ShortLives()) {
            metering.start();
            // To make, enter and remove a cgroup is mostly waiting for the kernel.
            int side = 4 * Runtime.getRuntime().availableProcessors();
            for (int number = 0; number < side; number++) {
                lives.launch(LIVES / side + (number < LIVES % side ? 1 : 0), number, parents);
            }
            CompletableFuture<Void> started = plain
                    ? CompletableFuture.runAsync(() -> runContainers(image, containers))
                    : CompletableFuture.completedFuture(null);
            kills = metering.killNowAndThen(KILLS);
            sum = lives.await();
            started.join();
            return rows(home, tenant, stack, jobs, containers, begun, new Load(sum, kills, plain));
        }
    }

    private record Load(ShortLives.Sum lives, int kills, boolean containers) {}

    private static void runContainers(String image, String parent) {
        try {
            for (int number = 0; number < CONTAINERS; number++) {
                Tool.run(
                        Path.of("/"),
                        Map.of(),
                        "docker",
                        "run",
                        "--rm",
                        "--network=none",
                        "--cgroup-parent=/" + parent,
                        image,
                        "/bin/sh",
                        "-c",
                        BURN);
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private List<Row> rows(
            Path home, TenantId tenant, String stack, String jobs, String containers, Instant begun, Load load)
            throws IOException, InterruptedException {
        try (OpenDatabase database =
                OpenDatabase.open(EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(home))
                        .orElseThrow())) {
            UsageSource nothing = any -> {
                throw new UnsupportedOperationException("Nothing is read here");
            };
            Metering metering = MeteringProcess.room(database, nothing, new HostId(UUID.randomUUID()))
                    .metering();
            long kernel = ShortLives.kernelMicros(jobs);
            long kernelContainers = ShortLives.kernelMicros(containers);
            long waiting = System.nanoTime();
            while (metered(metering, tenant, begun, stack) < kernel + kernelContainers
                    && Clock.millisSince(waiting) < SETTLED_WITHIN_MILLIS) {
                Thread.sleep(500);
            }
            long metered = metered(metering, tenant, begun, jobs);
            List<Row> rows = new ArrayList<>();
            rows.add(row(
                    "10,000 processes of 5 to 500 ms, each in a cgroup of its own, against the kernel's counter of their"
                            + " parent",
                    KERNEL_PERCENT,
                    metered,
                    kernel,
                    List.of(
                            String.format(
                                    Locale.ROOT,
                                    "metered %.6f s, kernel %.6f s, %d of %d processes did not end well; what meters was"
                                            + " killed and started %d times",
                                    metered / 1e6,
                                    kernel / 1e6,
                                    load.lives().failed(),
                                    LIVES,
                                    load.kills()),
                            "cgroups made, entered and removed as the engine does it; keeper, driver and tables of the"
                                    + " server in a process of their own")));
            rows.add(row(
                    "the same against what the processes measured of themselves by getrusage",
                    GETRUSAGE_PERCENT,
                    metered,
                    load.lives().micros(),
                    List.of(String.format(
                            Locale.ROOT,
                            "getrusage %.6f s; from when each had entered its cgroup",
                            load.lives().micros() / 1e6))));
            if (load.containers()) {
                long ran = metered(metering, tenant, begun, containers);
                rows.add(row(
                        "100 containers of the engine, against the kernel's counter of their parent",
                        KERNEL_PERCENT,
                        ran,
                        kernelContainers,
                        List.of(String.format(
                                Locale.ROOT,
                                "metered %.6f s, kernel %.6f s; removed at their end; at the same time as the above",
                                ran / 1e6,
                                kernelContainers / 1e6))));
            }
            return rows;
        }
    }

    private Row row(String what, double target, long metered, long other, List<String> notes) {
        double percent = 100.0 * Math.abs(metered - other) / other;
        return new Row(
                name(),
                what,
                String.format(Locale.ROOT, "≤ %.1f %%", target),
                String.format(Locale.ROOT, "%.4f %%", percent),
                Row.Verdict.of(percent <= target),
                notes);
    }

    /** @param group of a service, or of the stack for all its services */
    private static long metered(Metering metering, TenantId tenant, Instant begun, String group) {
        AtomicLong micros = new AtomicLong();
        metering.hours(
                new TenantScope(tenant),
                begun.minusSeconds(3_600),
                Instant.now().plusSeconds(3_600),
                hour -> {
                    if (hour.service() != null
                            && hour.stack() != null
                            && (hour.stack().compact() + "/" + hour.service().compact())
                                    .startsWith(group.substring(group.indexOf('/', "binome/".length()) + 1))) {
                        micros.addAndGet(hour.cpuMicros());
                    }
                });
        return micros.get();
    }

    /** What meters, and is killed without warning. */
    private static final class Killed implements AutoCloseable {
        private final List<String> command;
        private @Nullable Process process;

        Killed(Path home, HostId host, TenantId tenant) {
            command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Dslf4j.internal.verbosity=ERROR",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MeteringProcess.class.getName(),
                    home.toString(),
                    host.toString(),
                    tenant.toString());
        }

        /** Returns once it has written what it read first. */
        void start() throws IOException {
            Process started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process = started;
            BufferedReader said =
                    new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
            for (String line = said.readLine(); !MeteringProcess.METERED.equals(line); line = said.readLine()) {
                if (line == null) {
                    throw new BenchmarkFailure("What meters did not start");
                }
            }
            Thread.startVirtualThread(() -> said.lines().forEach(line -> {}));
        }

        /** At any moment between two and six seconds after it has begun to write. */
        int killNowAndThen(int times) throws IOException, InterruptedException {
            for (int number = 0; number < times; number++) {
                Thread.sleep(ThreadLocalRandom.current().nextLong(2_000, 6_000));
                close();
                start();
            }
            return times;
        }

        @Override
        public void close() throws InterruptedException {
            Process running = process;
            if (running != null) {
                running.destroyForcibly().waitFor();
            }
        }
    }
}
