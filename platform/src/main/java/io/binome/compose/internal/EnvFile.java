package io.binome.compose.internal;

import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.Origin;
import io.binome.kernel.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code NAME=value} files as Docker Compose does: comments, {@code export}, quotes that may span lines,
 * escapes and variables in double quotes, variables without quotes, a name alone to take the value from outside.
 */
final class EnvFile {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([abfnrtv$\"\\\\]|0[0-3][0-7]{2})");
    private static final Pattern EXPORT = Pattern.compile("export[ \\t]+");

    private final String file;
    private final String text;
    private final UnaryOperator<@Nullable String> outside;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Template template;
    private int at;

    private EnvFile(String file, String text, UnaryOperator<@Nullable String> outside) {
        this.file = file;
        this.text = text;
        this.outside = outside;
        this.template = new Template(this::lookup, unset -> {});
    }

    /**
     * Reads a file's variables in the order they stand.
     *
     * @param outside values from elsewhere, which win over earlier ones of the same file; null when unknown
     */
    static Map<String, String> read(String file, String text, UnaryOperator<@Nullable String> outside) {
        EnvFile reader = new EnvFile(file, text, outside);
        while (reader.toNextStatement()) {
            reader.statement();
        }
        return reader.values;
    }

    private @Nullable String lookup(String name) {
        String value = outside.apply(name);
        return value == null ? values.get(name) : value;
    }

    private boolean toNextStatement() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == 0x85 || c == 0xA0) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void statement() {
        int start = at;
        Matcher export = EXPORT.matcher(text).region(at, text.length());
        if (export.lookingAt()) {
            at = export.end();
        }
        int end = at;
        while (end < text.length() && "=:\n".indexOf(text.charAt(end)) < 0) {
            char c = text.charAt(end);
            if (!Character.isLetterOrDigit(c) && "_.-[] \t\r\u000b\f".indexOf(c) < 0) {
                throw wrong(
                        start,
                        "the character '" + c + "' cannot stand in a variable's name",
                        "Write NAME=value with letters, digits and underscores in the name");
            }
            end++;
        }
        String key = text.substring(at, end).strip();
        if (key.indexOf(' ') >= 0) {
            throw wrong(start, "a variable's name cannot hold a space", "Write NAME=value");
        }
        boolean alone = end == text.length() || text.charAt(end) == '\n';
        at = Math.min(end + 1, text.length());
        if (alone) {
            String inherited = outside.apply(key);
            if (inherited != null) {
                values.put(key, inherited);
            }
            return;
        }
        while (at < text.length() && " \t\r\u000b\f\u0085\u00a0".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        char quote = at < text.length() ? text.charAt(at) : '\n';
        String value = quote == '"' || quote == '\'' ? quoted(quote) : unquoted();
        if (!key.isEmpty() && !Character.isDigit(key.charAt(0))) {
            values.put(key, value);
        }
    }

    private String unquoted() {
        int start = at;
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        String value = text.substring(at, end);
        at = Math.min(end + 1, text.length());
        int comment = value.indexOf(" #");
        return substituted((comment < 0 ? value : value.substring(0, comment)).stripTrailing(), start);
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return quote == '"' ? substituted(unescaped(value.toString()), start) : value.toString();
            }
            if (c == '\\' && at < text.length()) {
                char next = text.charAt(at++);
                value.append(next == quote ? "" : "\\").append(next);
            } else {
                value.append(c);
            }
        }
        throw wrong(start, "a quoted value is not closed", "Close it with " + quote);
    }

    private static String unescaped(String value) {
        return ESCAPE.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1).charAt(0)) {
                            case 'a' -> "\u0007";
                            case 'b' -> "\b";
                            case 'f' -> "\f";
                            case 'n' -> "\n";
                            case 'r' -> "\r";
                            case 't' -> "\t";
                            case 'v' -> "\u000b";
                            case '$' -> "$$";
                            case '0' -> String.valueOf((char) Integer.parseInt(match.group(1), 8));
                            default -> match.group(1);
                        }));
    }

    private String substituted(String value, int start) {
        try {
            return template.substitute(value);
        } catch (Template.InvalidException e) {
            throw Problems.stop(new ComposeProblem.InvalidTemplate(place(start), String.valueOf(e.getMessage())));
        } catch (Template.MissingException e) {
            throw Problems.stop(
                    new ComposeProblem.MissingVariable(place(start), e.variable(), String.valueOf(e.getMessage())));
        }
    }

    private ProblemException wrong(int offset, String reason, String advice) {
        return Problems.stop(new ComposeProblem.InvalidValue(place(offset), reason, advice));
    }

    private ComposePlace place(int offset) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < offset; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new ComposePlace(new Origin(file, line, offset - lineStart + 1), "");
    }
}
