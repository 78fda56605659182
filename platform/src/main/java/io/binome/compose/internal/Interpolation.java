package io.binome.compose.internal;

import io.binome.compose.ComposeLimits;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts variables into every text of a tree and gives numbers and booleans their type back. */
final class Interpolation {
    private enum Type {
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false");

        private final String words;

        Type(String words) {
            this.words = words;
        }
    }

    private static final PathRules<Type> TYPES = types();

    private final Map<String, String> variables;
    private final ComposeLimits limits;
    private final Problems problems;
    private final Consumer<ComposeWarning> warnings;
    private final Set<String> unset = new TreeSet<>();
    private final Template template;
    private long characters;

    Interpolation(
            Map<String, String> variables, ComposeLimits limits, Problems problems, Consumer<ComposeWarning> warnings) {
        this.variables = variables;
        this.limits = limits;
        this.problems = problems;
        this.warnings = warnings;
        this.template = new Template(this.variables::get, unset::add);
    }

    ComposeNode apply(ComposeNode root) {
        return apply(root, KeyPath.ROOT, TYPES);
    }

    private ComposeNode apply(ComposeNode node, KeyPath path, @Nullable PathRules<Type> types) {
        return switch (node) {
            case ComposeNode.Mapping mapping -> {
                Map<String, ComposeNode> entries = new LinkedHashMap<>();
                mapping.entries()
                        .forEach((key, value) ->
                                entries.put(key, apply(value, path.then(key), PathRules.key(types, key))));
                yield new ComposeNode.Mapping(entries, mapping.origin());
            }
            case ComposeNode.Sequence sequence -> {
                List<ComposeNode> items = new ArrayList<>();
                for (int i = 0; i < sequence.items().size(); i++) {
                    items.add(apply(sequence.items().get(i), path.item(i), PathRules.item(types)));
                }
                yield new ComposeNode.Sequence(items, sequence.origin());
            }
            case ComposeNode.Scalar scalar ->
                scalar.value() instanceof String text ? text(text, scalar, path, PathRules.rule(types)) : scalar;
        };
    }

    private ComposeNode text(String text, ComposeNode.Scalar scalar, KeyPath path, @Nullable Type type) {
        String result;
        try {
            result = template.substitute(text);
        } catch (Template.InvalidException e) {
            problems.add(new ComposeProblem.InvalidTemplate(path.place(scalar), String.valueOf(e.getMessage())));
            return scalar;
        } catch (Template.MissingException e) {
            problems.add(new ComposeProblem.MissingVariable(
                    path.place(scalar), e.variable(), String.valueOf(e.getMessage())));
            return scalar;
        }
        for (String name : unset) {
            warnings.accept(new ComposeWarning(
                    path.place(scalar), "the variable " + name + " is not set and is taken as empty"));
        }
        unset.clear();
        characters += result.length();
        if (characters > limits.characters()) {
            throw Problems.stop(new ComposeProblem.LimitExceeded(
                    path.place(scalar),
                    "the file holds more than " + limits.characters() + " characters once variables are put in",
                    "Use shorter values"));
        }
        if (type == null) {
            return result.equals(text) ? scalar : ComposeNode.scalar(result, scalar.origin());
        }
        Object typed = typed(result, type);
        if (typed == null) {
            problems.add(new ComposeProblem.InvalidValue(
                    path.place(scalar),
                    "'" + result + "' is not " + type.words,
                    "Write " + type.words + (text.equals(result) ? "" : ", here by the variable in " + text)));
            return scalar;
        }
        return ComposeNode.scalar(typed, scalar.origin());
    }

    private static @Nullable Object typed(String text, Type type) {
        try {
            return switch (type) {
                case INTEGER -> Long.valueOf(text.startsWith("+") ? text.substring(1) : text);
                case NUMBER -> PlainScalars.isNumber(text) ? Double.valueOf(text) : null;
                case BOOLEAN -> truth(text);
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "y", "yes", "on" -> true;
            case "false", "n", "no", "off" -> false;
            default -> null;
        };
    }

    private static PathRules<Type> types() {
        PathRules<Type> rules = new PathRules<>();
        for (String integer : List.of(
                "configs.[].mode",
                "cpu_count",
                "cpu_period",
                "cpu_quota",
                "cpu_rt_period",
                "cpu_rt_runtime",
                "cpu_shares",
                "deploy.replicas",
                "deploy.update_config.parallelism",
                "deploy.rollback_config.parallelism",
                "deploy.restart_policy.max_attempts",
                "deploy.placement.max_replicas_per_node",
                "healthcheck.retries",
                "oom_score_adj",
                "pids_limit",
                "ports.[].target",
                "scale",
                "secrets.[].mode",
                "ulimits.*",
                "ulimits.*.hard",
                "ulimits.*.soft")) {
            rules.add("services.*." + integer, Type.INTEGER);
        }
        for (String number : List.of(
                "cpu_percent",
                "cpus",
                "deploy.update_config.max_failure_ratio",
                "deploy.rollback_config.max_failure_ratio")) {
            rules.add("services.*." + number, Type.NUMBER);
        }
        for (String truth : List.of(
                "init",
                "healthcheck.disable",
                "oom_kill_disable",
                "privileged",
                "read_only",
                "stdin_open",
                "tty",
                "volumes.[].read_only",
                "volumes.[].volume.nocopy")) {
            rules.add("services.*." + truth, Type.BOOLEAN);
        }
        for (String truth : List.of(
                "networks.*.external",
                "networks.*.internal",
                "networks.*.attachable",
                "networks.*.enable_ipv6",
                "volumes.*.external",
                "secrets.*.external",
                "configs.*.external")) {
            rules.add(truth, Type.BOOLEAN);
        }
        return rules;
    }
}
