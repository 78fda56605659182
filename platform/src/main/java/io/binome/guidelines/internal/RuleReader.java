package io.binome.guidelines.internal;

import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.guidelines.internal.Rule.About;
import io.binome.guidelines.internal.Rule.Applies;
import io.binome.guidelines.internal.Rule.Expression;
import io.binome.guidelines.internal.Rule.Unknown;
import io.binome.guidelines.internal.RuleLanguage.Compiled;
import io.binome.guidelines.internal.RuleNodes.Entry;
import io.binome.kernel.Risk;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import tools.jackson.databind.JsonNode;

/** Reads one file of rules; docs/reference/guidelines.md is its description for people. */
final class RuleReader {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_ID = 80;
    private static final int LONGEST_WORDS = 1_000;
    private static final Set<Action> DEFAULT_ACTIONS =
            Set.of(Action.CREATE, Action.UPDATE, Action.REPLACE, Action.REPLACE_CREATE_FIRST, Action.ADOPT);
    private static final List<String> KEYS = List.of(
            "id",
            "title",
            "about",
            "applies",
            "when",
            "must",
            "severity",
            "unknown",
            "risk",
            "message",
            "fix",
            "reference",
            "at",
            "final",
            "cases");
    private static final List<String> CASE_KEYS =
            List.of("name", "expect", "resource", "stack", "change", "actor", "plan", "contract", "cost", "time");
    private static final Set<String> TUNING = Set.of("id", "severity", "unknown", "risk", "final");

    private final RuleNodes nodes;
    private final Languages languages;
    private final List<Written> written = new ArrayList<>();

    private RuleReader(RuleNodes nodes, Languages languages) {
        this.nodes = nodes;
        this.languages = languages;
    }

    /** A rule, or other weights for one that is known already. */
    sealed interface Written {
        Rule.Place place();

        String id();

        record Whole(Rule rule) implements Written {
            @Override
            public Rule.Place place() {
                return rule.place();
            }

            @Override
            public String id() {
                return rule.id();
            }
        }

        /** Null for what stays as it is. */
        record Tuned(
                String id,
                Rule.Place place,
                @Nullable Severity severity,
                @Nullable Unknown unknown,
                @Nullable Risk risk,
                boolean locked)
                implements Written {}
    }

    record Outcome(List<Written> written, List<Finding> findings) {}

    static Outcome read(String file, byte[] bytes, Languages languages) {
        RuleNodes nodes = RuleNodes.of(file, bytes);
        RuleReader reader = new RuleReader(nodes, languages);
        nodes.root().ifPresent(reader::file);
        return new Outcome(List.copyOf(reader.written), List.copyOf(nodes.findings()));
    }

    private void file(Node root) {
        Map<String, Entry> top =
                nodes.mapping(root, "", "a mapping with the key 'guidelines'").orElse(Map.of());
        nodes.onlyKnown(top, List.of("guidelines"), "");
        Entry rules = top.get("guidelines");
        if (rules == null) {
            if (nodes.findings().isEmpty()) {
                nodes.wrong("guideline-missing", root, "guidelines", "There is no 'guidelines' here.", null);
            }
            return;
        }
        int index = 0;
        for (Node node : nodes.items(rules)) {
            rule(node, "guidelines[" + index++ + "]");
        }
    }

