package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.StackPlan;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan of one stack as it is drawn: resources that change, each with the attributes that differ; what stays is kept
 * apart, to be folded away.
 *
 * @param unchanged resources that stay as they are
 */
public record PlanTree(StackPlan stack, List<Branch> branches, List<String> unchanged) {
    /** A plan of more resources than this begins folded: one line each, but for what is replaced or removed. */
    private static final int FOLDED_FROM = 12;

    /** How notes begin that only say how something is done. */
    private static final List<String> MERE =
            List.of("start-first:", "changed in place", "port ", "mounted read-only", "made anew:");

    private static final Pattern DIGEST = Pattern.compile("\\bsha256:([0-9a-f]{12})[0-9a-f]{52}\\b");

    /** Whether its resources begin as one line each. */
    public boolean folded() {
        return branches.size() > FOLDED_FROM;
    }

    /** A resource. {@code same} attributes are folded away. */
    public record Branch(
            ResourceChange resource,
            String sign,
            String kind,
            List<Leaf> leaves,
            List<Leaf> same,
            List<Remark> remarks) {
        /** The attributes that change, for the line of a folded resource. */
        public String paths() {
            return leaves.stream().map(Leaf::path).collect(Collectors.joining(", "));
        }

        /** What nobody should have to unfold. */
        public boolean grave() {
            return kind.equals("danger") || !remarks.isEmpty();
        }
    }

    /** An attribute as it is shown; null where there was or will be none. {@code forces}: it cannot change in place. */
    public record Leaf(
            String path,
            @Nullable String before,
            @Nullable String after,
            boolean differs,
            boolean secret,
            boolean unknown,
            boolean forces) {
        /** What was, with the part that differs set apart. */
        public Difference was() {
            return before == null
                    ? Difference.whole("")
                    : after == null ? Difference.whole(before) : Difference.of(before, after);
        }

        /** What will be, with the part that differs set apart. */
        public Difference becomes() {
            return after == null
                    ? Difference.whole("")
                    : before == null ? Difference.whole(after) : Difference.of(after, before);
        }

        public boolean changed() {
            return differs || unknown;
        }
    }

    /** A comment that stands at a resource of the plan. */
    public record Remark(Activity.Comment comment, String author) {}

    /** Whether a note is one to look at closely, and no mere word on how it is done. */
    public static boolean grave(String note) {
        return MERE.stream().noneMatch(note::startsWith);
    }

    static PlanTree of(StackPlan stack, List<Remark> remarks, JsonMapper json) {
        List<Branch> branches = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        Plan plan = stack.plan();
        if (plan != null) {
            for (ResourceChange resource : plan.changes()) {
                if (resource.action().changes()) {
                    branches.add(branch(resource, remarks, json));
                } else {
                    unchanged.add(resource.address());
                }
            }
        }
        return new PlanTree(stack, branches, unchanged);
    }

    public List<Finding> findings() {
        return stack.findings();
    }

    private static Branch branch(ResourceChange resource, List<Remark> remarks, JsonMapper json) {
        List<Leaf> leaves = new ArrayList<>();
        List<Leaf> same = new ArrayList<>();
        for (Leaf leaf : leaves(resource.before(), resource.after(), resource.replacedBecause(), json)) {
            (leaf.changed() ? leaves : same).add(leaf);
        }
        return new Branch(
                resource,
                sign(resource.action()),
                kind(resource.action()),
                leaves,
                same,
                remarks.stream()
                        .filter(remark -> {
                            var line = remark.comment().line();
                            return line != null && line.address().equals(resource.address());
                        })
                        .toList());
    }

    /** What differs between two sets of attributes, in the order of their paths; those that are the same too. */
    static List<Leaf> leaves(
            SortedMap<String, Value> before, SortedMap<String, Value> after, List<String> forces, JsonMapper json) {
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return paths.stream()
                .map(path -> leaf(path, before.get(path), after.get(path), forces.contains(path), json))
                .toList();
    }

    private static Leaf leaf(
            String path, @Nullable Value before, @Nullable Value after, boolean forces, JsonMapper json) {
        boolean secret = (before instanceof Value.Sensitive || after instanceof Value.Sensitive)
                && !Objects.equals(before, after);
        boolean unknown = after instanceof Value.Unknown;
        return new Leaf(
                path, shown(before, json), shown(after, json), !Objects.equals(before, after), secret, unknown, forces);
    }

    private static @Nullable String shown(@Nullable Value value, JsonMapper json) {
        return switch (value) {
            case null -> null;
            case Value.Known known -> DIGEST.matcher(text(known.json(), json)).replaceAll("sha256:$1…");
            case Value.Sensitive _ -> "••••";
            case Value.Unknown _ -> "…";
        };
    }

    private static String text(String source, JsonMapper json) {
        if (!source.startsWith("\"")) {
            return source;
        }
        JsonNode node = json.readTree(source);
        return node.isString() ? node.asString() : source;
    }

    private static String sign(Action action) {
        return switch (action) {
            case CREATE -> "+";
            case UPDATE -> "~";
            case REPLACE, REPLACE_CREATE_FIRST -> "±";
            case DELETE -> "−";
            case FORGET -> "∅";
            case ADOPT -> "←";
            case NO_OP, READ -> " ";
        };
    }

    private static String kind(Action action) {
        return switch (action) {
            case CREATE -> "ok";
            case UPDATE, FORGET, ADOPT -> "warning";
            case REPLACE, REPLACE_CREATE_FIRST, DELETE -> "danger";
            case NO_OP, READ -> "quiet";
        };
    }
}
