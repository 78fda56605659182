package io.binome.drivers.opentofu;

import io.binome.stacks.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the outputs out of a state (format version 4), whatever else and however much is in it. */
final class StateOutputs {
    private StateOutputs() {}

    static SortedMap<String, Engine.OutputValue> read(InputStream state) throws IOException {
        SortedMap<String, Engine.OutputValue> outputs = new TreeMap<>();
        JsonMapper json = JsonMapper.shared();
        try (JsonParser parser = json.createParser(state)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("This is no state");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String section = parser.currentName();
                parser.nextToken();
                if (!section.equals("outputs")) {
                    parser.skipChildren();
                    continue;
                }
                JsonNode all = parser.readValueAsTree();
                all.properties()
                        .forEach(output -> outputs.put(
                                output.getKey(),
                                new Engine.OutputValue(
                                        json.writeValueAsString(
                                                output.getValue().path("value")),
                                        output.getValue().path("sensitive").asBoolean(false))));
            }
            return outputs;
        } catch (JacksonException malformed) {
            throw new IOException("The state cannot be read: " + malformed.getOriginalMessage(), malformed);
        }
    }
}
