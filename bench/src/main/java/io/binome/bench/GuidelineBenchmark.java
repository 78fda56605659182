package io.binome.bench;

import io.binome.guidelines.Assessment;
import io.binome.guidelines.OfflineGuidelines;
import io.binome.repositories.FolderTree;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Many rules are asked of a large plan, in this process. */
final class GuidelineBenchmark implements Benchmark {
    private static final int RULES = 1_000;
    private static final int CHANGES = 2_000;
    private static final int TYPES = 40;
    private static final int WARM_UP = 5;
    private static final int TURNS = 9;
    private static final double TARGET_SECONDS = 1;

    @Override
    public String name() {
        return "guidelines";
    }

    @Override
    public List<Row> run(Workshop workshop) throws IOException, InterruptedException {
        return List.of(measure());
    }

    private Row measure() throws IOException {
        Path folder = Files.createTempDirectory("binome-bench-guidelines");
        Path file = folder.resolve("rules.yaml");
        try {
            Files.writeString(file, rules());
            long begun = System.nanoTime();
            OfflineGuidelines rules = OfflineGuidelines.of(new FolderTree(folder), "");
            double compiled = (System.nanoTime() - begun) / 1e9;
            if (!rules.wrong().isEmpty()) {
                throw new IllegalStateException("The bench's rules are wrong: " + rules.wrong());
            }
            return row(rules, folder, compiled);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private Row row(OfflineGuidelines rules, Path folder, double compiled) {
        Plan plan = plan();
        StackDeclaration stack = new StackDeclaration(
                "bench", "", "opentofu", "production", "main", List.of(), List.of(), new TreeMap<>());
        FolderTree tree = new FolderTree(folder);
        List<Double> seconds = new ArrayList<>();
        int findings = 0;
        for (int turn = 0; turn < WARM_UP + TURNS; turn++) {
            long begun = System.nanoTime();
            Assessment assessment = rules.check(plan, stack, tree, Instant.EPOCH);
            if (turn >= WARM_UP) {
                seconds.add((System.nanoTime() - begun) / 1e9);
            }
            findings = assessment.findings().size();
        }
        seconds.sort(null);
        double median = seconds.get(TURNS / 2);
        return new Row(
                name(),
                RULES + " rules over a plan of 2,000 resource changes",
                "<= 1 s",
                String.format(Locale.ROOT, "median %.2f s", median),
                Row.Verdict.of(median <= TARGET_SECONDS),
                List.of(
                        String.format(
                                Locale.ROOT,
                                "%d turns after %d to warm up, %.2f to %.2f s, one thread; %d types of resources of 12 attributes;"
                                        + " 6 of 10 rules are for one type, 3 for a quarter of them, 1 for all; %d findings",
                                TURNS,
                                WARM_UP,
                                seconds.getFirst(),
                                seconds.getLast(),
                                TYPES,
                                findings),
                        String.format(
                                Locale.ROOT,
                                "the rules that come with Binome are asked besides; all were read and compiled in %.1f s, once",
                                compiled)));
    }

    private static String rules() {
        StringBuilder rules = new StringBuilder("guidelines:\n");
        for (int i = 0; i < RULES; i++) {
            String type = i % 10 < 6
                    ? "cloud%d_type%d".formatted(i % 4, i % TYPES)
                    : i % 10 < 9 ? "cloud%d_*".formatted(i % 4) : "*";
            String must =
                    switch (i % 5) {
                        case 0 -> "resource.after.encrypted == true || resource.after.size < " + (10_000 + i);
                        case 1 ->
                            "resource.after.get('tags.Owner') != null && resource.after.get('tags.Owner') != 'x" + i
                                    + "'";
                        case 2 ->
                            "!resource.after.each('ingress[*].cidr_blocks[*]').exists(cidr, cidr == '10.9." + i % 200
                                    + ".0/24')";
                        case 3 -> "resource.after.image.matches('^[a-z]+:[0-9.]+$') || resource.after.size == " + i;
                        default ->
                            "size(resource.changed) > 0 && resource.after.region in ['eu-west-3', 'eu-west-" + i + "']";
                    };
            rules.append("""
                      - id: bench-%d
                        title: A rule
                        applies: {engine: opentofu, type: "%s"}
                        when: resource.action != 'delete'
                        must: "%s"
                        message: "{address} is not as it should be."
                    """.formatted(i, type, must));
        }
        return rules.toString();
    }

    private static Plan plan() {
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            String type = "cloud%d_type%d".formatted(i % 4, i % TYPES);
            SortedMap<String, Value> after = new TreeMap<>();
            after.put("name", Value.text("resource-" + i));
            after.put("encrypted", Value.truth(i % 3 == 0));
            after.put("size", Value.number(i));
            after.put("region", Value.text("eu-west-3"));
            after.put("image", Value.text("shop:1." + i));
            after.put("tags.Owner", Value.text("team-" + i % 20));
            after.put("tags.Name", Value.text("n" + i));
            after.put("ingress[0].cidr_blocks[0]", Value.text("10.0." + i % 200 + ".0/24"));
            after.put("ingress[0].cidr_blocks[1]", Value.text("10.1." + i % 200 + ".0/24"));
            after.put("ingress[0].from_port", Value.number(443));
            after.put("arn", new Value.Unknown());
            after.put("password", new Value.Sensitive("0123456789abcdef"));
            changes.add(new ResourceChange(
                    type + ".r" + i, type, "r" + i, Action.CREATE, new TreeMap<>(), after, List.of(), List.of()));
        }
        return new Plan("opentofu", "bench", "production", changes, new TreeMap<>());
    }
}
