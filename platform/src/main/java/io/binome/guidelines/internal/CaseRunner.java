package io.binome.guidelines.internal;

import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.RuleCase.Expected;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs the cases beside rules. A case says what of the variables matters to it; everything else is as empty as a plan can
 * be: a stack {@code example} in {@code dev} that nobody has written anything for.
 */
final class CaseRunner {
    private static final long STEPS = 2_000_000;
    private static final Instant USUAL_TIME = Instant.parse("2026-01-05T10:00:00Z");
    private static final List<String> WORDS = List.of("address", "type", "name", "action", "movedFrom", "importedAs");

    private final Meter meter = new Meter();
    private final Rule rule;
    private final RuleCase written;

    private CaseRunner(Rule rule, RuleCase written) {
        this.rule = rule;
        this.written = written;
    }

    /** @param got what came instead of what was expected, a sentence; null when the case holds */
    record Ran(Rule rule, RuleCase written, @Nullable String got) {
        boolean holds() {
            return got == null;
        }
    }

    static List<Ran> run(Rule rule) {
        return rule.cases().stream()
                .map(written -> new CaseRunner(rule, written).run())
                .toList();
    }

    private Ran run() {
        return ScopedValue.where(Meter.CURRENT, meter).call(() -> {
            meter.begin(STEPS);
            try {
                Map<String, Object> variables = variables();
                Verdict verdict = concerned(variables) ? Evaluation.verdict(rule, variables) : new Verdict.Skipped();
                return new Ran(rule, written, difference(verdict));
            } catch (IllegalArgumentException wrong) {
                return new Ran(rule, written, "The case cannot be read: " + wrong.getMessage() + ".");
            }
        });
    }

    private @Nullable String difference(Verdict verdict) {
        Expected got =
                switch (verdict) {
                    case Verdict.Skipped _ -> Expected.SKIPPED;
                    case Verdict.Complies _ -> Expected.COMPLIES;
                    case Verdict.Violates _ -> Expected.VIOLATES;
                    case Verdict.Unknown _ -> Expected.UNKNOWN;
                    case Verdict.Broken _ -> null;
                };
        if (got == written.expected()) {
            return null;
        }
        return "Expected " + word(written.expected()) + ", got "
                + switch (verdict) {
                    case Verdict.Broken(String reason) -> "an error: " + reason;
                    case Verdict.Unknown(String path) -> "unknown, because of " + path;
                    default -> got == null ? "nothing" : word(got);
                }
                + ".";
    }

    private static String word(Expected expected) {
        return expected.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether the rule's {@code applies} is for such a plan and resource. */
    private boolean concerned(Map<String, Object> variables) {
        Map<?, ?> stack = struct(variables, "stack");
        List<?> environments = stack.get("environments") instanceof List<?> list ? list : List.of();
        if (!rule.applies().environments().isEmpty()
                && environments.stream()
                        .noneMatch(
                                environment -> Glob.any(rule.applies().environments(), String.valueOf(environment)))) {
            return false;
        }
        if (!Glob.any(rule.applies().engines(), String.valueOf(stack.get("engine")))) {
            return false;
        }
        if (rule.about() == About.STACK) {
            return true;
        }
        Map<?, ?> resource = struct(variables, "resource");
        return Glob.any(rule.applies().types(), String.valueOf(resource.get("type")))
                && Facts.actions(String.valueOf(resource.get("action"))).stream()
                        .anyMatch(rule.applies().actions()::contains);
    }

    private static Map<?, ?> struct(Map<String, Object> variables, String name) {
        return variables.get(name) instanceof Map<?, ?> struct ? struct : Map.of();
    }

    private Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        variables.put("change", change());
        variables.put("actor", over(Map.of("party", "tenant", "role", "developer"), "actor"));
        variables.put("stack", stack());
        variables.put("plan", plan());
        variables.put(
                "contract",
                over(
                        Map.of(
                                "present",
                                written.given().containsKey("contract"),
                                "version",
                                1L,
                                "currency",
                                "EUR",
                                "environments",
                                empty(),
                                "limits",
                                empty()),
                        "contract"));
        variables.put(
                "cost",
                over(
                        Map.of(
                                "known",
                                written.given().containsKey("cost"),
                                "month",
                                written.given().containsKey("cost") ? 0.0 : new Fact.Unknown("cost.month"),
                                "currency",
                                "EUR"),
                        "cost"));
        variables.put("time", time());
        if (rule.about() == About.RESOURCE) {
            variables.put("resource", resource(given("resource")));
        }
        return variables;
    }

    private Fact.Mapping change() {
        return over(
                Map.of(
                        "repository",
                        "example",
                        "title",
                        "",
                        "description",
                        "",
                        "branch",
                        "example",
                        "authors",
                        1L,
                        "paths",
                        none(),
                        "files",
                        none(),
                        "goingBack",
                        false),
                "change");
    }

    private Fact.Mapping stack() {
        Fact.Mapping stack = over(
                Map.of(
                        "name",
                        "example",
                        "engine",
                        engine(),
                        "environment",
                        "dev",
                        "path",
                        "",
                        "site",
                        "main",
                        "variables",
                        empty(),
                        "profiles",
                        none(),
                        "files",
                        none()),
                "stack");
        if (!stack.containsKey("environments")) {
            stack.hold("environments", new Fact.Sequence(meter, new ArrayList<>(List.of(stack.get("environment")))));
        }
        return stack;
    }

