package io.binome.workloads.internal;

import io.binome.repositories.CommitTree;
import io.binome.stacks.Engine;
import io.binome.stacks.Finding;
import io.binome.stacks.ManifestPlace;
import io.binome.stacks.StackDeclaration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What other stacks give out, as variables of the Compose files; and what binome.yaml asks for in vain. */
final class InputVariables {
    private InputVariables() {}

    /** @throws PlanningStopped when something is asked for that a Compose stack is not given */
    static StackDeclaration in(Engine.PlanRequest request, CommitTree tree) {
        StackDeclaration declaration = request.declaration();
        List<Finding> findings = new ArrayList<>();
        if (!declaration.secrets().isEmpty()) {
            findings.add(ManifestPlace.finding(
                    tree,
                    "manifest-value",
                    "stacks." + declaration.name() + ".secrets",
                    "A Compose stack names its secrets in its Compose file.",
                    "Name it there under 'secrets', with external: true."));
        }
        SortedMap<String, String> variables = new TreeMap<>(declaration.variables());
        request.inputs().forEach((name, input) -> {
            if (input.sensitive()) {
                findings.add(ManifestPlace.finding(
                        tree,
                        "manifest-value",
                        "stacks." + declaration.name() + ".inputs." + name,
                        "This output is secret, and variables of Compose files are shown.",
                        "Keep the value as a secret, and name it in the Compose file."));
            } else {
                JsonNode value = JsonMapper.shared().readTree(input.json());
                variables.put(name, value.isString() ? value.stringValue() : input.json());
            }
        });
        if (!findings.isEmpty()) {
            throw PlanningStopped.refused(findings);
        }
        return request.inputs().isEmpty()
                ? declaration
                : new StackDeclaration(
                        declaration.name(),
                        declaration.path(),
                        declaration.engine(),
                        declaration.environment(),
                        declaration.site(),
                        declaration.files(),
                        declaration.profiles(),
                        variables);
    }
}
