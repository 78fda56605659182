package io.binome.states.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a state without what is at an address, one resource at a time. */
final class StateRemoval {
    private final String address;
    private int removed;

    /** @param address of a resource, an instance of one, or a module */
    StateRemoval(String address) {
        this.address = address;
    }

    /** @return how many instances were left out */
    int copy(StateSource source, long serial, OutputStream to) throws IOException {
        try (InputStream body = source.open();
                JsonParser parser = StateContents.JSON.createParser(body);
                JsonGenerator out =
                        StateContents.JSON.writerWithDefaultPrettyPrinter().createGenerator(new Uncloseable(to))) {
            parser.nextToken();
            out.writeStartObject();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                out.writeName(name);
                if (name.equals("serial")) {
                    out.writeNumber(serial);
                } else if (name.equals("resources") && value == JsonToken.START_ARRAY) {
                    out.writeStartArray();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        resource(parser.readValueAsTree(), out);
                    }
                    out.writeEndArray();
                } else {
                    out.copyCurrentStructureExact(parser);
                }
            }
            out.writeEndObject();
        }
        to.write('\n');
        return removed;
    }

    private void resource(JsonNode resource, JsonGenerator out) {
        JsonNode instances = resource.path("instances");
        if (isMeant(resource)) {
            removed += Math.max(1, instances.size());
            return;
        }
        if (resource instanceof ObjectNode object && instances instanceof ArrayNode all) {
            ArrayNode kept = StateContents.JSON.createArrayNode();
            for (JsonNode instance : all) {
                if (!StateContents.address(resource, instance).equals(address)) {
                    kept.add(instance);
                }
            }
            if (kept.size() < all.size()) {
                removed += all.size() - kept.size();
                if (kept.isEmpty()) {
                    return;
                }
                object.set("instances", kept);
            }
        }
        StateContents.JSON.writeTree(out, resource);
    }

    private boolean isMeant(JsonNode resource) {
        String module = resource.path("module").asString("");
        return StateContents.address(resource).equals(address)
                || module.equals(address)
                || module.startsWith(address + ".")
                || module.startsWith(address + "[");
    }

    /** The generator closes what it writes to. */
    private static final class Uncloseable extends OutputStream {
        private final OutputStream to;

        Uncloseable(OutputStream to) {
            this.to = to;
        }

        @Override
        public void write(int one) throws IOException {
            to.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            to.write(bytes, offset, length);
        }
    }
}
