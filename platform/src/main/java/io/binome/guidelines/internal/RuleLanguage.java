package io.binome.guidelines.internal;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The dialect of CEL that rules are written in: its standard, optional values, and {@link RuleFunctions}. Compiled once;
 * what came of it may be asked by many threads.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">CEL language definition</a>
 */
final class RuleLanguage {
    static final int LONGEST_EXPRESSION = 4_000;

    private static final int DEEPEST = 40;
    private static final int MOST_NODES = 1_500;

    private static final int MOST_KEPT = 5_000;

    private final Map<String, Compiled> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final CelCompiler compiler;
    private final CelRuntime runtime;

    /** @param iterations of all loops of one evaluation together */
    private RuleLanguage(SortedMap<String, CelType> variables, int iterations) {
        CelOptions options = CelOptions.current()
                .comprehensionMaxIterations(iterations)
                .maxExpressionCodePointSize(LONGEST_EXPRESSION)
                .maxParseRecursionDepth(DEEPEST)
                .maxParseExpressionNodeCount(MOST_NODES)
                .maxRegexProgramSize(2_000)
                .enableHeterogeneousNumericComparisons(true)
                .build();
        CelStringExtensions texts = CelExtensions.strings(
                CelStringExtensions.Function.LOWER_ASCII,
                CelStringExtensions.Function.SPLIT,
                CelStringExtensions.Function.SUBSTRING,
                CelStringExtensions.Function.INDEX_OF,
                CelStringExtensions.Function.TRIM);
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(new RuleTypes())
                .addLibraries(CelExtensions.optional(), texts)
                .addFunctionDeclarations(RuleFunctions.declarations())
                .setResultType(SimpleType.BOOL);
        variables.forEach(builder::addVar);
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(options)
                .setStandardEnvironmentEnabled(false)
                .setStandardFunctions(RuleFunctions.standard())
                .addFunctionBindings(new RuleFunctions().bindings())
                .addLibraries(CelExtensions.optional(), texts)
                .build();
    }

    /** For rules that are asked of each resource. */
    static RuleLanguage ofResources() {
        return new RuleLanguage(RuleTypes.ofResource(), 10_000);
    }

    /** For rules that are asked once of a stack, and may go through its plan. */
    static RuleLanguage ofStacks() {
        return new RuleLanguage(RuleTypes.ofStack(), 100_000);
    }

    /** What came of compiling. */
    sealed interface Compiled {
        record Ready(Program program) implements Compiled {}

        record Wrong(List<Mistake> mistakes) implements Compiled {}
    }

    /**
     * @param line of the expression, from 1
     * @param column from 0
     */
    record Mistake(int line, int column, String reason) {}

    /** A program takes some milliseconds to compile, and most rules of a changed file are as they were. */
    Compiled compile(String expression) {
        synchronized (kept) {
            Compiled known = kept.get(expression);
            if (known != null) {
                return known;
            }
        }
        Compiled compiled = compiled(expression);
        synchronized (kept) {
            kept.put(expression, compiled);
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return compiled;
    }

    private Compiled compiled(String expression) {
        CelValidationResult result = compiler.compile(expression);
        if (result.hasError()) {
            ImmutableList<CelIssue> errors = result.getErrors();
            return new Compiled.Wrong(errors.stream()
                    .map(error -> new Mistake(
                            Math.max(1, error.getSourceLocation().getLine()),
                            Math.max(0, error.getSourceLocation().getColumn()),
                            error.getMessage()))
                    .toList());
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            return new Compiled.Ready(runtime.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException refused) {
            return new Compiled.Wrong(List.of(new Mistake(1, 0, String.valueOf(refused.getMessage()))));
        }
    }
}
