package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a project as the JSON of {@code docker compose config --format json}, which says a few things that its YAML
 * leaves out: command and entrypoint of every service, ipam of every network.
 */
public final class JsonWriter {
    private static final String INDENT = "  ";

    private final StringBuilder text = new StringBuilder();

    public String write(Mapping project) {
        Map<String, ComposeNode> sorted = new TreeMap<>(project.entries());
        sorted.putIfAbsent("services", Mapping.empty(project.origin()));
        sorted.computeIfPresent("services", (key, node) -> each((Mapping) node, JsonWriter::completeService));
        sorted.computeIfPresent("networks", (key, node) -> each((Mapping) node, JsonWriter::completeNetwork));
        node(new Mapping(sorted, project.origin()), "");
        return text.append('\n').toString();
    }

    private static Mapping each(Mapping mapping, java.util.function.UnaryOperator<Mapping> change) {
        Map<String, ComposeNode> result = new TreeMap<>();
        mapping.entries()
                .forEach((key, node) -> result.put(key, node instanceof Mapping one ? change.apply(one) : node));
        return new Mapping(result, mapping.origin());
    }

    private static Mapping completeService(Mapping service) {
        Map<String, ComposeNode> entries = new TreeMap<>(service.entries());
        entries.putIfAbsent("command", ComposeNode.scalar(null, service.origin()));
        entries.putIfAbsent("entrypoint", ComposeNode.scalar(null, service.origin()));
        if (entries.get("deploy") instanceof Mapping deploy) {
            Map<String, ComposeNode> words = new LinkedHashMap<>(deploy.entries());
            words.putIfAbsent("resources", Mapping.empty(deploy.origin()));
            words.putIfAbsent("placement", Mapping.empty(deploy.origin()));
            entries.put("deploy", new Mapping(words, deploy.origin()));
        }
        return new Mapping(entries, service.origin());
    }

    private static Mapping completeNetwork(Mapping network) {
        return network.has("ipam") ? network : network.with("ipam", Mapping.empty(network.origin()));
    }

    private void node(ComposeNode node, String indent) {
        switch (node) {
            case Mapping mapping when mapping.entries().isEmpty() -> text.append("{}");
            case Sequence sequence when sequence.items().isEmpty() -> text.append("[]");
            case Mapping mapping -> {
                text.append("{\n");
                Iterator<Map.Entry<String, ComposeNode>> entries =
                        mapping.entries().entrySet().iterator();
                while (entries.hasNext()) {
                    Map.Entry<String, ComposeNode> entry = entries.next();
                    text.append(indent).append(INDENT);
                    quoted(entry.getKey());
                    text.append(": ");
                    node(entry.getValue(), indent + INDENT);
                    text.append(entries.hasNext() ? ",\n" : "\n");
                }
                text.append(indent).append('}');
            }
            case Sequence sequence -> {
                text.append("[\n");
                Iterator<ComposeNode> items = sequence.items().iterator();
                while (items.hasNext()) {
                    text.append(indent).append(INDENT);
                    node(items.next(), indent + INDENT);
                    text.append(items.hasNext() ? ",\n" : "\n");
                }
                text.append(indent).append(']');
            }
            case Scalar scalar -> {
                switch (scalar.value()) {
                    case null -> text.append("null");
                    case String string -> quoted(string);
                    case Double number when number.isNaN() || number.isInfinite() -> quoted(scalar.text());
                    default -> text.append(scalar.text());
                }
            }
        }
    }

    private void quoted(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '$' -> text.append("$$");
                case '<', '>', '&', '\u2028', '\u2029' -> text.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
