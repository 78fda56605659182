package io.binome.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From the push's acceptance to the plan in its reader's hands, for a large Compose file. */
final class PlanBenchmark implements Benchmark {
    private static final int SERVICES = 50;
    private static final int WARM_UP = 10;
    private static final int REPETITIONS = 40;
    private static final double TARGET_MILLIS = 300;

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        String image = workshop.image();
        Workshop.Project project = workshop.project(ComposeFiles.large(image, SERVICES, 0));
        GitCopy copy = project.copy();
        List<Double> fromAccepted = new ArrayList<>();
        List<Double> fromBegun = new ArrayList<>();
        for (int number = 1; number <= WARM_UP + REPETITIONS; number++) {
            Files.writeString(copy.folder().resolve("compose.yaml"), ComposeFiles.large(image, SERVICES, number));
            copy.commit("Edition " + number);
            GitCopy.Pushed pushed = copy.push("edition-" + number);
            int planned = workshop.change(project, pushed)
                    .awaitPlan()
                    .path("resource_changes")
                    .size();
            double now = System.nanoTime();
            if (planned < SERVICES) {
                throw new BenchmarkFailure("The plan has only " + planned + " resources");
            }
            if (number > WARM_UP) {
                fromAccepted.add((now - pushed.acceptedNanos()) / 1e6);
                fromBegun.add((now - pushed.begunNanos()) / 1e6);
            }
        }
        return List.of(row(new Samples(fromAccepted), new Samples(fromBegun)));
    }

    private Row row(Samples accepted, Samples begun) {
        boolean met = accepted.median() <= TARGET_MILLIS;
        return new Row(
                name(),
                "push accepted to plan shown, " + SERVICES + " services",
                "p50 ≤ 300 ms",
                String.format(Locale.ROOT, "p50 %.0f ms, p95 %.0f ms", accepted.median(), accepted.percentile(95)),
                Row.Verdict.of(met),
                List.of(
                        String.format(
                                Locale.ROOT,
                                "%d pushes after %d to warm up, each of a new branch; %.0f to %.0f ms;"
                                        + " from the start of `git push` p50 %.0f ms, p95 %.0f ms",
                                accepted.count(),
                                WARM_UP,
                                accepted.least(),
                                accepted.most(),
                                begun.median(),
                                begun.percentile(95)),
                        "accepted: git has shown the change's address; shown: the API has answered with the plan"));
    }
}
