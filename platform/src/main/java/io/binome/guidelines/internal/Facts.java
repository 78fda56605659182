package io.binome.guidelines.internal;

import dev.cel.common.values.NullValue;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.guidelines.Situation;
import io.binome.guidelines.Situation.ChangeFacts;
import io.binome.kernel.Money;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The variables of rules, of one situation. What few rules ask for is only made when one does. */
final class Facts {
    private final Meter meter;
    private final String engine;
    private final Map<String, Object> variables = new HashMap<>();
    /** By identity: a resource is large, and asked for by every rule. */
    private final Map<ResourceChange, Fact.Mapping> resources = new IdentityHashMap<>();

    private final Places places;

    private Facts(Meter meter, String engine, Places places) {
        this.meter = meter;
        this.engine = engine;
        this.places = places;
    }

    static Facts of(Meter meter, Situation situation, Places places) {
        Facts facts = new Facts(meter, situation.plan().engine(), places);
        StackDeclaration stack = situation.stack();
        facts.variables.put("change", facts.change(situation.change()));
        facts.variables.put(
                "actor",
                facts.struct(Map.of(
                        "party", situation.change().actorParty(),
                        "role", situation.change().actorRole())));
        facts.variables.put("stack", facts.stack(stack, situation));
        facts.variables.put("plan", facts.plan(situation.plan()));
        facts.variables.put("contract", facts.contract(situation.contract()));
        facts.variables.put("cost", facts.cost(situation.cost()));
        facts.variables.put("time", situation.time());
        return facts;
    }

    /** All but {@code resource}. */
    Map<String, Object> variables() {
        return variables;
    }

    Fact.Mapping of(ResourceChange change) {
        return resources.computeIfAbsent(change, this::resource);
    }

    private Fact.Mapping change(ChangeFacts change) {
        return struct(Map.of(
                "repository",
                change.repository(),
                "title",
                change.title(),
                "description",
                change.description(),
                "branch",
                change.branch(),
                "authors",
                (long) change.authors(),
                "paths",
                list(change.paths()),
                "files",
                later(() -> list(new TreeSet<>(change.files()))),
                "goingBack",
                change.goingBack()));
    }

    private Fact.Mapping stack(StackDeclaration stack, Situation situation) {
        String below = stack.path().isEmpty() ? "" : stack.path() + "/";
        return struct(Map.of(
                "name",
                stack.name(),
                "engine",
                stack.engine(),
                "environment",
                stack.environment(),
                "environments",
                list(situation.environments()),
                "path",
                stack.path(),
                "site",
                stack.site(),
                "variables",
                struct(Map.copyOf(stack.variables())),
                "profiles",
                list(stack.profiles()),
                "files",
                later(() -> list(new TreeSet<>(situation.change().files())
                        .stream()
                                .filter(file -> file.startsWith(below))
                                .map(file -> file.substring(below.length()))
                                .toList()))));
    }

    private Fact.Mapping plan(Plan plan) {
        return struct(Map.of(
                "changes",
                later(() -> new Fact.Sequence(
                        meter,
                        new ArrayList<>(plan.changes().stream().map(this::of).toList()))),
                "drift",
                later(() -> new Fact.Sequence(
                        meter,
                        new ArrayList<>(plan.drift().stream().map(this::of).toList()))),
                "created",
                plan.count(Action.CREATE),
                "updated",
                plan.count(Action.UPDATE),
                "replaced",
                plan.count(Action.REPLACE) + plan.count(Action.REPLACE_CREATE_FIRST),
                "deleted",
                plan.count(Action.DELETE),
                "resolutions",
                struct(Map.copyOf(plan.resolutions()))));
    }