    private void rule(Node node, String at) {
        Map<String, Entry> fields = nodes.mapping(node, at, "a rule").orElse(null);
        if (fields == null) {
            return;
        }
        int before = nodes.findings().size();
        nodes.onlyKnown(fields, KEYS, at);
        String id = id(fields.get("id"), node, at);
        Rule.Place place = new Rule.Place(
                nodes.file(),
                node.getStartMark().getLine() + 1,
                node.getStartMark().getColumn() + 1);
        Severity severity = choice(fields.get("severity"), at + ".severity", Severity.class);
        Unknown unknown = choice(fields.get("unknown"), at + ".unknown", Unknown.class);
        Risk risk = choice(fields.get("risk"), at + ".risk", Risk.class);
        boolean locked = truth(fields.get("final"), at + ".final");
        if (TUNING.containsAll(fields.keySet()) && !fields.keySet().equals(Set.of("id"))) {
            if (nodes.findings().size() == before) {
                written.add(new Written.Tuned(id, place, severity, unknown, risk, locked));
            }
            return;
        }
        About about = choice(fields.get("about"), at + ".about", About.class);
        About kind = about == null ? About.RESOURCE : about;
        Severity weight = severity == null ? Severity.WARN : severity;
        Expression when = expression(fields.get("when"), kind, at + ".when");
        Expression must = expression(fields.get("must"), kind, at + ".must");
        if (!fields.containsKey("must") && (risk == null || !fields.containsKey("when"))) {
            nodes.wrong(
                    "guideline-missing",
                    node,
                    at + ".must",
                    "The rule '" + id + "' asks for nothing.",
                    "Write 'must' with what has to hold; or 'when' and 'risk', for a rule that only says how much a"
                            + " change could hurt.");
        }
        Rule rule = new Rule(
                id,
                place,
                kind,
                words(fields.get("title"), node, at + ".title", true),
                applies(fields.get("applies"), kind, at + ".applies"),
                when,
                must,
                must == null ? Severity.INFO : weight,
                unknown == null ? Unknown.as(must == null ? Severity.WARN : weight) : unknown,
                risk,
                words(fields.get("message"), node, at + ".message", true),
                words(fields.get("fix"), node, at + ".fix", false),
                fields.containsKey("reference")
                        ? nodes.text(fields.get("reference"), at + ".reference").orElse(null)
                        : null,
                fields.containsKey("at")
                        ? nodes.text(fields.get("at"), at + ".at").orElse(null)
                        : null,
                locked,
                cases(fields.get("cases"), at + ".cases"));
        if (nodes.findings().size() == before) {
            written.add(new Written.Whole(rule));
        }
    }

