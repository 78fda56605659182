package io.binome.compose.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.ComposeNode.Scalar;
import io.binome.compose.ComposeNode.Sequence;
import io.binome.compose.ComposeProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a tree against the official JSON schema of the specification and says in words what does not fit.
 *
 * @see <a href="https://github.com/compose-spec/compose-go/blob/v2.0.2/schema/compose-spec.json">compose-spec.json</a>
 */
final class Schema {
    private static final String RESOURCE = "compose-spec.json";
    private static final Map<String, String> WORDS = Map.of(
            "object", "a mapping",
            "array", "a list",
            "string", "a text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "null", "empty");

    private final JsonSchema schema;

    Schema() {
        try (InputStream resource = Schema.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            JsonNode document = JsonMapper.builder().build().readTree(resource);
            withoutOldIds(document);
            if (document.get("definitions") instanceof ObjectNode definitions) {
                definitions.remove("constraints"); // holds schemas by name, but is no schema itself
            }
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(
                            document,
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(false)
                                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema.initializeValidators();
    }

    /** The official file names its parts by id, a keyword of an older draft than the one it declares. */
    private static void withoutOldIds(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("id").isTextual()) {
            object.remove("id");
        }
        node.forEach(Schema::withoutOldIds);
    }

    void validate(Mapping root, Problems problems) {
        Map<String, List<ValidationMessage>> byPlace = new LinkedHashMap<>();
        for (ValidationMessage message : schema.validate(json(root))) {
            byPlace.computeIfAbsent(message.getInstanceLocation().toString(), place -> new ArrayList<>())
                    .add(message);
        }
        byPlace.forEach((place, messages) -> explain(place, messages, byPlace.keySet(), root, problems));
    }

    private void explain(
            String place, List<ValidationMessage> messages, Set<String> places, Mapping root, Problems problems) {
        Found found = find(root, messages.getFirst().getInstanceLocation());
        boolean choice = messages.stream().anyMatch(message -> message.getType().equals("oneOf"));
        boolean clearer = places.stream().anyMatch(other -> other.startsWith(place + "/"))
                || messages.stream().anyMatch(message -> !isType(message) && !isChoice(message));
        Set<String> types = new LinkedHashSet<>();
        for (ValidationMessage message : messages) {
            if (isType(message)) {
                types.addAll(expected(message));
            } else if (!isChoice(message)) {
                problems.add(problem(message, found));
            }
        }
        if (!types.isEmpty() && !(choice && clearer)) {
            problems.add(new ComposeProblem.InvalidValue(
                    found.path().place(found.node()),
                    "this must be " + words(types) + ", not " + kind(found.node()),
                    "Write " + words(types)));
        } else if (types.isEmpty() && choice && !clearer) {
            problems.add(new ComposeProblem.InvalidValue(
                    found.path().place(found.node()),
                    "this fits none of the forms that are allowed here",
                    "See the Compose specification for '" + found.path().last() + "'"));
        }
    }

    private ComposeProblem problem(ValidationMessage message, Found found) {
        String property = message.getProperty();
        if (message.getType().equals("additionalProperties") && property != null) {
            ComposeNode value = found.node() instanceof Mapping mapping ? mapping.get(property) : null;
            return new ComposeProblem.UnknownKey(
                    found.path().then(property).place(value == null ? found.node() : value),
                    property,
                    nearest(property, knownBeside(message)));
        }
        String reason =
                switch (message.getType()) {
                    case "required" -> "the key '" + property + "' is missing";
                    case "uniqueItems" -> "an item stands twice in this list";
                    case "enum" -> "'" + text(found.node()) + "' is not allowed here";
                    default -> message.getError();
                };
        String advice =
                switch (message.getType()) {
                    case "required" -> "Add " + property + ":";
                    case "uniqueItems" -> "Keep it once";
                    case "enum" -> "Write one of " + allowed(message);
                    default -> "Correct the value";
                };
        return new ComposeProblem.InvalidValue(found.path().place(found.node()), reason, advice);
    }

    private Set<String> knownBeside(ValidationMessage message) {
        JsonNode at = schema.getSchemaNode();
        JsonNodePath fragment = message.getSchemaLocation().getFragment();
        for (int i = 0; i < fragment.getNameCount() - 1; i++) {
            Object element = fragment.getElement(i);
            JsonNode next = element instanceof Integer index ? at.get(index) : at.get(element.toString());
            if (next == null) {
                return Set.of();
            }
            at = next;
        }
        Set<String> known = new TreeSet<>();
        at.path("properties").fieldNames().forEachRemaining(known::add);
        return known;
    }

    private static @Nullable String nearest(String key, Set<String> known) {
        String best = null;
        int least = Math.max(2, key.length() / 3) + 1;
        for (String candidate : known) {
            int distance = Distance.between(key.toLowerCase(java.util.Locale.ROOT), candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static String allowed(ValidationMessage message) {
        JsonNode values = message.getSchemaNode();
        List<String> texts = new ArrayList<>();
        if (values != null) {
            values.forEach(value -> texts.add(value.asText()));
        }
        return String.join(", ", texts);
    }

    private static boolean isType(ValidationMessage message) {
        return message.getType().equals("type");
    }

    private static boolean isChoice(ValidationMessage message) {
        return message.getType().equals("oneOf");
    }

    private static Set<String> expected(ValidationMessage message) {
        JsonNode type = message.getSchemaNode();
        Set<String> types = new LinkedHashSet<>();
        if (type != null && type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else if (type != null) {
            types.add(type.asText());
        }
        return types;
    }

    private static String words(Set<String> types) {
        return types.stream()
                .map(type -> WORDS.getOrDefault(type, type))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static String kind(ComposeNode node) {
        return switch (node) {
            case Mapping mapping -> "a mapping";
            case Sequence sequence -> "a list";
            case Scalar scalar ->
                switch (scalar.value()) {
                    case null -> "empty";
                    case String text ->
                        "the text '" + (text.length() > 60 ? text.substring(0, 57) + "..." : text) + "'";
                    default -> scalar.text();
                };
        };
    }

    private static String text(ComposeNode node) {
        return node instanceof Scalar scalar ? scalar.text() : kind(node);
    }

    private record Found(ComposeNode node, KeyPath path) {}

    private static Found find(ComposeNode root, JsonNodePath location) {
        ComposeNode node = root;
        KeyPath path = KeyPath.ROOT;
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            ComposeNode next =
                    switch (node) {
                        case Mapping mapping -> mapping.get(element.toString());
                        case Sequence sequence
                        when element instanceof Integer index ->
                            sequence.items().get(index);
                        default -> null;
                    };
            if (next == null) {
                break;
            }
            path = element instanceof Integer index ? path.item(index) : path.then(element.toString());
            node = next;
        }
        return new Found(node, path);
    }

    private static JsonNode json(ComposeNode node) {
        JsonNodeFactory factory = JsonNodeFactory.instance;
        return switch (node) {
            case Mapping mapping -> {
                ObjectNode object = factory.objectNode();
                mapping.entries().forEach((key, value) -> object.set(key, json(value)));
                yield object;
            }
            case Sequence sequence -> {
                ArrayNode array = factory.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Scalar scalar ->
                switch (scalar.value()) {
                    case null -> factory.nullNode();
                    case Boolean truth -> factory.booleanNode(truth);
                    case Long number -> factory.numberNode(number);
                    case BigInteger number -> factory.numberNode(number);
                    case Double number -> factory.numberNode(number);
                    default -> factory.textNode(scalar.text());
                };
        };
    }
}