    private Fact.Mapping resource(ResourceChange change) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("address", change.address());
        fields.put("type", change.type());
        fields.put("name", change.name());
        fields.put("action", word(change.action()));
        fields.put("createFirst", change.action() == Action.REPLACE_CREATE_FIRST);
        fields.put("before", later(() -> Attributes.of(meter, engine, change.before())));
        fields.put("after", later(() -> Attributes.of(meter, engine, change.after())));
        fields.put("written", later(() -> written(change)));
        fields.put("changed", later(() -> list(changed(change))));
        fields.put("unknown", later(() -> list(paths(change, Value.Unknown.class::isInstance))));
        fields.put("secret", later(() -> list(paths(change, Value.Sensitive.class::isInstance))));
        fields.put("replacedBecause", list(change.replacedBecause()));
        fields.put("notes", list(change.notes()));
        String moved = change.provenance().movedFrom();
        String imported = change.provenance().importedAs();
        fields.put("movedFrom", moved == null ? "" : moved);
        fields.put("importedAs", imported == null ? "" : imported);
        return new Fact.Mapping(meter, fields);
    }

    /** What the file says of it; not known where the files are not at hand. */
    private Object written(ResourceChange change) {
        return places.written(change)
                .<Object>map(node -> Attributes.value(meter, node))
                .orElseGet(() -> new Fact.Unknown("written"));
    }

    private static Collection<String> changed(ResourceChange change) {
        Set<String> paths = new TreeSet<>(change.before().keySet());
        paths.addAll(change.after().keySet());
        paths.removeIf(path -> {
            Value before = change.before().get(path);
            return before != null && before.equals(change.after().get(path)) && !(before instanceof Value.Unknown);
        });
        return paths;
    }

    private static List<String> paths(ResourceChange change, Predicate<Value> which) {
        return change.after().entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(SortedMap.Entry::getKey)
                .toList();
    }

    private Fact.Mapping contract(@Nullable ContractVersion version) {
        Map<String, Object> environments = new HashMap<>();
        Map<String, Object> limits = new HashMap<>();
        if (version != null) {
            version.contract()
                    .environments()
                    .forEach((name, terms) ->
                            environments.put(name, struct(Map.of("name", name, "sites", list(terms.sites())))));
            Contract.Limits taken = version.contract().limits();
            limits.put("milliProcessors", orNull(taken.milliProcessors()));
            limits.put("memoryBytes", orNull(taken.memoryBytes()));
            limits.put("diskBytes", orNull(taken.diskBytes()));
            limits.put("replicas", orNull(taken.replicas()));
            limits.put("domains", orNull(taken.domains()));
        }
        return struct(Map.of(
                "present",
                version != null,
                "version",
                version == null ? 0L : (long) version.number(),
                "currency",
                version == null ? "" : version.contract().currency(),
                "environments",
                struct(environments),
                "limits",
                struct(limits)));
    }

    private static Object orNull(@Nullable Number number) {
        return number == null ? NullValue.NULL_VALUE : number.longValue();
    }

    private Fact.Mapping cost(@Nullable Money cost) {
        return cost == null
                ? struct(Map.of("known", false, "month", new Fact.Unknown("cost.month"), "currency", ""))
                : struct(Map.of("known", true, "month", cost.amount().doubleValue(), "currency", cost.currency()));
    }

    private Fact.Mapping struct(Map<String, ?> fields) {
        return new Fact.Mapping(meter, new HashMap<>(fields));
    }

    private Fact.Sequence list(Collection<String> texts) {
        return new Fact.Sequence(meter, new ArrayList<>(texts));
    }

    private static Fact.Later later(java.util.function.Supplier<Object> value) {
        return new Fact.Later(value);
    }

    /** As rules and people write it: both ways to replace are one word. */
    static String word(Action action) {
        return action == Action.REPLACE_CREATE_FIRST
                ? "replace"
                : action.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** None for what is no such word. */
    static Set<Action> actions(String word) {
        Set<Action> actions = new TreeSet<>();
        for (Action action : Action.values()) {
            if (word(action).equals(word)) {
                actions.add(action);
            }
        }
        return actions;
    }
}
