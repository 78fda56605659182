package io.binome.guidelines.internal;

import dev.cel.common.values.NullValue;
import io.binome.kernel.CanonicalJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Paths into attributes, as plans and rules write them: {@code tags.Name}, {@code ingress[0].cidr_blocks[*]}, {@code
 * labels["app.kubernetes.io/name"]}; {@code *} stands for each item of a list or map.
 */
final class Steps {
    static final String EACH = "*";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MOST_STEPS = 50;

    private Steps() {}

    /**
     * A name, or an index of a list.
     *
     * @param index -1 for a name
     */
    record Step(String name, int index) {
        boolean each() {
            return name.equals(EACH);
        }
    }

    /** Steps of a path; what is not written as a path is one name. */
    static List<Step> of(String path) {
        List<Step> steps = new ArrayList<>();
        int at = 0;
        while (at < path.length() && steps.size() < MOST_STEPS) {
            char c = path.charAt(at);
            if (c == '.') {
                at++;
            } else if (c == '[') {
                int end = path.startsWith("[\"", at) ? closingQuote(path, at + 1) + 1 : path.indexOf(']', at);
                if (end <= at || end >= path.length() || path.charAt(end) != ']') {
                    return List.of(new Step(path, -1));
                }
                steps.add(inBrackets(path.substring(at + 1, end)));
                at = end + 1;
            } else {
                int end = at;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                steps.add(new Step(path.substring(at, end), -1));
                at = end;
            }
        }
        return steps;
    }

    private static int closingQuote(String path, int opening) {
        int at = opening + 1;
        while (at < path.length() && path.charAt(at) != '"') {
            at += path.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    private static Step inBrackets(String inside) {
        if (inside.startsWith("\"")) {
            try {
                return new Step(JSON.readValue(inside, String.class), -1);
            } catch (JacksonException malformed) {
                return new Step(inside, -1);
            }
        }
        boolean index =
                !inside.isEmpty() && inside.length() <= 6 && inside.chars().allMatch(c -> c >= '0' && c <= '9');
        return new Step(inside, index ? Integer.parseInt(inside) : -1);
    }

    /**
     * What stands there; null where a step leads nowhere.
     *
     * @throws UnknownValue when it, or what it is part of, is not known
     */
    static @Nullable Object get(@Nullable Object from, List<Step> steps) {
        Object at = from;
        for (Step step : steps) {
            at = step(at, step);
            if (at instanceof Fact.Unknown(String path)) {
                throw new UnknownValue(path);
            }
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    /** All that stands there, what is not known at the end, so that what is known is looked at first. */
    static List<Object> each(@Nullable Object from, List<Step> steps) {
        List<Object> found = new ArrayList<>();
        List<Object> unknown = new ArrayList<>();
        gather(from, steps, found, unknown);
        found.addAll(unknown);
        return found;
    }

    private static void gather(@Nullable Object at, List<Step> steps, List<Object> found, List<Object> unknown) {
        if (at instanceof Fact.Unknown) {
            unknown.add(at);
        } else if (steps.isEmpty()) {
            if (at != null && at != NullValue.NULL_VALUE) {
                found.add(at);
            }
        } else if (steps.getFirst().each()) {
            List<Step> rest = steps.subList(1, steps.size());
            items(at).forEach(item -> gather(item, rest, found, unknown));
        } else {
            gather(step(at, steps.getFirst()), steps.subList(1, steps.size()), found, unknown);
        }
    }

    private static List<Object> items(@Nullable Object at) {
        return switch (at) {
            case Fact.Sequence sequence -> sequence.held();
            case Fact.Mapping mapping ->
                mapping.keySet().stream()
                        .map(key -> mapping.held(key))
                        .map(held -> held == null ? NullValue.NULL_VALUE : held)
                        .toList();
            case List<?> list -> Collections.unmodifiableList(list);
            case Map<?, ?> map -> new ArrayList<>(map.values());
            case null, default -> List.of();
        };
    }

    private static @Nullable Object step(@Nullable Object at, Step step) {
        return switch (at) {
            case Fact.Mapping mapping -> mapping.held(step.name());
            case Fact.Sequence sequence ->
                step.index() >= 0 && step.index() < sequence.size()
                        ? sequence.held().get(step.index())
                        : null;
            case Map<?, ?> map -> map.get(step.name());
            case List<?> list -> step.index() >= 0 && step.index() < list.size() ? list.get(step.index()) : null;
            case null, default -> null;
        };
    }

    /** As it would be written in a path. */
    static String written(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_-]*") ? name : "[" + CanonicalJson.text(name) + "]";
    }
}
