package io.binome.guidelines.internal;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.cel.runtime.standard.CelStandardOverload;
import io.binome.guidelines.internal.Steps.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What rules can do besides CEL's own functions, and those of CEL that could make much out of little: these are counted
 * by the {@link Meter}.
 */
// What the functions keep between two calls are results that are the same each time, in maps made for many threads.
@SuppressWarnings("Immutable")
final class RuleFunctions {
    private static final int MOST_KEPT = 2_000;
    private static final int LONGEST_JOINED = 64 << 10;
    private static final int LONGEST_JSON = 256 << 10;

    private final Map<String, List<Step>> paths = new ConcurrentHashMap<>();
    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();

    static List<CelFunctionDecl> declarations() {
        return List.of(
                CelFunctionDecl.newFunctionDeclaration(
                        "get",
                        CelOverloadDecl.newMemberOverload("any_get", SimpleType.DYN, SimpleType.DYN, SimpleType.STRING),
                        CelOverloadDecl.newMemberOverload(
                                "any_get_or", SimpleType.DYN, SimpleType.DYN, SimpleType.STRING, SimpleType.DYN)),
                CelFunctionDecl.newFunctionDeclaration(
                        "each",
                        CelOverloadDecl.newMemberOverload(
                                "any_each", ListType.create(SimpleType.DYN), SimpleType.DYN, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "glob",
                        CelOverloadDecl.newMemberOverload(
                                "text_glob", SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING)),
                CelFunctionDecl.newFunctionDeclaration(
                        "isAnywhere",
                        CelOverloadDecl.newGlobalOverload("is_anywhere", SimpleType.BOOL, SimpleType.DYN)),
                CelFunctionDecl.newFunctionDeclaration(
                        "isSecret", CelOverloadDecl.newGlobalOverload("is_secret", SimpleType.BOOL, SimpleType.DYN)),
                CelFunctionDecl.newFunctionDeclaration(
                        "parseJson", CelOverloadDecl.newGlobalOverload("parse_json", SimpleType.DYN, SimpleType.DYN)),
                CelFunctionDecl.newFunctionDeclaration(
                        "listOf",
                        CelOverloadDecl.newGlobalOverload("list_of", ListType.create(SimpleType.DYN), SimpleType.DYN)));
    }

    /** The standard ones without those that are bound here. */
    static CelStandardFunctions standard() {
        return CelStandardFunctions.newBuilder()
                .filterFunctions((function, overload) -> !bound(function, overload))
                .build();
    }

    private static boolean bound(StandardFunction function, CelStandardOverload overload) {
        String name = overload.toString();
        return switch (function) {
            case ADD -> name.contains("STRING") || name.contains("LIST") || name.contains("BYTES");
            case MATCHES, CONTAINS -> true;
            default -> false;
        };
    }

    List<CelFunctionBinding> bindings() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "get",
                CelFunctionBinding.from("any_get", Object.class, String.class, (from, path) -> get(from, path, null)),
                CelFunctionBinding.from(
                        "any_get_or",
                        List.of(Object.class, String.class, Object.class),
                        arguments -> get(arguments[0], (String) arguments[1], arguments[2]))));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "each", CelFunctionBinding.from("any_each", Object.class, String.class, (from, path) -> {
                    Meter meter = Meter.CURRENT.get();
                    meter.spend(1);
                    return new Fact.Sequence(meter, Steps.each(from, steps(path)));
                })));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "glob", CelFunctionBinding.from("text_glob", String.class, String.class, (text, glob) -> {
                    Meter.CURRENT.get().spendOn(text);
                    return pattern(Glob.expression(glob)).matcher(text).matches();
                })));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "isAnywhere", CelFunctionBinding.from("is_anywhere", Object.class, Networks::isAnywhere)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "isSecret",
                CelFunctionBinding.from(
                        "is_secret",
                        Object.class,
                        value -> value instanceof String text && text.startsWith(Attributes.SECRET))));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "parseJson", CelFunctionBinding.from("parse_json", Object.class, RuleFunctions::parseJson)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "listOf", CelFunctionBinding.from("list_of", Object.class, RuleFunctions::listOf)));
        bindings.addAll(metered());
        return bindings;
    }

    private List<CelFunctionBinding> metered() {
        List<CelFunctionBinding> bindings = new ArrayList<>();
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "_+_",
                CelFunctionBinding.from("add_string", String.class, String.class, RuleFunctions::joined),
                CelFunctionBinding.from("add_list", List.class, List.class, RuleFunctions::joined)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "matches",
                CelFunctionBinding.from("matches", String.class, String.class, this::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, this::matches)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                "contains", CelFunctionBinding.from("contains_string", String.class, String.class, (text, part) -> {
                    Meter.CURRENT.get().spendOn(text);
                    Meter.CURRENT.get().spendOn(part);
                    return text.contains(part);
                })));
        return bindings;
    }

    private Object get(Object from, String path, @Nullable Object otherwise) {
        Meter.CURRENT.get().spend(1);
        Object found = Steps.get(from, steps(path));
        if (found == null || found == NullValue.NULL_VALUE) {
            return otherwise == null ? NullValue.NULL_VALUE : otherwise;
        }
        return found;
    }

    private List<Step> steps(String path) {
        List<Step> known = paths.get(path);
        if (known == null) {
            known = Steps.of(path);
            if (paths.size() < MOST_KEPT) {
                paths.put(path, known);
            }
        }
        return known;
    }

    private boolean matches(String text, String expression) {
        Meter.CURRENT.get().spendOn(text);
        return pattern(expression).matcher(text).find();
    }

    private Pattern pattern(String expression) {
        Pattern known = patterns.get(expression);
        if (known == null) {
            Meter.CURRENT.get().spend(expression.length());
            if (expression.length() > 1_000) {
                throw new IllegalArgumentException("a pattern of more than 1000 characters");
            }
            try {
                known = Pattern.compile(expression);
            } catch (PatternSyntaxException malformed) {
                throw new IllegalArgumentException(
                        "'" + expression + "' is no pattern: " + malformed.getDescription(), malformed);
            }
            if (known.programSize() > 2_000) {
                throw new IllegalArgumentException("a pattern that stands for too much: '" + expression + "'");
            }
            if (patterns.size() < MOST_KEPT) {
                patterns.put(expression, known);
            }
        }
        return known;
    }

    private static String joined(String first, String second) {
        if (first.length() + second.length() > LONGEST_JOINED) {
            throw new Meter.TooCostly();
        }
        Meter.CURRENT.get().spend(1 + (first.length() + second.length()) / 64);
        return first + second;
    }

    private static List<Object> joined(List<?> first, List<?> second) {
        Meter.CURRENT.get().spend(1L + first.size() + second.size());
        List<Object> both = new ArrayList<>(first.size() + second.size());
        both.addAll(first);
        both.addAll(second);
        return both;
    }

    /** Policies of clouds are JSON in a text; what is a map or null already stays so. */
    private static Object parseJson(Object value) {
        if (!(value instanceof String text) || text.startsWith(Attributes.SECRET)) {
            return value;
        }
        Meter meter = Meter.CURRENT.get();
        meter.spend(1 + text.length() / 16);
        if (text.length() > LONGEST_JSON) {
            throw new Meter.TooCostly();
        }
        return Attributes.parsed(meter, text);
    }

    /** A single value where others write a list. */
    private static Object listOf(Object value) {
        return switch (value) {
            case List<?> list -> list;
            case NullValue _ -> List.of();
            default -> List.of(value);
        };
    }
}
