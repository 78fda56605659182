package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the push to answers of all containers, approval given at once, beside what {@code docker compose up -d --wait}
 * needs for the same file on the same engine, turn by turn.
 */
final class ApplyBenchmark implements Benchmark {
    private static final int WARM_UP = 1;
    private static final int REPETITIONS = 5;
    private static final double TARGET_RATIO = 1.5;
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\.(\\d+).*");

    @Override
    public String name() {
        return "apply";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        String file = ComposeFiles.small(workshop.image(), 0);
        workshop.runningServer();
        Optional<String> compose = composeVersion();
        Path folder = Files.createDirectories(workshop.server().home().resolve("compose"));
        Files.writeString(folder.resolve("compose.yaml"), file);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> planned = new ArrayList<>();
        for (int number = 0; number < WARM_UP + REPETITIONS; number++) {
            Lived lived = binome(workshop, file);
            double other = compose.isPresent() ? compose(folder) : 0;
            if (number >= WARM_UP) {
                ours.add(lived.answering());
                planned.add(lived.planned());
                theirs.add(other);
            }
        }
        Samples mine = new Samples(ours);
        return List.of(compose.map(version -> compared(mine, new Samples(planned), new Samples(theirs), version))
                .orElseGet(() -> alone(mine, new Samples(planned))));
    }

    /** In milliseconds since git was started. */
    private record Lived(double planned, double answering) {}

    private static Lived binome(Workshop workshop, String file) throws IOException, InterruptedException {
        Workshop.Project project = workshop.project(file);
        GitCopy.Pushed pushed = project.copy().push("start");
        ChangeClient change = workshop.change(project, pushed);
        change.awaitPlan();
        double planned = Clock.millisSince(pushed.begunNanos());
        change.approveAndApply();
        new Website(workshop, project.name()).awaitAnswers(ComposeFiles.SMALL_SERVICES);
        double answering = Clock.millisSince(pushed.begunNanos());
        change.await("merged");
        remove(workshop, project);
        return new Lived(planned, answering);
    }

    /** Takes the stack away again, so that each turn finds the engine as the one before. */
    private static void remove(Workshop workshop, Workshop.Project project) throws IOException, InterruptedException {
        Files.writeString(project.copy().folder().resolve("binome.yaml"), "stacks: {}\n");
        project.copy().commit("End");
        ChangeClient change = workshop.change(project, project.copy().push("end"));
        change.awaitPlan();
        change.approveAndApply();
        change.await("merged");
    }

    private static double compose(Path folder) throws InterruptedException {
        String project = "binome-bench-" + ProcessHandle.current().pid();
        try {
            return Tool.run(folder, Map.of(), "docker", "compose", "-p", project, "up", "-d", "--wait")
                    .millis();
        } finally {
            Tool.run(folder, Map.of(), "docker", "compose", "-p", project, "down", "--volumes", "--timeout", "3");
        }
    }

    /** Of Docker's own Compose, when it is there and new enough. */
    private static Optional<String> composeVersion() throws InterruptedException {
        Tool.Ended asked = Tool.tried(Path.of("/"), Map.of(), _ -> {}, "docker", "compose", "version", "--short");
        Matcher version = VERSION.matcher(asked.output());
        if (asked.status() != 0 || !version.matches()) {
            return Optional.empty();
        }
        int number = 0;
        for (int group = 1; group <= 3; group++) {
            number = number * 1000 + Integer.parseInt(version.group(group));
        }
        return number >= 2_026_001 ? Optional.of(asked.output()) : Optional.empty();
    }

    private Row compared(Samples ours, Samples planned, Samples theirs, String version) {
        double ratio = ours.median() / theirs.median();
        boolean met = ratio <= TARGET_RATIO;
        List<String> notes = new ArrayList<>(notes(ours, planned));
        notes.add("`docker compose up -d --wait` of Compose " + version + ", turn by turn with ours: median "
                + seconds(theirs.median()) + " s, " + seconds(theirs.least()) + " to " + seconds(theirs.most()) + " s");
        return new Row(
                name(),
                what(),
                "≤ 1.5 × Compose",
                String.format(
                        Locale.ROOT,
                        "%.2f × (%s s against %s s)",
                        ratio,
                        seconds(ours.median()),
                        seconds(theirs.median())),
                Row.Verdict.of(met),
                notes);
    }

    private Row alone(Samples ours, Samples planned) {
        List<String> notes = new ArrayList<>(notes(ours, planned));
        notes.add("`docker compose` 2.26.1 or newer is not here to be compared with");
        return new Row(
                name(),
                what(),
                "≤ 1.5 × Compose",
                "median " + seconds(ours.median()) + " s",
                Row.Verdict.NOT_COMPARED,
                notes);
    }

    private static String what() {
        return "push to " + ComposeFiles.SMALL_SERVICES + " services answering, approval at once";
    }

    private static List<String> notes(Samples ours, Samples planned) {
        return List.of(String.format(
                Locale.ROOT,
                "%d times, %s to %s s; of it git push and plan %s s",
                ours.count(),
                seconds(ours.least()),
                seconds(ours.most()),
                seconds(planned.median())));
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f", millis / 1000);
    }
}
