package io.binome.server.console;

import io.binome.changes.Activity;
import io.binome.changes.StackPlan;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.OutputChange;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanCheck;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * The plan of one stack as it is drawn: resources that change, each with the attributes that differ; what stays is kept
 * apart, to be folded away. Of a large plan one slice, what is replaced or removed first.
 *
 * @param unchanged resources that stay as they are, the first of them
 * @param stays how many stay as they are
 * @param total resources that change, in the whole plan
 * @param found those of them that the slice asks for; {@code branches} are some of them
 */
public record PlanTree(
        StackPlan stack,
        PlanSlice slice,
        List<Branch> branches,
        List<Count> counts,
        int total,
        int found,
        List<String> unchanged,
        int stays,
        Extra<Branch> outputs,
        Extra<Branch> drift,
        Extra<PlanCheck> checks,
        Extra<Branch> deferred) {
    /** A plan of more resources than this begins folded: one line each, but for what is replaced or removed. */
    private static final int FOLDED_FROM = 12;

    /** As many resources are shown at once. */
    public static final int SLICE = 60;

    private static final int EXTRAS = 40;
    private static final int UNCHANGED = 200;

    /** Attributes that are shown at once with all that belongs to them; a page of more would be slow. */
    private static final int MANY_VALUES = 3_000;

    private static final int LEAVES = 30;

    /** How notes begin that only say how something is done. */
    private static final List<String> MERE = List.of(
            "start-first:",
            "changed in place",
            "port ",
            "mounted read-only",
            "made anew:",
            "No longer in the configuration",
            "No longer managed from here",
            "Read while applying",
            "Something that it is to be replaced with changes");

    /** Whether its resources begin as one line each. */
    public boolean folded() {
        return branches.size() > FOLDED_FROM;
    }

    /** Whether a resource begins unfolded. In a large plan what is grave comes first, and even that is a long list. */
    public boolean opens(Branch branch) {
        return !folded() || (large() ? !branch.remarks().isEmpty() : branch.grave());
    }

    /** Whether it has more than one page of resources. */
    public boolean large() {
        return total > SLICE;
    }

    /** Where the next page begins; -1 on the last one. */
    public int next() {
        int next = slice.from() + branches.size();
        return next < found ? next : -1;
    }

    /** Where the page before begins; -1 on the first one. */
    public int previous() {
        return slice.from() == 0 ? -1 : Math.max(0, slice.from() - SLICE);
    }

    /** What is done to a resource, for counting and choosing. */
    public enum Sort {
        DELETE,
        REPLACE,
        UPDATE,
        CREATE,
        FORGET,
        /** What was changed from outside is taken over. */
        ADOPT,
        MOVE,
        IMPORT,
        READ;

        static Sort of(ResourceChange change) {
            return switch (change.action()) {
                case CREATE -> CREATE;
                case UPDATE -> UPDATE;
                case REPLACE, REPLACE_CREATE_FIRST -> REPLACE;
                case DELETE -> DELETE;
                case FORGET -> FORGET;
                case ADOPT -> ADOPT;
                case READ -> READ;
                case NO_OP -> change.provenance().importedAs() == null ? MOVE : IMPORT;
            };
        }
    }

    /** How many resources a {@link Sort} has. */
    public record Count(Sort sort, int number) {}

    /** A part of the plan beside its resources; {@code left} are not shown. */
    public record Extra<T>(List<T> shown, int left) {
        static <T> Extra<T> of(List<T> all) {
            int some = Math.min(EXTRAS, all.size());
            return new Extra<>(List.copyOf(all.subList(0, some)), all.size() - some);
        }

        public boolean isEmpty() {
            return shown.isEmpty();
        }

        public int size() {
            return shown.size() + left;
        }
    }

    /** A resource, or an output under its name. {@code same} attributes are folded away; {@code more} are not shown. */
    public record Branch(
            ResourceChange resource,
            String sign,
            String kind,
            List<PlanLeaf> leaves,
            List<PlanLeaf> same,
            int more,
            List<Remark> remarks) {
        /** What happens to it: the action, or what the state alone is told. */
        public String action() {
            return resource.action() == Action.NO_OP
                    ? Sort.of(resource).name()
                    : resource.action().name();
        }

        /** The attributes that change, for the line of a folded resource. */
        public String paths() {
            String movedFrom = resource.provenance().movedFrom();
            if (leaves.isEmpty() && movedFrom != null) {
                return movedFrom;
            }
            return leaves.stream().limit(LEAVES).map(PlanLeaf::path).collect(Collectors.joining(", "));
        }

        /** What nobody should have to unfold. */
        public boolean grave() {
            return kind.equals("danger") || !remarks.isEmpty();
        }
    }

    /** A comment that stands at a resource of the plan. */
    public record Remark(Activity.Comment comment, String author) {}

    /** Whether a note is one to look at closely, and no mere word on how it is done. */
    public static boolean grave(String note) {
        return MERE.stream().noneMatch(note::startsWith);
    }

    static PlanTree of(StackPlan stack, List<Remark> remarks, PlanSlice slice, JsonMapper json) {
        Plan plan = stack.plan();
        if (plan == null) {
            Extra<Branch> none = Extra.of(List.of());
            return new PlanTree(
                    stack, slice, List.of(), List.of(), 0, 0, List.of(), 0, none, none, Extra.of(List.of()), none);
        }
        Map<Sort, Integer> counts = new EnumMap<>(Sort.class);
        List<ResourceChange> found = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        int total = 0;
        int stays = 0;
        for (ResourceChange resource : plan.changes()) {
            boolean moved = resource.provenance().movedFrom() != null;
            boolean imported = resource.provenance().importedAs() != null;
            if (!resource.acts() && resource.action() != Action.READ) {
                stays++;
                if (unchanged.size() < UNCHANGED) {
                    unchanged.add(resource.address());
                }
                continue;
            }
            total++;
            Sort sort = Sort.of(resource);
            counts.merge(sort, 1, Integer::sum);
            if (moved && sort != Sort.MOVE) {
                counts.merge(Sort.MOVE, 1, Integer::sum);
            }
            if (imported && sort != Sort.IMPORT) {
                counts.merge(Sort.IMPORT, 1, Integer::sum);
            }
            if (slice.takes(sort, moved, imported, resource.address())) {
                found.add(resource);
            }
        }
        if (total > SLICE) {
            found.sort(Comparator.comparingInt(resource -> rank(resource, remarks)));
        }
        int from = Math.min(slice.from(), found.size());
        List<ResourceChange> shown = found.subList(from, Math.min(found.size(), from + SLICE));
        return new PlanTree(
                stack,
                new PlanSlice(slice.text(), slice.only(), from),
                branches(shown, remarks, json),
                counts.entrySet().stream()
                        .map(count -> new Count(count.getKey(), count.getValue()))
                        .toList(),
                total,
                found.size(),
                unchanged,
                stays,
                extra(
                        plan.outputs().stream()
                                .filter(output -> output.action().changes())
                                .map(PlanTree::asResource)
                                .toList(),
                        json),
                extra(plan.drift(), json),
                Extra.of(plan.checks().stream()
                        .sorted(Comparator.comparing(check -> check.status() == PlanCheck.Status.PASS))
                        .toList()),
                extra(plan.deferred(), json));
    }

    public List<Finding> findings() {
        return stack.findings();
    }

    /** What somebody spoke of, then what is replaced or removed, then the rest. */
    private static int rank(ResourceChange resource, List<Remark> remarks) {
        return !at(resource, remarks).isEmpty() ? 0 : kind(resource.action()).equals("danger") ? 1 : 2;
    }

    private static List<Remark> at(ResourceChange resource, List<Remark> remarks) {
        return remarks.stream()
                .filter(remark -> {
                    var line = remark.comment().line();
                    return line != null && line.address().equals(resource.address());
                })
                .toList();
    }

    private static Extra<Branch> extra(List<ResourceChange> all, JsonMapper json) {
        Extra<ResourceChange> some = Extra.of(all);
        return new Extra<>(branches(some.shown(), List.of(), json), some.left());
    }

    private static ResourceChange asResource(OutputChange output) {
        return new ResourceChange(
                output.name(), "", "", output.action(), output.before(), output.after(), List.of(), List.of());
    }

    private static List<Branch> branches(List<ResourceChange> resources, List<Remark> remarks, JsonMapper json) {
        ToIntFunction<ResourceChange> values =
                resource -> resource.before().size() + resource.after().size();
        boolean many = resources.stream().mapToInt(values).sum() > MANY_VALUES;
        return resources.stream()
                .map(resource -> branch(resource, at(resource, remarks), many, json))
                .toList();
    }

    private static Branch branch(ResourceChange resource, List<Remark> remarks, boolean many, JsonMapper json) {
        List<PlanLeaf> leaves = new ArrayList<>();
        List<PlanLeaf> same = new ArrayList<>();
        int more = 0;
        for (PlanLeaf leaf : PlanLeaf.all(
                resource.before(),
                resource.after(),
                resource.replacedBecause(),
                many ? PlanLeaf.Room.NARROW : PlanLeaf.Room.WIDE,
                json)) {
            if (!leaf.changed()) {
                same.add(leaf);
            } else if (many && leaves.size() >= LEAVES) {
                more++;
            } else {
                leaves.add(leaf);
            }
        }
        return new Branch(
                resource,
                sign(resource.action()),
                kind(resource.action()),
                leaves,
                many ? List.of() : same,
                more,
                remarks);
    }

    /** What differs between two sets of attributes, in the order of their paths; those that are the same too. */
    static List<PlanLeaf> leaves(
            SortedMap<String, Value> before, SortedMap<String, Value> after, List<String> forces, JsonMapper json) {
        return PlanLeaf.all(before, after, forces, PlanLeaf.Room.WIDE, json);
    }

    private static String sign(Action action) {
        return switch (action) {
            case CREATE -> "+";
            case UPDATE -> "~";
            case REPLACE, REPLACE_CREATE_FIRST -> "±";
            case DELETE -> "−";
            case FORGET -> "∅";
            case ADOPT -> "←";
            case READ -> "↓";
            case NO_OP -> "↪";
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
