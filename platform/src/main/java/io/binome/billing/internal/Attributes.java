package io.binome.billing.internal;

import io.binome.stacks.Value;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Attributes of a resource as prices look at them. */
record Attributes(SortedMap<String, Value> values) {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** A number with more digits than that is none that anybody pays for, and slow to calculate with. */
    private static final int LONGEST_NUMBER = 30;

    /** Whether a plan can tell this value: it is known, or known not to be set. */
    boolean tells(String path) {
        Value value = values.get(path);
        return value == null || value instanceof Value.Known;
    }

    /** As people write it: texts without quotation marks; null when it is not set or cannot be told. */
    @Nullable
    String text(String path) {
        if (!(values.get(path) instanceof Value.Known(String json)) || json.equals("null")) {
            return null;
        }
        if (!json.startsWith("\"")) {
            return json;
        }
        if (json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1);
        }
        JsonNode text = JSON.readTree(json);
        return text.isString() ? text.stringValue() : json;
    }

    /** A number that is not negative; empty when it is not set, cannot be told, or is none. */
    Optional<BigDecimal> number(String path) {
        String text = text(path);
        if (text == null || text.length() > LONGEST_NUMBER || !text.matches("\\d+(\\.\\d+)?([eE][+]?\\d{1,2})?")) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text));
    }
}
