package io.binome.billing.internal;

import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import io.binome.stacks.Finding;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Looks at the nodes of a price book, and reads the amounts and days in them. */
final class BookNodes {
    static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,12})?");

    private static final String FORMAT = "prices";
    private static final int LONGEST_SHOWN = 60;

    private final DocumentNodes nodes;

    BookNodes(String file) {
        this.nodes = new DocumentNodes(file, FORMAT);
    }

    /** A mapping's entries with the place where it stands. */
    record Fields(Node node, String where, Map<String, Entry> entries) {
        @Nullable
        Field get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : new Field(entry, where.isEmpty() ? key : where + "." + key);
        }
    }

    /** An entry of a mapping with its place. */
    record Field(Entry entry, String where) {
        Node key() {
            return entry.key();
        }

        Node value() {
            return entry.value();
        }
    }

    List<Finding> findings() {
        return nodes.findings();
    }

    Optional<Node> root(byte[] bytes, int maximumBytes) {
        return nodes.root(bytes, maximumBytes, "Begin with its name, its currency and its prices.");
    }

    /** @param code of a finding, such as {@code gap} */
    void wrong(String code, Node at, String where, String reason, @Nullable String instead) {
        nodes.wrong(nodes.code(code), at, where, reason, instead);
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    /** A mapping with these keys and no others but those that begin with {@code x-}; empty, with a finding, when it is none. */
    Optional<Fields> mapping(Node node, String where, List<String> known) {
        return nodes.mapping(node, where, "a mapping with keys such as '" + known.getFirst() + "'")
                .map(entries -> {
                    nodes.onlyKnown(entries, known, where);
                    return new Fields(node, where, entries);
                });
    }

    /** The field, or empty with a finding that it is missing. */
    Optional<Field> required(Fields fields, String key) {
        Field field = fields.get(key);
        if (field == null) {
            wrong("missing", fields.node(), fields.where(), "There is no '" + key + "' here.", null);
        }
        return Optional.ofNullable(field);
    }

    List<Node> list(Field field) {
        return nodes.list(field.value(), field.where()).orElse(List.of());
    }

    Optional<String> text(Field field) {
        return text(field.value(), field.where());
    }

    Optional<String> text(Node node, String where) {
        return nodes.text(node, where).map(String::strip);
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
                    "negative",
                    field.value(),
                    field.where(),
                    "'" + shown(written) + "' is negative: nobody is paid for using something.",
                    "Write 0 for what costs nothing, and a discount for what is taken off.");
        } else {
            wrong(
                    "value",
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
                        "value",
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
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }
}
