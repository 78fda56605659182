package io.binome.billing.internal;

import io.binome.stacks.Finding;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Looks at the nodes of a price book and gathers what is wrong, each with its place. Nodes are never built into objects,
 * and looked at no deeper than the format goes.
 */
final class BookNodes {
    static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,12})?");

    private static final int MOST_ENTRIES = 1_000;
    private static final int MOST_FINDINGS = 50;
    private static final Set<Tag> PLAIN = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    private final String file;
    private final List<Finding> findings;

    BookNodes(String file, List<Finding> findings) {
        this.file = file;
        this.findings = findings;
    }

    /** A mapping's entries with the place where it stands. */
    record Fields(Node node, String where, Map<String, Field> fields) {
        @Nullable
        Field get(String key) {
            return fields.get(key);
        }
    }

    /** An entry of a mapping: its key's node for the place, and its value. */
    record Field(ScalarNode key, Node value, String where) {}

    void wrong(String code, @Nullable Node at, @Nullable String where, String reason, @Nullable String instead) {
        if (findings.size() < MOST_FINDINGS) {
            int line = at == null ? 0 : at.getStartMark().getLine() + 1;
            int column = at == null ? 0 : at.getStartMark().getColumn() + 1;
            findings.add(new Finding(code, file, line, column, where, reason, instead));
        }
    }

    String file() {
        return file;
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** A mapping with these keys and no others but those that begin with {@code x-}; empty, with a finding, when it is none. */
    Optional<Fields> mapping(Node node, String where, List<String> known) {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().size() > MOST_ENTRIES) {
            wrong("prices-value", node, where, "Here keys with values are expected.", known(known));
            return Optional.empty();
        }
        Map<String, Field> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                wrong("prices-value", tuple.getKeyNode(), where, "A key must be a plain word.", null);
                continue;
            }
            String below = where.isEmpty() ? key.getValue() : where + "." + key.getValue();
            Field before = fields.putIfAbsent(key.getValue(), new Field(key, tuple.getValueNode(), below));
            if (before != null) {
                wrong(
                        "prices-duplicate",
                        key,
                        below,
                        "'" + key.getValue() + "' stands here a second time; the first is on line " + line(before.key())
                                + ".",
                        "Keep one of them.");
            } else if (!known.contains(key.getValue()) && !key.getValue().startsWith("x-")) {
                wrong(
                        "prices-unknown-key",
                        key,
                        below,
                        "'" + shown(key.getValue()) + "' is not known here.",
                        known(known));
            }
        }
        return Optional.of(new Fields(node, where, fields));
    }

    private static String known(List<String> known) {
        return "Known are: " + String.join(", ", known) + ".";
    }

    /** The field, or empty with a finding that it is missing. */
    Optional<Field> required(Fields fields, String key) {
        Field field = fields.get(key);
        if (field == null) {
            wrong("prices-missing", fields.node(), fields.where(), "There is no '" + key + "' here.", null);
        }
        return Optional.ofNullable(field);
    }

    List<Node> list(Field field) {
        if (field.value() instanceof SequenceNode sequence
                && sequence.getValue().size() <= MOST_ENTRIES) {
            return sequence.getValue();
        }
        wrong("prices-value", field.value(), field.where(), "Here a list is expected.", "Begin each item with a dash.");
        return List.of();
    }

    Optional<String> text(Field field) {
        return text(field.value(), field.where());
    }

    Optional<String> text(Node node, String where) {
        if (node instanceof ScalarNode scalar && PLAIN.contains(node.getTag())) {
            return Optional.of(scalar.getValue().strip());
        }
        wrong("prices-value", node, where, "Here a single value is expected.", null);
        return Optional.empty();
    }

    /** A decimal that is not negative, at most 9 digits before the point and 12 behind it. */
    Optional<BigDecimal> decimal(Field field) {
        Optional<String> text = text(field);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String written = text.get();
        if (DECIMAL.matcher(written).matches()) {
            return Optional.of(new BigDecimal(written));
        }
        if (written.startsWith("-")) {
            wrong(
                    "prices-negative",
                    field.value(),
                    field.where(),
                    "'" + shown(written) + "' is negative: nobody is paid for using something.",
                    "Write 0 for what costs nothing, and a discount for what is taken off.");
        } else {
            wrong(
                    "prices-value",
                    field.value(),
                    field.where(),
                    "'" + shown(written) + "' is not a number such as 0.012.",
                    written.indexOf(',') >= 0
                            ? "Write a point in place of the comma."
                            : "At most 9 digits before the point and 12 behind it.");
        }
        return Optional.empty();
    }

    Optional<LocalDate> date(Field field) {
        return text(field).flatMap(text -> {
            Optional<LocalDate> date = date(text);
            if (date.isEmpty()) {
                wrong(
                        "prices-value",
                        field.value(),
                        field.where(),
                        "'" + shown(text) + "' is not a day.",
                        "Write year, month and day, such as 2027-01-01.");
            }
            return date;
        });
    }

    /** Years of four digits only. */
    static Optional<LocalDate> date(String text) {
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }

    static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
