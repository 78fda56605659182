package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A minute of pushes at a steady pace: does what is accepted and not yet planned pile up? */
final class ThroughputBenchmark implements Benchmark {
    private static final int CHANGES = 200;
    private static final int SECONDS = 60;
    private static final int PROJECTS = 4;
    /** Of a queue that does not grow, the last third is no longer than the first by more than chance. */
    private static final double SLACK = 2;

    @Override
    public String name() {
        return "throughput";
    }

    private record Work(Workshop.Project project, String commit, String branch) {}

    /** In seconds since the first push. */
    private record Done(double accepted, double planned) {}

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        List<Work> prepared = prepare(workshop);
        ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();
        double interval = (double) SECONDS / CHANGES;
        long begun = System.nanoTime();
        List<Future<Void>> running = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < CHANGES; number++) {
                double ahead = number * interval - seconds(begun);
                if (ahead > 0) {
                    Thread.sleep((long) (ahead * 1000));
                }
                Work work = prepared.get(number);
                Callable<Void> person = () -> {
                    GitCopy.Pushed pushed = work.project().copy().push(work.commit(), work.branch());
                    double accepted = (pushed.acceptedNanos() - begun) / 1e9;
                    workshop.change(work.project(), pushed).awaitPlan();
                    done.add(new Done(accepted, seconds(begun)));
                    return null;
                };
                running.add(people.submit(person));
            }
        }
        for (Future<Void> person : running) {
            finish(person);
        }
        return List.of(row(List.copyOf(done)));
    }

    private static void finish(Future<Void> person) throws InterruptedException {
        try {
            person.get();
        } catch (ExecutionException failed) {
            throw new BenchmarkFailure("A change was not planned: " + failed.getCause());
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Commits are made before, so that only git's pushes take processor time away from the server. */
    private static List<Work> prepare(Workshop workshop) throws IOException, InterruptedException {
        String image = workshop.image();
        List<Workshop.Project> projects = new ArrayList<>();
        for (int number = 0; number < PROJECTS; number++) {
            Workshop.Project project = workshop.project(ComposeFiles.small(image, 0));
            project.copy().push("start");
            projects.add(project);
        }
        List<Work> prepared = new ArrayList<>();
        for (int number = 1; number <= CHANGES; number++) {
            Workshop.Project project = projects.get(number % PROJECTS);
            GitCopy copy = project.copy();
            Files.writeString(copy.folder().resolve("compose.yaml"), ComposeFiles.small(image, number));
            copy.commit("Edition " + number);
            prepared.add(new Work(project, copy.git("rev-parse", "HEAD"), "edition-" + number));
        }
        return prepared;
    }

    private Row row(List<Done> done) {
        List<Long> depths = IntStream.rangeClosed(1, SECONDS)
                .mapToObj(second -> done.stream()
                        .filter(change -> change.accepted() <= second && change.planned() > second)
                        .count())
                .toList();
        double first = median(depths.subList(0, SECONDS / 3));
        double last = median(depths.subList(2 * SECONDS / 3, SECONDS));
        double lastAccepted = done.stream().mapToDouble(Done::accepted).max().orElseThrow();
        double lastPlanned = done.stream().mapToDouble(Done::planned).max().orElseThrow();
        boolean keptPace = lastAccepted <= SECONDS + 5;
        Samples latency = new Samples(done.stream()
                .map(change -> (change.planned() - change.accepted()) * 1000)
                .toList());
        List<String> notes = new ArrayList<>(List.of(
                "changes accepted and not yet planned, at the end of each 5 s: "
                        + IntStream.range(0, SECONDS / 5)
                                .mapToObj(five -> depths.get(five * 5 + 4).toString())
                                .collect(Collectors.joining(" ")),
                String.format(
                        Locale.ROOT,
                        "accepted to plan shown: p50 %.0f ms, p95 %.0f ms; last push accepted at %.1f s, last plan"
                                + " shown at %.1f s; %d repositories, %d services each, git on the same machine",
                        latency.median(),
                        latency.percentile(95),
                        lastAccepted,
                        lastPlanned,
                        PROJECTS,
                        ComposeFiles.SMALL_SERVICES)));
        if (!keptPace) {
            notes.add("cause: pushes themselves fell behind their pace");
        }
        return new Row(
                name(),
                CHANGES + " changes pushed and planned in a minute",
                "queue does not grow",
                String.format(Locale.ROOT, "%d planned, queue %.0f at first, %.0f at last", done.size(), first, last),
                Row.Verdict.of(keptPace && last <= first + SLACK),
                notes);
    }

    private static double median(List<Long> depths) {
        return new Samples(depths.stream().map(Long::doubleValue).toList()).median();
    }
}
