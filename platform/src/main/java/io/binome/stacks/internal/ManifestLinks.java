package io.binome.stacks.internal;

import io.binome.stacks.DocumentNodes;
import io.binome.stacks.StackDeclaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Whether the stacks that name each other with {@code after} and {@code inputs} exist and can be put in an order. */
final class ManifestLinks {
    private ManifestLinks() {}

    static void check(List<StackDeclaration> declared, Node stacks, DocumentNodes nodes) {
        if (!nodes.findings().isEmpty()) {
            return;
        }
        Map<String, StackDeclaration> byName = new HashMap<>();
        declared.forEach(declaration -> byName.put(declaration.name(), declaration));
        for (StackDeclaration declaration : declared) {
            String where = "stacks." + declaration.name() + ".after";
            for (String name : declaration.after()) {
                if (!byName.containsKey(name)) {
                    nodes.wrong(
                            "manifest-value",
                            stacks,
                            where,
                            "There is no stack '" + name + "' in this file to come after.",
                            Nearest.to(name, byName.keySet())
                                    .map(meant -> "Did you mean '" + meant + "'?")
                                    .orElse(null));
                }
            }
        }
        if (nodes.findings().isEmpty()) {
            Set<String> sound = new HashSet<>();
            for (StackDeclaration declaration : declared) {
                List<String> circle = circle(declaration.name(), byName, new ArrayList<>(), sound);
                if (!circle.isEmpty()) {
                    nodes.wrong(
                            "manifest-value",
                            stacks,
                            "stacks." + declaration.name() + ".after",
                            "These stacks wait for each other: " + String.join(" after ", circle) + ".",
                            "Take one of these out.");
                    return;
                }
            }
        }
    }

    private static List<String> circle(
            String name, Map<String, StackDeclaration> byName, List<String> way, Set<String> sound) {
        if (sound.contains(name)) {
            return List.of();
        }
        if (way.contains(name)) {
            List<String> circle = new ArrayList<>(way.subList(way.indexOf(name), way.size()));
            circle.add(name);
            return circle;
        }
        way.add(name);
        StackDeclaration declaration = byName.get(name);
        if (declaration != null) {
            for (String before : declaration.after()) {
                List<String> circle = circle(before, byName, way, sound);
                if (!circle.isEmpty()) {
                    return circle;
                }
            }
        }
        way.removeLast();
        sound.add(name);
        return List.of();
    }
}
