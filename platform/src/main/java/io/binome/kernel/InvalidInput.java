package io.binome.kernel;

import java.util.Map;

/** A value from outside that does not fit, with the name of the field and what is wrong with it. */
public record InvalidInput(String field, String reason) implements Problem {
    public static InvalidInput of(String field, String reason) {
        return new InvalidInput(field, reason);
    }

    @Override
    public String code() {
        return "invalid-input";
    }

    @Override
    public int status() {
        return 400;
    }

    @Override
    public String message() {
        return "The " + field + " " + reason + ".";
    }

    @Override
    public Map<String, String> arguments() {
        return Map.of("field", field, "reason", reason);
    }
}
