package io.binome.compose.internal;

import java.util.regex.Pattern;

/** Writes texts as YAML scalars so that every reader, of YAML 1.1 or 1.2, sees the same text. */
final class YamlScalars {
    private static final Pattern OLD_TRUTH = Pattern.compile("y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF");
    private static final Pattern SEXAGESIMAL = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\\.[0-9]+)?( ?(Z|[-+][0-9:]+))?)?");
    private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

    private YamlScalars() {}

    static String text(String value, int indent) {
        if (value.indexOf('\n') >= 0 && printable(value)) {
            return literal(value, indent);
        }
        if (!printable(value) || value.indexOf('\n') >= 0) {
            return doubleQuoted(value);
        }
        if (meansSomethingElse(value)) {
            return doubleQuoted(value);
        }
        return plain(value) ? value : singleQuoted(value);
    }

    private static boolean meansSomethingElse(String value) {
        return !(PlainScalars.resolve(value) instanceof String)
                || OLD_TRUTH.matcher(value).matches()
                || SEXAGESIMAL.matcher(value).matches()
                || TIME.matcher(value).matches()
                || value.equals("<<");
    }

    private static boolean plain(String value) {
        char first = value.charAt(0);
        char last = value.charAt(value.length() - 1);
        if (first == ' ' || last == ' ' || value.startsWith("---") || value.startsWith("...")) {
            return false;
        }
        if (INDICATORS.indexOf(first) >= 0) {
            boolean follows = value.length() > 1 && value.charAt(1) != ' ' && value.charAt(1) != '\t';
            if (!((first == '-' || first == '?' || first == ':') && follows)) {
                return false;
            }
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean endOrSpace = i + 1 == value.length() || value.charAt(i + 1) == ' ' || value.charAt(i + 1) == '\t';
            if (c == ':' && endOrSpace || c == '#' && i > 0 && Character.isWhitespace(value.charAt(i - 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean printable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\n'
                    && (c < ' ' || c == 0x7F || c == 0x85 || c == 0xA0 || c == 0xFEFF || c >= 0x2028 && c <= 0x2029)) {
                return false;
            }
            if (c > 0x7F && c < 0xA0) {
                return false;
            }
        }
        return true;
    }

    private static String literal(String value, int indent) {
        boolean leadingSpace = value.startsWith(" ") || value.startsWith("\n");
        for (String line : value.split("\n", -1)) {
            if (line.endsWith(" ") || line.endsWith("\t")) {
                return doubleQuoted(value);
            }
        }
        StringBuilder text = new StringBuilder("|");
        if (leadingSpace) {
            text.append('2');
        }
        if (!value.endsWith("\n")) {
            text.append('-');
        } else if (value.equals("\n") || value.endsWith("\n\n")) {
            text.append('+');
        }
        String body = value.endsWith("\n") ? value.substring(0, value.length() - 1) : value;
        for (String line : body.split("\n", -1)) {
            text.append('\n');
            if (!line.isEmpty()) {
                text.repeat(' ', indent).append(line);
            }
        }
        return text.toString();
    }

    private static String singleQuoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String doubleQuoted(String value) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 0 -> text.append("\\0");
                case 7 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                case 0x0B -> text.append("\\v");
                case '\f' -> text.append("\\f");
                case 0x1B -> text.append("\\e");
                case 0x85 -> text.append("\\N");
                case 0xA0 -> text.append("\\_");
                case 0x2028 -> text.append("\\L");
                case 0x2029 -> text.append("\\P");
                case 0xFEFF -> text.append("\\uFEFF");
                default -> {
                    if (c < ' ' || c >= 0x7F && c < 0xA0) {
                        text.append(String.format("\\x%02X", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
