package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of attributes that the specification knows. Each leaves out what is empty, as Docker does. */
final class Decoders {
    static final Decoder TEXT = (node, path, report) -> {
        String text = text(node);
        return text.isEmpty() ? null : same(node, text);
    };
    static final Decoder TRUTH =
            (node, path, report) -> Boolean.TRUE.equals(truth(node, path, report)) ? same(node, true) : null;
    static final Decoder OPTIONAL_TRUTH = (node, path, report) -> {
        Boolean truth = isNull(node) ? null : truth(node, path, report);
        return truth == null ? null : same(node, truth);
    };
    static final Decoder ALWAYS_TRUTH =
            (node, path, report) -> same(node, Boolean.TRUE.equals(truth(node, path, report)));
    static final Decoder WHOLE = (node, path, report) -> {
        Long number = whole(node, path, report);
        return number == null || number == 0 ? null : same(node, number);
    };
    static final Decoder OPTIONAL_WHOLE = (node, path, report) -> {
        Long number = isNull(node) ? null : whole(node, path, report);
        return number == null ? null : same(node, number);
    };
    static final Decoder NUMBER = (node, path, report) -> {
        String text = text(node);
        if (text.isEmpty()) {
            return null;
        }
        if (!PlainScalars.isNumber(text)) {
            report.invalid(node, path, "'" + text + "' is not a number", "Write a number such as 0.5");
            return null;
        }
        double number = Double.parseDouble(Float.toString(Float.parseFloat(text)));
        return number == 0 ? null : same(node, number);
    };
    static final Decoder BYTES = (node, path, report) -> {
        if (node instanceof Scalar scalar && scalar.value() instanceof Long number) {
            return number == 0 ? null : same(node, number.toString());
        }
        String text = text(node);
        Long bytes = text.isEmpty() ? Long.valueOf(0) : ByteSize.parse(text);
        if (bytes == null) {
            report.invalid(node, path, "'" + text + "' is no size", "Write a size such as 64m or 1.5g");
            return null;
        }
        return bytes == 0 ? null : same(node, bytes.toString());
    };
    static final Decoder OPTIONAL_DURATION = (node, path, report) -> {
        String text = text(node);
        if (isNull(node)) {
            return null;
        }
        Long nanoseconds = GoDuration.parse(text);
        if (nanoseconds == null) {
            report.invalid(node, path, "'" + text + "' is no duration", "Write a duration such as 30s or 1m30s");
            return null;
        }
        return same(node, GoDuration.text(nanoseconds));
    };
    static final Decoder DURATION = (node, path, report) -> {
        ComposeNode duration = OPTIONAL_DURATION.decode(node, path, report);
        return duration != null && text(duration).equals("0s") ? null : duration;
    };
    /** A list of texts, or one text. */
    static final Decoder TEXTS = (node, path, report) -> {
        List<ComposeNode> items = new ArrayList<>();
        if (node instanceof Scalar scalar && scalar.value() != null) {
            items.add(same(node, scalar.text()));
        } else if (node instanceof Sequence sequence) {
            sequence.items().forEach(item -> items.add(same(item, text(item))));
        }
        return items.isEmpty() ? null : new Sequence(items, node.origin());
    };
    /** Names with texts; a name alone has the empty text. */
    static final Decoder PAIRS = (node, path, report) -> pairs(node, false);
    /** Names with texts; a name alone has no value. */
    static final Decoder VARIABLES = (node, path, report) -> pairs(node, true);

    static final Decoder COMMAND = (node, path, report) -> {
        if (!(node instanceof Scalar scalar)) {
            return node instanceof Sequence sequence ? texts(sequence) : null;
        }
        if (scalar.value() == null) {
            return null;
        }
        ShellWords.Words words = ShellWords.split(scalar.text());
        if (words == null) {
            report.invalid(
                    node,
                    path,
                    "this is no command line: a quote or a parenthesis is not closed, or a parenthesis is not quoted",
                    "Write the command as a list of words");
            return null;
        }
        if (words.cut()) {
            report.warn(
                    node,
                    path,
                    "the command ends at the first unquoted ; & | < or >, since no shell runs it;"
                            + " write [\"sh\", \"-c\", \"...\"] to run one");
        }
        List<ComposeNode> items = new ArrayList<>();
        words.words().forEach(word -> items.add(same(node, word)));
        return new Sequence(items, node.origin());
    };
    static final Decoder HEALTH_TEST = (node, path, report) -> {
        if (node instanceof Scalar scalar) {
            return scalar.value() == null
                    ? null
                    : new Sequence(List.of(same(node, "CMD-SHELL"), same(node, scalar.text())), node.origin());
        }
        return node instanceof Sequence sequence && !sequence.items().isEmpty() ? texts(sequence) : null;
    };
    static final Decoder HOSTS = Decoders::hosts;
    static final Decoder ULIMITS = Decoders::ulimits;
    static final Decoder COUNT = (node, path, report) -> {
        String text = text(node);
        if (text.equalsIgnoreCase("all")) {
            return same(node, -1L);
        }
        return WHOLE.decode(node, path, report);
    };
    static final Decoder ANYTHING = (node, path, report) -> node;

    private Decoders() {}

