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

    /** A resource. {@code same} attributes are folded away. */
    public record Branch(
            ResourceChange resource,
            String sign,
            String kind,
            List<Leaf> leaves,
            List<Leaf> same,
            List<Remark> remarks) {}

    /** An attribute; null where there was or will be none. {@code forces}: it cannot change in place. */
    public record Leaf(
            String path,
            @Nullable String before,
            @Nullable String after,
            boolean secret,
            boolean unknown,
            boolean forces) {
        public boolean changed() {
            return secret || unknown || !Objects.equals(before, after);
        }
    }

    /** A comment that stands at a resource of the plan. */
    public record Remark(Activity.Comment comment, String author) {}

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
        return new Leaf(path, shown(before, json), shown(after, json), secret, unknown, forces);
    }

    private static @Nullable String shown(@Nullable Value value, JsonMapper json) {
        return switch (value) {
            case null -> null;
            case Value.Known known -> text(known.json(), json);
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
            case NO_OP, READ -> " ";
        };
    }

    private static String kind(Action action) {
        return switch (action) {
            case CREATE -> "ok";
            case UPDATE, FORGET -> "warning";
            case REPLACE, REPLACE_CREATE_FIRST, DELETE -> "danger";
            case NO_OP, READ -> "quiet";
        };
    }
}
