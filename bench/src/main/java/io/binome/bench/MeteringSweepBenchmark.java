package io.binome.bench;

import io.binome.drivers.cgroup.CgroupUsage;
import io.binome.drivers.cgroup.CgroupUsage.FlowSource;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantId;
import io.binome.metering.UsageSource.Owner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What it costs to read the counters of a thousand services, in each of which something runs. */
final class MeteringSweepBenchmark implements Benchmark {
    private static final int TENANTS = 10;
    private static final int STACKS = 10;
    private static final int SERVICES = 10;
    private static final int WARM_UP = 40;
    private static final int SWEEPS = 40;
    private static final long PAUSE_MILLIS = 250;
    private static final double EVERY_MILLIS = 10_000;
    private static final double TARGET_PERCENT = 0.5;

    @Override
    public String name() {
        return "metering-sweep";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        Set<TenantId> tenants = new HashSet<>();
        List<String> services = new ArrayList<>();
        for (int number = 0; number < TENANTS; number++) {
            TenantId tenant = new TenantId(UUID.randomUUID());
            tenants.add(tenant);
            for (int stack = 0; stack < STACKS; stack++) {
                String below = "binome/" + tenant.compact() + "/" + compactId() + "/";
                for (int service = 0; service < SERVICES; service++) {
                    services.add(below + compactId());
                }
            }
        }
        try (Sleepers sleepers = new Sleepers()) {
            for (String service : services) {
                ShortLives.make(service);
            }
            sleepers.start(services);
            return List.of(sweep(tenants));
        } finally {
            for (TenantId tenant : tenants) {
                ShortLives.remove("binome/" + tenant.compact());
            }
        }
    }

    private static String compactId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private Row sweep(Set<TenantId> tenants) throws InterruptedException {
        HostId host = new HostId(UUID.randomUUID());
        try (CgroupUsage usage =
                new CgroupUsage(host::equals, tenants::contains, FlowSource.NONE, InstantSource.system())) {
            long holding = usage.read(host).all().stream()
                    .filter(counters -> counters.owner() instanceof Owner.Service && counters.memoryBytes() > 0)
                    .count();
            if (holding != (long) TENANTS * STACKS * SERVICES) {
                throw new BenchmarkFailure("Only in " + holding + " services something runs");
            }
            measured(usage, host, WARM_UP);
            Samples cpu = measured(usage, host, SWEEPS);
            double mean = cpu.millis().stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElseThrow();
            double percent = 100 * mean / EVERY_MILLIS;
            return new Row(
                    name(),
                    "1,000 services read every 10 s",
                    "< 0.5 % of a core",
                    String.format(Locale.ROOT, "%.3f %%", percent),
                    Row.Verdict.of(percent < TARGET_PERCENT),
                    List.of(String.format(
                            Locale.ROOT,
                            "processor time of the reading thread, kernel and all: mean %.1f ms a sweep, p50 %.1f, most"
                                    + " %.1f; %d sweeps after %d to warm up, %d ms apart; %d tenants, %d stacks, %d services"
                                    + " with a process each, none of them idle",
                            mean,
                            cpu.median(),
                            cpu.most(),
                            SWEEPS,
                            WARM_UP,
                            PAUSE_MILLIS,
                            TENANTS,
                            TENANTS * STACKS,
                            TENANTS * STACKS * SERVICES)));
        }
    }

    private static Samples measured(CgroupUsage usage, HostId host, int sweeps) throws InterruptedException {
        var threads = ManagementFactory.getThreadMXBean();
        List<Double> millis = new ArrayList<>();
        for (int number = 0; number < sweeps; number++) {
            Thread.sleep(PAUSE_MILLIS);
            long before = threads.getCurrentThreadCpuTime();
            usage.read(host);
            millis.add((threads.getCurrentThreadCpuTime() - before) / 1e6);
        }
        return new Samples(millis);
    }

    /** One process in a cgroup of its own in each service, as a container has it; all end with this process. */
    private static final class Sleepers implements AutoCloseable {
        private static final String SLEEP = """
                use strict; use warnings;
                my @processes;
                while (my $line = <STDIN>) {
                    chomp $line;
                    last if $line eq '';
                    my @own = map { "$_/c" } split / /, $line;
                    for (@own) { mkdir $_ or die "$_: $!"; }
                    my $process = fork() // die;
                    if ($process == 0) {
                        for (@own) {
                            open(my $enter, '>', "$_/cgroup.procs") or die "$_: $!";
                            syswrite($enter, '0') or die "$_: $!";
                        }
                        my @held = (1 .. 2000);
                        $SIG{TERM} = 'DEFAULT';
                        syswrite(STDOUT, ".");
                        sleep 3600;
                        exit 0;
                    }
                    push @processes, $process;
                }
                <STDIN>;
                kill 'KILL', @processes;
                waitpid($_, 0) for @processes;
                """;

        private @Nullable Process perl;

        void start(List<String> services) throws IOException {
            Process started = new ProcessBuilder("perl", "-e", SLEEP)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            perl = started;
            var said = started.outputWriter();
            for (String service : services) {
                List<String> folders =
                        ShortLives.make(service).stream().map(Path::toString).toList();
                said.write(String.join(" ", folders) + "\n");
            }
            said.write("\n");
            said.flush();
            if (started.getInputStream().readNBytes(services.size()).length < services.size()) {
                throw new BenchmarkFailure("Not every service has its process: as root, with perl");
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            Process started = perl;
            if (started != null) {
                started.getOutputStream().close();
                started.waitFor();
            }
        }
    }
}