    private String id(@Nullable Entry entry, Node rule, String at) {
        if (entry == null) {
            nodes.wrong(
                    "guideline-missing", rule, at + ".id", "This rule has no id.", "Write for example id: my-rule.");
            return "";
        }
        String id = nodes.text(entry.value(), at + ".id").orElse("");
        if (!id.isEmpty() && (id.length() > LONGEST_ID || !ID.matcher(id).matches())) {
            nodes.wrong(
                    "guideline-value",
                    entry.value(),
                    at + ".id",
                    "'" + (id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) + "…" : id)
                            + "' cannot be the id of a rule.",
                    "Write up to 80 lower-case letters, digits and single hyphens, beginning with a letter.");
        }
        return id;
    }

    private <E extends Enum<E>> @Nullable E choice(@Nullable Entry entry, String where, Class<E> type) {
        if (entry == null) {
            return null;
        }
        String text = nodes.text(entry.value(), where).orElse(null);
        if (text == null) {
            return null;
        }
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return constant;
            }
            known.add(name);
        }
        nodes.wrong(
                "guideline-value",
                entry.value(),
                where,
                "'" + text + "' is none of: " + String.join(", ", known) + ".",
                "Write one of them.");
        return null;
    }

    private boolean truth(@Nullable Entry entry, String where) {
        String text = nodes.text(entry, where).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            nodes.wrong(
                    "guideline-value",
                    entry == null ? null : entry.value(),
                    where,
                    "Here true or false is expected.",
                    null);
        }
        return text.equals("true");
    }

    /** Both languages, or for a tenant's own rules one text for both. */
    private SortedMap<String, String> words(@Nullable Entry entry, Node rule, String where, boolean needed) {
        SortedMap<String, String> words = new TreeMap<>();
        if (entry == null) {
            if (needed) {
                nodes.wrong(
                        "guideline-missing",
                        rule,
                        where,
                        "There is no '" + where.substring(where.lastIndexOf('.') + 1) + "' here.",
                        "Write it in French and English: {fr: …, en: …}.");
            }
            return words;
        }
        if (entry.value() instanceof ScalarNode) {
            nodes.text(entry.value(), where).ifPresent(text -> {
                words.put("en", text);
                words.put("fr", text);
            });
        } else {
            Map<String, Entry> languages = nodes.mapping(entry.value(), where, "a text in French and English")
                    .orElse(Map.of());
            nodes.onlyKnown(languages, List.of("fr", "en"), where);
            languages.forEach((language, text) ->
                    nodes.text(text.value(), where + "." + language).ifPresent(value -> words.put(language, value)));
            if (!languages.isEmpty() && words.size() < 2 && languages.size() < 2) {
                nodes.wrong(
                        "guideline-missing",
                        entry.value(),
                        where,
                        "It stands here in one language only.",
                        "Write both fr and en, or one text for both.");
            }
        }
        if (words.values().stream().anyMatch(text -> text.length() > LONGEST_WORDS || text.isBlank())) {
            nodes.wrong(
                    "guideline-value",
                    entry.value(),
                    where,
                    "A text is empty or longer than " + LONGEST_WORDS + " characters.",
                    null);
        }
        return words;
    }

    private Applies applies(@Nullable Entry entry, About about, String where) {
        Map<String, Entry> fields = entry == null
                ? Map.of()
                : nodes.mapping(entry.value(), where, "a mapping of engine, environment, type and action")
                        .orElse(Map.of());
        nodes.onlyKnown(fields, List.of("engine", "environment", "type", "action"), where);
        if (about == About.STACK && (fields.containsKey("type") || fields.containsKey("action"))) {
            nodes.wrong(
                    "guideline-value",
                    entry == null ? null : entry.value(),
                    where,
                    "A rule about a stack is not asked of resources, so that it has neither type nor action.",
                    "Leave 'about: stack' out, or 'type' and 'action'.");
        }
        return new Applies(
                globs(fields.get("engine"), where + ".engine"),
                globs(fields.get("environment"), where + ".environment"),
                globs(fields.get("type"), where + ".type"),
                actions(fields.get("action"), where + ".action"));
    }

    private List<Glob> globs(@Nullable Entry entry, String where) {
        List<Glob> globs = new ArrayList<>();
        for (Node item : nodes.items(entry)) {
            nodes.text(item, where).ifPresent(text -> {
                if (text.length() > 200) {
                    nodes.wrong("guideline-value", item, where, "A pattern has at most 200 characters.", null);
                } else {
                    globs.add(Glob.of(text));
                }
            });
        }
        return List.copyOf(globs);
    }

    private Set<Action> actions(@Nullable Entry entry, String where) {
        if (entry == null) {
            return DEFAULT_ACTIONS;
        }
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (Node item : nodes.items(entry)) {
            nodes.text(item, where).ifPresent(text -> {
                Set<Action> named = Facts.actions(text);
                if (named.isEmpty()) {
                    nodes.wrong(
                            "guideline-value",
                            item,
                            where,
                            "'" + text + "' is no action of a plan.",
                            "Write create, update, replace, delete, adopt, forget, read or no-op.");
                }
                actions.addAll(named);
            });
        }
        return actions;
    }

    private @Nullable Expression expression(@Nullable Entry entry, About about, String where) {
        Optional<String> source = nodes.text(entry, where);
        if (source.isEmpty() || entry == null || !(entry.value() instanceof ScalarNode scalar)) {
            return null;
        }
        if (source.get().length() > RuleLanguage.LONGEST_EXPRESSION) {
            nodes.wrong(
                    "guideline-too-large",
                    scalar,
                    where,
                    "An expression has at most " + RuleLanguage.LONGEST_EXPRESSION + " characters.",
                    "Make several rules of it.");
            return null;
        }
        return switch (languages.of(about).compile(source.get())) {
            case Compiled.Ready(var program) -> new Expression(source.get(), program);
            case Compiled.Wrong(var mistakes) -> {
                mistakes.forEach(mistake -> nodes.wrong(
                        "guideline-expression",
                        nodes.placeIn(scalar, mistake.line(), mistake.column()),
                        where,
                        "The expression does not hold together: " + oneLine(mistake.reason()) + ".",
                        null));
                yield null;
            }
        };
    }

    private static String oneLine(String reason) {
        String line = reason.replaceAll("\\s+", " ").strip();
        String cut = line.length() > 300 ? line.substring(0, 300) + "…" : line;
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }

    private List<RuleCase> cases(@Nullable Entry entry, String where) {
        List<RuleCase> cases = new ArrayList<>();
        for (Node node : nodes.items(entry)) {
            String at = where + "[" + cases.size() + "]";
            Map<String, Entry> fields = nodes.mapping(node, at, "a case").orElse(Map.of());
            nodes.onlyKnown(fields, CASE_KEYS, at);
            RuleCase.Expected expected = choice(fields.get("expect"), at + ".expect", RuleCase.Expected.class);
            if (expected == null) {
                if (!fields.containsKey("expect")) {
                    nodes.wrong(
                            "guideline-missing",
                            node,
                            at + ".expect",
                            "It is not said what this case expects.",
                            "Write expect: violates, complies, unknown or skipped.");
                }
                continue;
            }
            SortedMap<String, JsonNode> given = new TreeMap<>();
            fields.forEach((key, value) -> {
                if (!key.equals("name") && !key.equals("expect") && !key.startsWith("x-")) {
                    given.put(key, RuleNodes.json(value.value()));
                }
            });
            cases.add(new RuleCase(
                    nodes.text(fields.get("name"), at + ".name")
                            .orElse(expected.name().toLowerCase(Locale.ROOT)),
                    expected,
                    given,
                    node.getStartMark().getLine() + 1,
                    node.getStartMark().getColumn() + 1));
        }
        return List.copyOf(cases);
    }
}