    static Decoder listOf(Decoder item) {
        return (node, path, report) -> {
            if (!(node instanceof Sequence sequence) || sequence.items().isEmpty()) {
                return null;
            }
            List<ComposeNode> items = new ArrayList<>();
            for (int i = 0; i < sequence.items().size(); i++) {
                ComposeNode decoded = item.decode(sequence.items().get(i), path.item(i), report);
                if (decoded != null) {
                    items.add(decoded);
                }
            }
            return new Sequence(items, node.origin());
        };
    }

    /** Names with values of a kind; a name without a value stays with null. */
    static Decoder mapOf(Decoder value) {
        return (node, path, report) -> {
            if (!(node instanceof Mapping mapping) || mapping.entries().isEmpty()) {
                return null;
            }
            Map<String, ComposeNode> entries = new TreeMap<>(NaturalOrder.KEYS);
            mapping.entries().forEach((key, one) -> {
                ComposeNode decoded = isNull(one) ? null : value.decode(one, path.then(key), report);
                entries.put(key, decoded == null ? same(one, null) : decoded);
            });
            return new Mapping(entries, node.origin());
        };
    }

    static String text(ComposeNode node) {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }

    static boolean isNull(ComposeNode node) {
        return node instanceof Scalar scalar && scalar.value() == null;
    }

    static ComposeNode same(ComposeNode place, @Nullable Object value) {
        return ComposeNode.scalar(value, place.origin());
    }

    private static Sequence texts(Sequence sequence) {
        List<ComposeNode> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(same(item, text(item))));
        return new Sequence(items, sequence.origin());
    }

    private static @Nullable ComposeNode pairs(ComposeNode node, boolean nulls) {
        Map<String, ComposeNode> entries = new TreeMap<>(NaturalOrder.KEYS);
        if (node instanceof Mapping mapping) {
            mapping.entries()
                    .forEach(
                            (key, value) -> entries.put(key, same(value, nulls && isNull(value) ? null : text(value))));
        } else if (node instanceof Sequence sequence) {
            for (ComposeNode item : sequence.items()) {
                String text = text(item);
                int equals = text.indexOf('=');
                entries.put(
                        equals < 0 ? text : text.substring(0, equals),
                        same(item, equals < 0 ? (nulls ? null : "") : text.substring(equals + 1)));
            }
        }
        return entries.isEmpty() ? null : new Mapping(entries, node.origin());
    }

    private static @Nullable ComposeNode hosts(ComposeNode node, KeyPath path, Decoder.Report report) {
        List<ComposeNode> lines = new ArrayList<>();
        if (node instanceof Mapping mapping) {
            mapping.entries().forEach((name, address) -> lines.add(same(address, name + "=" + text(address))));
        } else if (node instanceof Sequence sequence) {
            lines.addAll(sequence.items());
        }
        Map<String, ComposeNode> sorted = new TreeMap<>();
        for (ComposeNode line : lines) {
            String text = text(line);
            int split = text.indexOf('=') >= 0 ? text.indexOf('=') : text.indexOf(':');
            if (split <= 0 || text.substring(0, split).indexOf(':') >= 0) {
                report.invalid(line, path, "'" + text + "' is no host", "Write name=address");
                continue;
            }
            String address = text.substring(split + 1);
            boolean bracketed = address.length() > 2 && address.startsWith("[") && address.endsWith("]");
            String plain = bracketed ? address.substring(1, address.length() - 1) : address;
            String whole = text.substring(0, split) + "=" + plain;
            sorted.put(whole, same(line, whole));
        }
        return sorted.isEmpty() ? null : new Sequence(List.copyOf(sorted.values()), node.origin());
    }

    private static @Nullable ComposeNode ulimits(ComposeNode node, KeyPath path, Decoder.Report report) {
        if (!(node instanceof Mapping mapping) || mapping.entries().isEmpty()) {
            return null;
        }
        Map<String, ComposeNode> entries = new TreeMap<>(NaturalOrder.KEYS);
        mapping.entries().forEach((name, value) -> {
            if (value instanceof Mapping both) {
                Map<String, ComposeNode> limits = new LinkedHashMap<>();
                for (String key : List.of("soft", "hard")) {
                    ComposeNode limit = both.get(key);
                    Long number =
                            limit == null ? null : whole(limit, path.then(name).then(key), report);
                    limits.put(key, same(value, number == null ? 0L : number));
                }
                entries.put(name, new Mapping(limits, value.origin()));
            } else {
                Long number = whole(value, path.then(name), report);
                entries.put(name, same(value, number == null ? 0L : number));
            }
        });
        return new Mapping(entries, node.origin());
    }

    private static @Nullable Boolean truth(ComposeNode node, KeyPath path, Decoder.Report report) {
        if (node instanceof Scalar scalar && scalar.value() instanceof Boolean truth) {
            return truth;
        }
        Boolean truth = isNull(node) ? Boolean.FALSE : Interpolation.truth(text(node));
        if (truth == null) {
            report.invalid(node, path, "'" + text(node) + "' is not true or false", "Write true or false");
        }
        return truth;
    }

    private static @Nullable Long whole(ComposeNode node, KeyPath path, Decoder.Report report) {
        if (node instanceof Scalar scalar) {
            if (scalar.value() instanceof Long number) {
                return number;
            }
            if (scalar.value() instanceof Double number) {
                return number.longValue();
            }
            if (scalar.value() == null) {
                return 0L;
            }
        }
        try {
            return Long.valueOf(text(node));
        } catch (NumberFormatException e) {
            report.invalid(node, path, "'" + text(node) + "' is not a whole number", "Write a whole number");
            return null;
        }
    }
}
