package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.tenancy.Role;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the key {@code breakGlass}: who may write states by hand, and for how long. */
final class BreakGlassReader {
    private static final String KEY = "breakGlass";
    private static final String EXAMPLE = "Write forbidden, or {by: [lead, provider], minutes: 60}.";
    private static final int MOST_MINUTES = 480;
    /** As a contract names who approves. */
    private static final Map<String, Role> WORDS =
            Map.of("developer", Role.DEVELOPER, "lead", Role.LEAD, "provider", Role.OPERATOR, "owner", Role.OWNER);

    private final DocumentNodes nodes;

    BreakGlassReader(DocumentNodes nodes) {
        this.nodes = nodes;
    }

    /** As {@link #read} takes it. */
    static String word(Role role) {
        return WORDS.entrySet().stream()
                .filter(word -> word.getValue() == role)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    Contract.@Nullable BreakGlass read(@Nullable Entry entry, boolean overrides) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return Contract.BreakGlass.usual(overrides);
        }
        if (entry.value() instanceof ScalarNode scalar) {
            if (!scalar.getValue().equals("forbidden")) {
                nodes.wrong(nodes.code("value"), scalar, KEY, "It is not clear who may write states by hand.", EXAMPLE);
            }
            return null;
        }
        Map<String, Entry> fields = nodes.mapping(entry.value(), KEY, "who may write states by hand, and for how long")
                .orElse(Map.of());
        nodes.onlyKnown(fields, List.of("by", "minutes"), KEY);
        return new Contract.BreakGlass(by(fields.get("by"), entry), minutes(fields.get("minutes")));
    }

    private SortedSet<Role> by(@Nullable Entry by, Entry whole) {
        SortedSet<Role> roles = new TreeSet<>();
        if (by == null) {
            nodes.wrong(
                    nodes.code("missing"),
                    whole.key(),
                    KEY + ".by",
                    "It is not said who may write states by hand.",
                    EXAMPLE);
            return roles;
        }
        List<Node> named = by.value() instanceof ScalarNode
                ? List.of(by.value())
                : nodes.list(by.value(), KEY + ".by").orElse(List.of());
        for (Node node : named) {
            nodes.text(node, KEY + ".by").ifPresent(text -> {
                Role role = WORDS.get(text);
                if (role == null) {
                    nodes.wrong(
                            nodes.code("value"),
                            node,
                            KEY + ".by",
                            "'" + ContractReader.shown(text) + "' is nobody who could write states by hand.",
                            "Write developer, lead, provider or owner.");
                } else {
                    roles.add(role);
                }
            });
        }
        if (named.isEmpty()) {
            nodes.wrong(
                    nodes.code("missing"),
                    by.value(),
                    KEY + ".by",
                    "It is not said who may write states by hand.",
                    EXAMPLE);
        }
        return roles;
    }

    private int minutes(@Nullable Entry entry) {
        if (entry == null) {
            return Contract.BreakGlass.USUAL_MINUTES;
        }
        return nodes.text(entry.value(), KEY + ".minutes")
                .filter(text -> {
                    boolean fits = text.matches("[0-9]{1,4}")
                            && Integer.parseInt(text) >= 1
                            && Integer.parseInt(text) <= MOST_MINUTES;
                    if (!fits) {
                        nodes.wrong(
                                nodes.code("value"),
                                entry.value(),
                                KEY + ".minutes",
                                "This is no number of minutes that a break-glass may last.",
                                "Write a whole number from 1 to " + MOST_MINUTES + ".");
                    }
                    return fits;
                })
                .map(Integer::parseInt)
                .orElse(Contract.BreakGlass.USUAL_MINUTES);
    }
}
