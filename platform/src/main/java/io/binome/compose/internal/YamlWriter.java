package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.Map;

/** Writes a project as the YAML of {@code docker compose config}: two spaces, long forms, quotes only where needed. */
public final class YamlWriter {
    private final StringBuilder text = new StringBuilder();

    public String write(Mapping project) {
        mapping(
                project.has("services") ? project : project.with("services", Mapping.empty(project.origin())),
                0,
                false);
        return text.toString();
    }

    private void mapping(Mapping mapping, int indent, boolean inItem) {
        boolean first = inItem;
        for (Map.Entry<String, ComposeNode> entry : mapping.entries().entrySet()) {
            if (!first) {
                text.repeat(' ', indent);
            }
            first = false;
            text.append(YamlScalars.text(dollars(entry.getKey()), indent)).append(':');
            value(entry.getValue(), indent);
        }
    }

    private void value(ComposeNode node, int indent) {
        switch (node) {
            case Mapping mapping when mapping.entries().isEmpty() -> text.append(" {}\n");
            case Sequence sequence when sequence.items().isEmpty() -> text.append(" []\n");
            case Mapping mapping -> {
                text.append('\n');
                mapping(mapping, indent + 2, false);
            }
            case Sequence sequence -> {
                text.append('\n');
                sequence(sequence, indent + 2, false);
            }
            case Scalar scalar ->
                text.append(' ').append(scalar(scalar, indent + 2)).append('\n');
        }
    }

    private void sequence(Sequence sequence, int indent, boolean inItem) {
        boolean first = inItem;
        for (ComposeNode item : sequence.items()) {
            if (!first) {
                text.repeat(' ', indent);
            }
            first = false;
            text.append("- ");
            switch (item) {
                case Mapping mapping when mapping.entries().isEmpty() -> text.append("{}\n");
                case Sequence inner when inner.items().isEmpty() -> text.append("[]\n");
                case Mapping mapping -> mapping(mapping, indent + 2, true);
                case Sequence inner -> sequence(inner, indent + 2, true);
                case Scalar scalar -> text.append(scalar(scalar, indent + 2)).append('\n');
            }
        }
    }

    private static String scalar(Scalar scalar, int indent) {
        return switch (scalar.value()) {
            case null -> "null";
            case String string -> YamlScalars.text(dollars(string), indent);
            case Double number when number.isNaN() -> ".nan";
            case Double number when number.isInfinite() -> number > 0 ? ".inf" : "-.inf";
            default -> scalar.text();
        };
    }

    private static String dollars(String text) {
        return text.replace("$", "$$");
    }
}
