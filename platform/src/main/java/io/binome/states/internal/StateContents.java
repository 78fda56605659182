package io.binome.states.internal;

import io.binome.states.StateResource;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Looks into states of format 4, one resource at a time. */
final class StateContents {
    /** Numbers are kept to the last digit, as they were written. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StateContents() {}

    /** One instance of a resource with the resource that it belongs to. */
    record Instance(String address, JsonNode resource, JsonNode instance) {}

    static List<StateResource> resources(StateSource source) throws IOException {
        List<StateResource> found = new ArrayList<>();
        walk(source, one -> found.add(resource(one)), (name, output) -> {});
        return found;
    }

    private static StateResource resource(Instance one) {
        return new StateResource(
                one.address(),
                one.resource().path("type").asString(""),
                one.resource().path("provider").asString(""),
                one.instance().has("deposed"),
                dataSource(one.resource()));
    }

    private static boolean dataSource(JsonNode resource) {
        return resource.path("mode").asString("").equals("data");
    }

    /** Every instance, and every output by its name. */
    static void walk(StateSource source, Consumer<Instance> instances, BiConsumer<String, JsonNode> outputs)
            throws IOException {
        try (InputStream body = source.open();
                JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("resources") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        JsonNode resource = parser.readValueAsTree();
                        resource.path("instances")
                                .forEach(instance -> instances.accept(
                                        new Instance(address(resource, instance), resource, instance)));
                    }
                } else if (name.equals("outputs") && value == JsonToken.START_OBJECT) {
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        String output = parser.currentName();
                        parser.nextToken();
                        outputs.accept(output, parser.readValueAsTree());
                    }
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** As the client writes it: {@code module.a.data.type.name}. */
    static String address(JsonNode resource) {
        String module = resource.path("module").asString("");
        return (module.isEmpty() ? "" : module + ".")
                + (dataSource(resource) ? "data." : "")
                + resource.path("type").asString("")
                + "."
                + resource.path("name").asString("");
    }

    static String address(JsonNode resource, JsonNode instance) {
        JsonNode key = instance.path("index_key");
        String deposed = instance.path("deposed").asString("");
        return address(resource)
                + (key.isMissingNode() || key.isNull() ? "" : "[" + key + "]")
                + (deposed.isEmpty() ? "" : " (deposed " + deposed + ")");
    }
}
