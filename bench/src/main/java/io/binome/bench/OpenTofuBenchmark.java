package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Plans of OpenTofu and Terraform through Binome beside the bare program in the same run; and twenty of them at once. */
final class OpenTofuBenchmark implements Benchmark {
    private static final List<Integer> SIZES = List.of(10, 200, 2_000);
    /** Before the first size, as for plans of services: a server that plans has planned before. */
    private static final int FIRST_WARM_UP = 10;

    private static final int WARM_UP = 2;
    private static final int REPETITIONS = 7;
    private static final double FACTOR = 1.05;
    private static final double MORE_MILLIS = 300;
    private static final int STACKS = 20;

    @Override
    public String name() {
        return "opentofu";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        Optional<String> program = program();
        if (program.isEmpty()) {
            return List.of(new Row(
                    name(),
                    "plans of OpenTofu",
                    "",
                    "neither tofu nor terraform is here",
                    Row.Verdict.NOT_COMPARED,
                    List.of()));
        }
        List<Row> rows = new ArrayList<>();
        for (int size : SIZES) {
            rows.add(beside(workshop, program.get(), size));
        }
        rows.add(together(workshop));
        return rows;
    }

    private static Optional<String> program() {
        return Stream.of("tofu", "terraform")
                .filter(name -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
                .findFirst();
    }

    private static String configuration(int resources, int edition) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < resources; i++) {
            text.append("resource \"terraform_data\" \"r")
                    .append(i)
                    .append("\" {\n  input = \"")
                    .append(i == 0 ? "edition " + edition : "value " + i)
                    .append("\"\n}\n");
        }
        return text.toString();
    }

    private Row beside(Workshop workshop, String program, int size) throws IOException, InterruptedException {
        Workshop.Project project = workshop.project("services: {}\n");
        GitCopy copy = project.copy();
        Files.delete(copy.folder().resolve("compose.yaml"));
        Files.writeString(
                copy.folder().resolve("binome.yaml"),
                "stacks:\n  " + project.name() + ": {engine: opentofu, environment: production}\n");
        List<Double> raw = new ArrayList<>();
        List<Double> rawWithoutInit = new ArrayList<>();
        List<Double> through = new ArrayList<>();
        int warmUp = size == SIZES.getFirst() ? FIRST_WARM_UP : WARM_UP;
        for (int number = 1; number <= warmUp + REPETITIONS; number++) {
            String configuration = configuration(size, number);
            Files.writeString(copy.folder().resolve("main.tf"), configuration);
            copy.commit("Edition " + number);
            GitCopy.Pushed pushed = copy.push("edition-" + number);
            int planned = workshop.change(project, pushed)
                    .awaitPlan()
                    .path("resource_changes")
                    .size();
            double millis = Clock.millisSince(pushed.acceptedNanos());
            if (planned != size) {
                throw new BenchmarkFailure("The plan has " + planned + " resources instead of " + size);
            }
            Path folder = Files.createTempDirectory(workshop.server().home(), "raw");
            Files.writeString(folder.resolve("main.tf"), configuration);
            Map<String, String> environment = Map.of("CHECKPOINT_DISABLE", "1");
            double init = Tool.run(folder, environment, program, "init", "-input=false")
                    .millis();
            double plan = Tool.run(folder, environment, program, "plan", "-input=false", "-out=plan")
                    .millis();
            if (number > warmUp) {
                through.add(millis);
                raw.add(init + plan);
                rawWithoutInit.add(plan);
            }
        }
        Samples ours = new Samples(through);
        Samples theirs = new Samples(raw);
        double allowed = FACTOR * theirs.median() + MORE_MILLIS;
        return new Row(
                name(),
                "plan of " + size + " resources, push accepted to plan shown",
                "≤ 1.05 × init and plan of the bare program + 300 ms",
                String.format(
                        Locale.ROOT,
                        "p50 %.0f ms; bare %.0f ms, so ≤ %.0f ms",
                        ours.median(),
                        theirs.median(),
                        allowed),
                Row.Verdict.of(ours.median() <= allowed),
                List.of(String.format(
                        Locale.ROOT,
                        "%d of each in turns after %d to warm up; %.0f to %.0f ms; the bare program's plan without init"
                                + " %.0f ms. Through Binome: sandbox, init, plan, show, reading, keeping, API",
                        ours.count(),
                        warmUp,
                        ours.least(),
                        ours.most(),
                        new Samples(rawWithoutInit).median())));
    }

    /** What all confined programs occupy is looked at ten times a second. */
    private Row together(Workshop workshop) throws IOException, InterruptedException {
        Workshop.Project project = workshop.project("services: {}\n");
        GitCopy copy = project.copy();
        Files.delete(copy.folder().resolve("compose.yaml"));
        StringBuilder stacks = new StringBuilder("stacks:\n");
        for (int i = 0; i < STACKS; i++) {
            stacks.append("  s")
                    .append(i)
                    .append(": {engine: opentofu, path: s")
                    .append(i)
                    .append(", environment: production}\n");
            Path folder = Files.createDirectories(copy.folder().resolve("s" + i));
            Files.writeString(folder.resolve("main.tf"), configuration(500, i));
        }
        Files.writeString(copy.folder().resolve("binome.yaml"), stacks.toString());
        copy.commit("Twenty stacks");
        AtomicLong most = new AtomicLong();
        AtomicLong atOnce = new AtomicLong();
        Thread watcher = Thread.ofPlatform().daemon().start(() -> watch(most, atOnce));
        GitCopy.Pushed pushed = copy.push("twenty");
        workshop.change(project, pushed).await("planned");
        double seconds = Clock.millisSince(pushed.acceptedNanos()) / 1e3;
        watcher.interrupt();
        watcher.join();
        long allowed = workshop.server().runsMemoryBytes();
        return new Row(
                name(),
                STACKS + " stacks of 500 resources planned side by side",
                "never more than the memory for runs, " + (allowed >> 20) + " MB",
                String.format(
                        Locale.ROOT,
                        "at most %d MB, %d programs at once, %.1f s in all",
                        most.get() >> 20,
                        atOnce.get(),
                        seconds),
                Row.Verdict.of(most.get() > 0 && most.get() <= allowed),
                List.of("resident memory of all programs below the server, looked at ten times a second"));
    }

    private static void watch(AtomicLong most, AtomicLong atOnce) {
        while (!Thread.currentThread().isInterrupted()) {
            long pages = 0;
            long programs = 0;
            List<ProcessHandle> all = ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .command()
                            .map(command -> command.endsWith("/terraform") || command.endsWith("/tofu"))
                            .orElse(false))
                    .toList();
            for (ProcessHandle process : all) {
                try {
                    String[] numbers = Files.readString(Path.of("/proc", "" + process.pid(), "statm"))
                            .split(" ");
                    pages += Long.parseLong(numbers[1]);
                    programs++;
                } catch (IOException gone) {
                    // It has ended since.
                }
            }
            most.accumulateAndGet(pages * 4_096, Math::max);
            atOnce.accumulateAndGet(programs, Math::max);
            try {
                Thread.sleep(100);
            } catch (InterruptedException ended) {
                return;
            }
        }
    }
}
