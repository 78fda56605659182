package io.binome.calendar.internal;

import io.binome.calendar.CalendarFinding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Looks at nodes of a YAML document and gathers what is wrong, each with its place. */
final class CalendarNodes {
    static final String VALUE = "calendar-value";
    static final String MISSING = "calendar-missing";
    static final String UNKNOWN = "calendar-unknown-key";
    static final String CONTRADICTION = "calendar-contradiction";

    private static final int MOST_ENTRIES = 200;
    /** A file that is wrong throughout is not told so a thousand times. */
    private static final int MOST_FINDINGS = 50;

    private final List<CalendarFinding> findings;
    private int wrong;

    CalendarNodes(List<CalendarFinding> findings) {
        this.findings = findings;
    }

    boolean anythingWrong() {
        return wrong > 0;
    }

    void wrong(String code, Node at, String key, String reason, @Nullable String instead) {
        if (wrong++ < MOST_FINDINGS) {
            findings.add(new CalendarFinding(
                    code, at.getStartMark().getLine() + 1, at.getStartMark().getColumn() + 1, key, reason, instead));
        }
    }

    /** The values of a mapping by key, none but known ones; empty, with a finding, when it is no mapping. */
    Map<String, Node> mapping(Node node, String where, List<String> known) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            wrong(
                    VALUE,
                    node,
                    where,
                    "Here a mapping is expected.",
                    "Known keys are: " + String.join(", ", known) + ".");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (known.contains(name)) {
                if (entries.putIfAbsent(name, tuple.getValueNode()) != null) {
                    wrong(VALUE, key, where + "." + name, "'" + name + "' stands here a second time.", null);
                }
            } else if (!name.startsWith("x-")) {
                wrong(
                        UNKNOWN,
                        key,
                        name.isEmpty() ? where : where + "." + name,
                        "'" + name + "' is not known here.",
                        "Known are: " + String.join(", ", known) + ".");
            }
        }
        return entries;
    }

    List<Node> list(Node node, String where) {
        if (!(node instanceof SequenceNode sequence)) {
            wrong(VALUE, node, where, "Here a list is expected.", "Write [one, two], or one per line after a dash.");
            return List.of();
        }
        if (sequence.getValue().size() > MOST_ENTRIES) {
            wrong(VALUE, node, where, "There are more than " + MOST_ENTRIES + " items here.", null);
            return List.of();
        }
        return sequence.getValue();
    }

    /** What is written there, as it is written; empty, with a finding, when it is no single value. */
    Optional<String> text(Node node, String where) {
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            return Optional.of(scalar.getValue().strip());
        }
        wrong(VALUE, node, where, "Here a single text is expected.", null);
        return Optional.empty();
    }

    /** A name or a reason: a short text of one line. */
    Optional<String> line(Node node, String where) {
        Optional<String> text = text(node, where);
        if (text.isPresent()
                && (text.get().isEmpty()
                        || text.get().length() > 200
                        || text.get().chars().anyMatch(Character::isISOControl))) {
            wrong(VALUE, node, where, "Here one line of 1 to 200 characters is expected.", null);
            return Optional.empty();
        }
        return text;
    }

    /** The value of a key that must be there. */
    Optional<Node> required(Map<String, Node> entries, String key, Node of, String where, String because) {
        Node value = entries.get(key);
        if (value == null) {
            wrong(MISSING, of, where + "." + key, "There is no '" + key + "' here.", because);
        }
        return Optional.ofNullable(value);
    }
}
