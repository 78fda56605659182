package io.binome.server.console;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The sentences that rooms say to people, read from their sources by the compiler's own parser: what is handed to the
 * methods and constructors below, with a hole for whatever is no literal.
 */
final class RoomSentences extends TreeScanner<@Nullable Void, @Nullable Void> {
    static final String HOLE = "x1";

    private static final Set<String> CALLS = Set.of(
            "isolation",
            "unsupported",
            "invalid",
            "wrong",
            "wrongAt",
            "finding",
            "malformed",
            "unreadable",
            "tooLarge",
            "refuse",
            "noted",
            "checked",
            "mapping",
            "failed",
            "cannot");
    private static final Set<String> MADE = Set.of(
            "Verdict",
            "ServiceHealth",
            "Finding",
            "PlanOutcome.Failed",
            "Recreate",
            "Outcome.Failed",
            "Result.Failed",
            "ComposeWarning",
            "Refused",
            "InvalidPortException",
            "StackApply.RolloutFailed",
            "ChangeProblem.Blocked",
            "HostInUse");
    /** Where everything that is returned or kept in a variable is said. */
    private static final Set<String> TALKING = Set.of("ServiceHealth.java", "ComposeProblem.java");

    private static final Set<String> SILENT = Set.of("PlanJson.java", "EnvFiles.java");
    private static final Set<String> UNSAID = Set.of("toString", "message", "code");

    private final Map<String, String> said = new TreeMap<>();
    private String file = "";

    /** Sentence to the file that says it. */
    static Map<String, String> in(Path... folders) throws IOException {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        RoomSentences sentences = new RoomSentences();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = new ArrayList<>();
            for (Path folder : folders) {
                try (Stream<Path> walk = Files.walk(folder)) {
                    walk.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
                }
            }
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                sentences.file =
                        Path.of(unit.getSourceFile().getName()).getFileName().toString();
                if (!SILENT.contains(sentences.file)) {
                    sentences.scan(unit, null);
                }
            }
        }
        return sentences.said;
    }

    private void say(ExpressionTree expression) {
        for (String sentence : templates(expression)) {
            String literal = sentence.replace(HOLE, "").strip();
            if (literal.contains(" ") && !literal.contains("\n")) {
                said.putIfAbsent(sentence.strip().replaceFirst("^; ", ""), file);
            }
        }
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
        String name = call.getMethodSelect().toString();
        String method = name.substring(name.lastIndexOf('.') + 1);
        if (CALLS.contains(method)
                || method.equals("refused") && file.equals("ComposeSupport.java")
                || method.equals("add") && (name.endsWith("notes.add") || name.endsWith("parts.add"))) {
            call.getArguments().forEach(this::say);
        }
        return super.visitMethodInvocation(call, nothing);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree made, @Nullable Void nothing) {
        String type = made.getIdentifier().toString();
        if (MADE.contains(type) || type.startsWith("ComposeProblem.") || type.startsWith("ApplyOutcome.")) {
            made.getArguments().forEach(this::say);
        }
        return super.visitNewClass(made, nothing);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
        return UNSAID.contains(method.getName().toString()) ? null : super.visitMethod(method, nothing);
    }

    @Override
    public @Nullable Void visitReturn(ReturnTree returned, @Nullable Void nothing) {
        if (TALKING.contains(file) && returned.getExpression() != null) {
            say(returned.getExpression());
        }
        return super.visitReturn(returned, nothing);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
        if (TALKING.contains(file) && variable.getInitializer() != null) {
            say(variable.getInitializer());
        }
        return super.visitVariable(variable, nothing);
    }

    private static List<String> templates(ExpressionTree expression) {
        return switch (expression) {
            case LiteralTree literal when literal.getValue() instanceof String text -> List.of(text);
            case ParenthesizedTree inner -> templates(inner.getExpression());
            case ConditionalExpressionTree choice ->
                Stream.concat(
                                templates(choice.getTrueExpression()).stream(),
                                templates(choice.getFalseExpression()).stream())
                        .toList();
            case BinaryTree sum
            when sum.getKind() == Tree.Kind.PLUS ->
                templates(sum.getLeftOperand()).stream()
                        .flatMap(left ->
                                templates(sum.getRightOperand()).stream().map(right -> left + right))
                        .toList();
            default -> List.of(HOLE);
        };
    }
}
