package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposeProblem;
import java.util.List;

/** Rules between keys of one resource that the schema cannot say. */
final class Exclusions {
    private Exclusions() {}

    static void check(Mapping model, Problems problems) {
        model.mapping("volumes")
                .entries()
                .forEach((name, node) -> external(KeyPath.of("volumes", name), node, problems));
        model.mapping("configs")
                .entries()
                .forEach((name, node) -> oneSource(
                        KeyPath.of("configs", name), node, List.of("file", "environment", "content"), problems));
        model.mapping("secrets")
                .entries()
                .forEach((name, node) ->
                        oneSource(KeyPath.of("secrets", name), node, List.of("file", "environment"), problems));
        model.mapping("services").entries().forEach((name, node) -> watch(name, node, problems));
    }

    private static void external(KeyPath path, ComposeNode node, Problems problems) {
        if (!(node instanceof Mapping volume) || !volume.isTrue("external")) {
            return;
        }
        volume.entries().forEach((key, value) -> {
            if (!key.equals("name") && !key.equals("external") && !key.startsWith("x-")) {
                problems.add(new ComposeProblem.Inconsistent(
                        path.then(key).place(value),
                        "'" + key + "' has no effect on an external volume",
                        "Remove it, or remove external: true"));
            }
        });
    }

    private static void oneSource(KeyPath path, ComposeNode node, List<String> sources, Problems problems) {
        if (!(node instanceof Mapping resource)) {
            return;
        }
        List<String> said = sources.stream().filter(resource::has).toList();
        if (said.size() > 1) {
            problems.add(new ComposeProblem.Inconsistent(
                    path.place(node), String.join(" and ", said) + " cannot stand together", "Keep one of them"));
        } else if (said.isEmpty() && !resource.has("driver") && !resource.has("external")) {
            problems.add(new ComposeProblem.Inconsistent(
                    path.place(node),
                    "it is not said where its content comes from",
                    "Add one of " + String.join(", ", sources) + ", or external: true"));
        }
    }

    private static void watch(String service, ComposeNode node, Problems problems) {
        if (!(node instanceof Mapping mapping)
                || !(mapping.mapping("develop").get("watch") instanceof Sequence watch)) {
            return;
        }
        for (int i = 0; i < watch.items().size(); i++) {
            if (watch.items().get(i) instanceof Mapping rule && "".equals(rule.text("path"))) {
                problems.add(new ComposeProblem.InvalidValue(
                        KeyPath.of("services", service, "develop", "watch")
                                .item(i)
                                .then("path")
                                .place(rule),
                        "the path to watch is empty",
                        "Write a path"));
            }
        }
    }
}
