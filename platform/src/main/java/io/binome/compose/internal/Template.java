package io.binome.compose.internal;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of variables into a text: {@code $NAME}, {@code ${NAME}}, {@code ${NAME:-default}}, {@code
 * ${NAME-default}}, {@code ${NAME:?error}}, {@code ${NAME?error}}, {@code ${NAME:+value}}, {@code ${NAME+value}},
 * nested, and {@code $$}. A {@code $} before anything else stays as it is, as with Docker.
 */
final class Template {
    /** A use of a variable that is no valid one. */
    static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String template) {
            super(template, null, false, false);
        }
    }

    /** A required variable without a value. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String variable;

        MissingException(String variable, String said) {
            super(said, null, false, false);
            this.variable = variable;
        }

        String variable() {
            return variable;
        }
    }

    private static final int DEEPEST = 32;

    private final UnaryOperator<@Nullable String> variables;
    private final Consumer<String> unset;

    /**
     * @param variables gives a variable's value or null
     * @param unset hears of each variable that had no value and no default
     */
    Template(UnaryOperator<@Nullable String> variables, Consumer<String> unset) {
        this.variables = variables;
        this.unset = unset;
    }

    String substitute(String text) throws InvalidException, MissingException {
        return text.indexOf('$') < 0 ? text : substitute(text, 0);
    }

    private String substitute(String text, int depth) throws InvalidException, MissingException {
        if (depth > DEEPEST) {
            throw new InvalidException(shortened(text));
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            if (dollar < 0 || dollar + 1 == text.length()) {
                return result.append(text, at, text.length()).toString();
            }
            result.append(text, at, dollar);
            char next = text.charAt(dollar + 1);
            if (next == '$') {
                result.append('$');
                at = dollar + 2;
            } else if (next == '{') {
                int close = closingBrace(text, dollar + 1);
                result.append(braced(text.substring(dollar + 2, close), text, depth));
                at = close + 1;
            } else {
                int end = nameEnd(text, dollar + 1);
                if (end == dollar + 1) {
                    result.append('$');
                } else {
                    result.append(valueOrBlank(text.substring(dollar + 1, end)));
                }
                at = end;
            }
        }
        return result.toString();
    }

    private String braced(String inside, String whole, int depth) throws InvalidException, MissingException {
        int end = nameEnd(inside, 0);
        if (end == 0) {
            throw new InvalidException(shortened(whole));
        }
        String name = inside.substring(0, end);
        if (end == inside.length()) {
            return valueOrBlank(name);
        }
        boolean alsoEmpty = inside.charAt(end) == ':';
        int operatorAt = alsoEmpty ? end + 1 : end;
        if (operatorAt >= inside.length()) {
            throw new InvalidException(shortened(whole));
        }
        String value = variables.apply(name);
        boolean has = value != null && !(alsoEmpty && value.isEmpty());
        String argument = substitute(inside.substring(operatorAt + 1), depth + 1);
        return switch (inside.charAt(operatorAt)) {
            case '-' -> has && value != null ? value : argument;
            case '+' -> has ? argument : value == null ? "" : value;
            case '?' -> {
                if (!has || value == null) {
                    throw new MissingException(name, argument);
                }
                yield value;
            }
            default -> throw new InvalidException(shortened(whole));
        };
    }

    private String valueOrBlank(String name) {
        String value = variables.apply(name);
        if (value == null) {
            unset.accept(name);
            return "";
        }
        return value;
    }

    private static int closingBrace(String text, int open) throws InvalidException {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' && (i == open || text.charAt(i - 1) == '$')) {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        throw new InvalidException(shortened(text));
    }

    private static int nameEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isNamePart(text.charAt(end), end == from)) {
            end++;
        }
        return end;
    }

    private static boolean isNamePart(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }

    private static String shortened(String text) {
        return text.length() <= 120 ? text : text.substring(0, 117) + "...";
    }
}