    /** What the rule is for, where it is for one engine only. */
    private String engine() {
        return rule.applies().engines().size() == 1
                ? rule.applies().engines().getFirst().text()
                : "compose";
    }

    private Fact.Mapping plan() {
        JsonNode given = given("plan");
        List<Object> changes = new ArrayList<>();
        given.path("changes").forEach(item -> changes.add(resource(item)));
        List<Object> drift = new ArrayList<>();
        given.path("drift").forEach(item -> drift.add(resource(item)));
        Fact.Mapping plan = new Fact.Mapping(meter);
        plan.hold("created", count(changes, "create"));
        plan.hold("updated", count(changes, "update"));
        plan.hold("replaced", count(changes, "replace"));
        plan.hold("deleted", count(changes, "delete"));
        plan.hold("resolutions", empty());
        given.properties().forEach(entry -> plan.hold(entry.getKey(), Attributes.value(meter, entry.getValue())));
        plan.hold("changes", new Fact.Sequence(meter, changes));
        plan.hold("drift", new Fact.Sequence(meter, drift));
        return plan;
    }

    private static long count(List<Object> changes, String action) {
        return changes.stream()
                .filter(change -> ((Fact.Mapping) change).get("action").equals(action))
                .count();
    }

    private Fact.Mapping resource(JsonNode given) {
        Fact.Mapping resource = new Fact.Mapping(meter);
        WORDS.forEach(word -> resource.hold(word, given.path(word).asString("")));
        if (!given.has("name")) {
            resource.hold("name", "example");
        }
        if (!given.has("address")) {
            resource.hold("address", resource.get("type") + "." + resource.get("name"));
        }
        if (!given.has("action")) {
            resource.hold("action", "create");
        }
        Fact.Mapping before = map(given.path("before"));
        Fact.Mapping after = map(given.path("after"));
        List<String> unknown = texts(given, "unknown");
        unknown.stream()
                .filter(path -> !path.equals("written"))
                .forEach(path -> Attributes.unknown(meter, after, path, engine()));
        resource.hold(
                "written", unknown.contains("written") ? new Fact.Unknown("written") : map(given.path("written")));
        resource.hold("before", before);
        resource.hold("after", after);
        resource.hold("unknown", list(unknown));
        resource.hold("secret", list(texts(given, "secret")));
        resource.hold("changed", list(given.has("changed") ? texts(given, "changed") : changed(given, unknown)));
        resource.hold("replacedBecause", list(texts(given, "replacedBecause")));
        resource.hold("notes", list(texts(given, "notes")));
        resource.hold("createFirst", given.path("createFirst").asBoolean(false));
        return resource;
    }

    /** Leaves that differ, as a plan would name them. */
    private static List<String> changed(JsonNode given, List<String> unknown) {
        SortedMap<String, String> before = new java.util.TreeMap<>();
        SortedMap<String, String> after = new java.util.TreeMap<>();
        leaves("", given.path("before"), before);
        leaves("", given.path("after"), after);
        List<String> changed = new ArrayList<>(unknown);
        java.util.Set<String> paths = new java.util.TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.stream()
                .filter(path -> !java.util.Objects.equals(before.get(path), after.get(path)))
                .forEach(changed::add);
        return changed;
    }

    private static void leaves(String path, JsonNode node, SortedMap<String, String> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(entry -> leaves(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves));
        } else if (!node.isMissingNode()) {
            leaves.put(path, node.toString());
        }
    }

    private Fact.Mapping map(JsonNode node) {
        return node.isObject() ? (Fact.Mapping) Attributes.value(meter, node) : new Fact.Mapping(meter);
    }

    private static List<String> texts(JsonNode given, String key) {
        List<String> texts = new ArrayList<>();
        given.path(key).forEach(item -> texts.add(item.asString("")));
        return texts;
    }

    private Fact.Sequence list(List<String> texts) {
        return new Fact.Sequence(meter, new ArrayList<>(texts));
    }

    /** What the case gives, over what there is without it. */
    private Fact.Mapping over(Map<String, ?> usual, String name) {
        Fact.Mapping mapping = new Fact.Mapping(meter, new HashMap<>(usual));
        given(name)
                .properties()
                .forEach(entry -> mapping.hold(entry.getKey(), Attributes.value(meter, entry.getValue())));
        return mapping;
    }

    private JsonNode given(String name) {
        JsonNode node = written.given().get(name);
        return node == null ? tools.jackson.databind.json.JsonMapper.shared().createObjectNode() : node;
    }

    private Instant time() {
        JsonNode time = written.given().get("time");
        try {
            return time == null ? USUAL_TIME : Instant.parse(time.asString(""));
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException("its time is not written as 2026-01-05T10:00:00Z", malformed);
        }
    }

    private Fact.Mapping empty() {
        return new Fact.Mapping(meter);
    }

    private Fact.Sequence none() {
        return new Fact.Sequence(meter);
    }
}
