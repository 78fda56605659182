package io.binome.guidelines.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.guidelines.Assessment;
import io.binome.guidelines.GuidelineFinding;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.guidelines.Situation;
import io.binome.guidelines.internal.Evaluation.Limits;
import io.binome.guidelines.internal.RuleReader.Written;
import io.binome.kernel.Risk;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Rules over whole plans: what they cost, what they give together. */
@Isolated("a rule is stopped by the clock; other tests would take its time")
class EvaluationTest {
    private static final Languages LANGUAGES = new Languages();
    private static final String LIST = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]";

    @Test
    @Timeout(30)
    void hostileRulesAreStoppedAndBlock() {
        String rules = """
                guidelines:
                  - {id: a-loops, title: t, message: m, must: "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, a + b + c + d >= 0))))"}
                  - {id: b-near-the-limit, title: t, message: m, must: "%1$s.all(a, %1$s.all(b, %1$s.all(c, a + b + c >= 0)))"}
                  - {id: c-through-the-plan, title: t, message: m, must: "plan.changes.all(a, plan.changes.all(b, a.address != b.name))"}
                  - {id: d-whole-plan, about: stack, title: t, message: m, must: "plan.changes.all(a, plan.changes.all(b, plan.changes.all(c, a.address != b.name)))"}
                  - {id: e-means-well, title: t, message: m, severity: info, must: "resource.after.size < 3"}
                """.formatted(LIST);
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            changes.add(resource("aws_instance", "r" + i, Action.CREATE, Map.of("size", Value.number(i))));
        }
        long begun = System.nanoTime();
        Assessment assessment =
                assess(rules, "opentofu", changes, new Limits(Duration.ofMillis(500), Duration.ofSeconds(3)));

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
        for (String hostile : List.of("a-loops", "b-near-the-limit", "c-through-the-plan", "d-whole-plan")) {
            GuidelineFinding finding = finding(assessment, hostile);
            assertThat(finding.severity()).as(hostile).isEqualTo(Severity.BLOCK);
            assertThat(finding.message().get("en")).contains("could not be evaluated");
        }
        assertThat(finding(assessment, "e-means-well").severity()).isIn(Severity.INFO, Severity.BLOCK);
    }

    @Test
    void whatIsTooMuchIsCountedAndBlocksAllTheSame() {
        List<ResourceChange> changes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            changes.add(resource("aws_instance", "r" + i, Action.CREATE, Map.of("size", Value.number(i))));
        }
        Assessment assessment = assess(
                "guidelines: [{id: small, title: t, message: {en: 'Too large.', fr: 'Trop grand.'}, severity: block,"
                        + " must: 'resource.after.size < 10'}]",
                "opentofu",
                changes,
                Limits.USUAL);

        assertThat(assessment.findings()).hasSize(21).allMatch(GuidelineFinding::blocks);
        assertThat(assessment.findings().stream().filter(finding -> finding.address() == null))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message().get("en"))
                        .isEqualTo("Too large. The same goes for 70 resources altogether that are not listed."));
    }

    @Test
    void unknownCountsAsTheRuleSays() {
        String rules = """
                guidelines:
                  - {id: as-severity, title: t, message: m, severity: block, must: "resource.after.arn == 'x'"}
                  - {id: told, title: t, message: m, severity: block, unknown: pass, must: "resource.after.arn == 'x'"}
                  - {id: no-difference, title: t, message: m, severity: block, must: "resource.type == 'aws_instance' || resource.after.arn == 'x'"}
                  - {id: when-unknown, title: t, message: m, unknown: warn, when: "resource.after.arn == 'x'", must: "false"}
                """;
        Assessment assessment = assess(
                rules,
                "opentofu",
                List.of(resource("aws_instance", "web", Action.CREATE, Map.of("arn", new Value.Unknown()))),
                Limits.USUAL);

        assertThat(finding(assessment, "as-severity").severity()).isEqualTo(Severity.BLOCK);
        assertThat(finding(assessment, "told").severity()).isEqualTo(Severity.INFO);
        assertThat(finding(assessment, "told").message().get("fr")).startsWith("Inconnu avant l'application (arn)");
        assertThat(finding(assessment, "when-unknown").severity()).isEqualTo(Severity.WARN);
        assertThat(assessment.findings())
                .noneMatch(finding -> finding.guideline().equals("no-difference"));
    }

    @Test
    void theHighestRiskCountsAndItsReasonComesFirst() {
        String rules = """
                guidelines:
                  - {id: a, title: t, message: "{name} is new.", risk: medium, when: "resource.action == 'create'"}
                  - {id: b, title: t, message: "{address} goes.", risk: critical, when: "true", applies: {action: delete}}
                  - {id: c, title: t, message: "never", risk: critical, when: "false"}
                """;
        Assessment assessment = assess(
                rules,
                "compose",
                List.of(
                        resource("service", "web", Action.CREATE, Map.of()),
                        resource("volume", "data", Action.DELETE, Map.of())),
                Limits.USUAL);

        assertThat(assessment.risk()).isEqualTo(Risk.CRITICAL);
        assertThat(assessment.reasons()).containsExactly("volume.data goes.", "web is new.");
        assertThat(assessment.blocks()).isFalse();
    }

    @Test
    void attributesOfPlansAreMapsAndListsAgain() {
        Map<String, Value> opentofu = Map.of(
                "ingress[0].cidr_blocks[0]", Value.text("a"),
                "ingress[0].cidr_blocks[10]", Value.text("k"),
                "ingress[0].cidr_blocks[2]", Value.text("c"),
                "labels[\"app.kubernetes.io/name\"]", Value.text("shop"),
                "tags", new Value.Known("{}"),
                "text", Value.text("a \"quoted\" \n word"),
                "size", new Value.Known("1.5"),
                "key", new Value.Sensitive("f00"));
        String rule = """
                guidelines:
                  - id: shape
                    title: t
                    message: m
                    must: >-
                      resource.after.ingress[0].cidr_blocks[2] == 'c' && resource.after.ingress[0].cidr_blocks[10] == 'k'
                      && size(resource.after.ingress[0].cidr_blocks) == 11
                      && resource.after.labels['app.kubernetes.io/name'] == 'shop' && size(resource.after.tags) == 0
                      && resource.after.text.contains('"quoted" \\n word') && resource.after.size == 1.5
                      && isSecret(resource.after.key) && resource.secret == ['key'] && size(resource.changed) == 8
                """;
        assertThat(assess(rule, "opentofu", List.of(resource("x", "x", Action.CREATE, opentofu)), Limits.USUAL)
                        .findings())
                .isEmpty();

        Map<String, Value> compose = Map.of(
                "image", Value.text("nginx"),
                "image.digest", Value.text("sha256:1"),
                "build.args.VERSION", Value.text("1"),
                "volumes./var/lib/data.d", Value.text("data"),
                "labels.com.example.owner", Value.text("shop"),
                "ports.80", Value.text("http"));
        String composeRule = """
                guidelines:
                  - id: shape
                    title: t
                    message: m
                    must: >-
                      resource.after.image == 'nginx' && resource.after.image_digest == 'sha256:1'
                      && resource.after.build.args.VERSION == '1' && resource.after.volumes['/var/lib/data.d'] == 'data'
                      && resource.after.labels['com.example.owner'] == 'shop' && '80' in resource.after.ports
                """;
        assertThat(assess(
                                composeRule,
                                "compose",
                                List.of(resource("service", "x", Action.CREATE, compose)),
                                Limits.USUAL)
                        .findings())
                .isEmpty();
    }

    private static Assessment assess(String rules, String engine, List<ResourceChange> changes, Limits limits) {
        RuleReader.Outcome read = RuleReader.read("rules.yaml", rules.getBytes(StandardCharsets.UTF_8), LANGUAGES);
        assertThat(read.findings()).isEmpty();
        RuleSet set = RuleSet.of(read.written().stream()
                .map(written -> ((Written.Whole) written).rule())
                .toList());
        StackDeclaration stack =
                new StackDeclaration("shop", "", engine, "dev", "main", List.of(), List.of(), new TreeMap<>());
        Situation situation = new Situation(
                new Situation.ChangeFacts("", "", "", "", "tenant", "developer", 1, List.of(), Set.of(), false),
                stack,
                new TreeSet<>(Set.of("dev")),
                new Plan(engine, "shop", "dev", changes, new TreeMap<>()),
                null,
                null,
                Instant.EPOCH);
        Places places = new Places(null, stack, engine);
        return new FindingWriter(situation, List.of(), places)
                .assessment(Evaluation.of(set, situation, places, limits), "");
    }

    private static ResourceChange resource(String type, String name, Action action, Map<String, Value> after) {
        return new ResourceChange(
                type + "." + name, type, name, action, new TreeMap<>(), new TreeMap<>(after), List.of(), List.of());
    }

    private static GuidelineFinding finding(Assessment assessment, String guideline) {
        return assessment.findings().stream()
                .filter(finding -> finding.guideline().equals(guideline))
                .findFirst()
                .orElseThrow(() -> new AssertionError(guideline + " is not among " + assessment.findings()));
    }
}
