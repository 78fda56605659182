package io.binome.changes.internal;

import io.binome.stacks.DocumentKind;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a change may not do with stacks of documents, because what governs is agreed, and takes effect, by itself. */
final class DocumentRules {
    private DocumentRules() {}

    /** @param before what the target declares, by the stacks' names */
    static List<Finding> findings(List<TouchedStacks.Touched> touched, Map<String, StackDeclaration> before) {
        List<Finding> findings = new ArrayList<>();
        boolean documents = touched.stream().anyMatch(stack -> isDocument(stack.declaration()));
        for (TouchedStacks.Touched stack : touched) {
            StackDeclaration declaration = stack.declaration();
            StackDeclaration old = before.get(declaration.name());
            if (old != null && isDocument(old) != isDocument(declaration)) {
                findings.add(finding(
                        declaration,
                        "engine",
                        "A stack of documents stays one, and no other becomes one.",
                        "Give the new stack a name of its own."));
            } else if (documents && !isDocument(declaration)) {
                findings.add(finding(
                        declaration,
                        null,
                        "What governs changes alone, and this change touches " + declaration.name() + " as well.",
                        "Push the two as two branches."));
            } else if (isDocument(declaration)
                    && (!declaration.inputs().isEmpty() || !declaration.after().isEmpty())) {
                findings.add(finding(
                        declaration,
                        declaration.inputs().isEmpty() ? "after" : "inputs",
                        "Documents take nothing from other stacks.",
                        null));
            }
        }
        return findings;
    }

    static boolean isDocument(StackDeclaration declaration) {
        return declaration.engine().equals(DocumentKind.ENGINE);
    }

    private static Finding finding(
            StackDeclaration declaration, @Nullable String key, String reason, @Nullable String instead) {
        String place = "stacks." + declaration.name();
        return new Finding(
                "documents-alone", Stacks.MANIFEST, 0, 0, key == null ? place : place + "." + key, reason, instead);
    }
}
