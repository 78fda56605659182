package io.binome.kernel;

/** A value from outside that does not fit, with the name of the field and what is wrong with it. */
@ProblemType(code = "invalid-input", status = 400)
public record InvalidInput(String field, String reason) implements Problem {
    public static InvalidInput of(String field, String reason) {
        return new InvalidInput(field, reason);
    }

    @Override
    public String message() {
        return "The " + field + " " + reason + ".";
    }
}
