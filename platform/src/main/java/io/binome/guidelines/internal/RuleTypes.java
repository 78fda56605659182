package io.binome.guidelines.internal;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables of rules and their types: a name that does not exist is refused when the rule is read. */
final class RuleTypes implements CelTypeProvider {
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final CelType ANY_MAP = MapType.create(SimpleType.STRING, SimpleType.DYN);

    private static final StructType RESOURCE = struct(
            "Resource",
            field("address", TEXT),
            field("type", TEXT),
            field("name", TEXT),
            field("action", TEXT),
            field("before", ANY_MAP),
            field("after", ANY_MAP),
            field("written", ANY_MAP),
            field("changed", TEXTS),
            field("unknown", TEXTS),
            field("secret", TEXTS),
            field("replacedBecause", TEXTS),
            field("notes", TEXTS),
            field("createFirst", SimpleType.BOOL),
            field("movedFrom", TEXT),
            field("importedAs", TEXT));
    private static final StructType CHANGE = struct(
            "Change",
            field("repository", TEXT),
            field("title", TEXT),
            field("description", TEXT),
            field("branch", TEXT),
            field("authors", SimpleType.INT),
            field("paths", TEXTS),
            field("files", TEXTS),
            field("goingBack", SimpleType.BOOL));
    private static final StructType ACTOR = struct("Actor", field("party", TEXT), field("role", TEXT));
    private static final StructType STACK = struct(
            "Stack",
            field("name", TEXT),
            field("engine", TEXT),
            field("environment", TEXT),
            field("environments", TEXTS),
            field("path", TEXT),
            field("site", TEXT),
            field("variables", MapType.create(TEXT, TEXT)),
            field("profiles", TEXTS),
            field("files", TEXTS));
    private static final StructType PLAN = struct(
            "Plan",
            field("changes", ListType.create(RESOURCE)),
            field("drift", ListType.create(RESOURCE)),
            field("created", SimpleType.INT),
            field("updated", SimpleType.INT),
            field("replaced", SimpleType.INT),
            field("deleted", SimpleType.INT),
            field("resolutions", MapType.create(TEXT, TEXT)));
    private static final StructType CONTRACT = struct(
            "Contract",
            field("present", SimpleType.BOOL),
            field("version", SimpleType.INT),
            field("currency", TEXT),
            field("environments", ANY_MAP),
            field("limits", ANY_MAP));
    private static final StructType COST =
            struct("Cost", field("known", SimpleType.BOOL), field("month", SimpleType.DOUBLE), field("currency", TEXT));

    private static final ImmutableList<CelType> STRUCTS =
            ImmutableList.of(RESOURCE, CHANGE, ACTOR, STACK, PLAN, CONTRACT, COST);

    /** What a rule about a stack as a whole sees. */
    static SortedMap<String, CelType> ofStack() {
        return new TreeMap<>(Map.of(
                "change", CHANGE,
                "actor", ACTOR,
                "stack", STACK,
                "plan", PLAN,
                "contract", CONTRACT,
                "cost", COST,
                "time", SimpleType.TIMESTAMP));
    }

    /** What a rule about one resource sees besides. */
    static SortedMap<String, CelType> ofResource() {
        SortedMap<String, CelType> variables = ofStack();
        variables.put("resource", RESOURCE);
        return variables;
    }

    /** Names of the fields of each variable that has some, for the reference. */
    static SortedMap<String, List<String>> fields() {
        SortedMap<String, List<String>> fields = new TreeMap<>();
        ofResource().forEach((name, type) -> {
            if (type instanceof StructType struct) {
                fields.put(name, List.copyOf(struct.fieldNames()));
            }
        });
        return fields;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return STRUCTS;
    }

    @Override
    public Optional<CelType> findType(String name) {
        return STRUCTS.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    private static Map.Entry<String, CelType> field(String name, CelType type) {
        return Map.entry(name, type);
    }

    @SafeVarargs
    private static StructType struct(String name, Map.Entry<String, CelType>... fields) {
        ImmutableMap<String, CelType> types = ImmutableMap.ofEntries(fields);
        return StructType.create("binome." + name, types.keySet(), field -> Optional.ofNullable(types.get(field)));
    }
}
