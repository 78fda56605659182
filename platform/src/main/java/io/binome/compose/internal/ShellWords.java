package io.binome.compose.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command line into words with a shell's quotes and backslashes, and nothing else of a shell. Like Docker it
 * ends the command at an unquoted {@code ; & | < >}.
 */
final class ShellWords {
    /** The words, and whether something after them was left out. */
    record Words(List<String> words, boolean cut) {}

    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean begun;
    private boolean escaped;
    private boolean singleQuoted;
    private boolean doubleQuoted;
    private boolean backQuoted;
    private boolean dollarQuoted;

    private ShellWords() {}

    /** The words, or null when quotes or parentheses are not closed. */
    static @Nullable Words split(String line) {
        return new ShellWords().read(line);
    }

    private @Nullable Words read(String line) {
        boolean cut = false;
        for (int i = 0; i < line.length() && !cut; i++) {
            char c = line.charAt(i);
            if (escaped) {
                word.append(c == 't' ? '\t' : c == 'n' ? '\n' : c);
                escaped = false;
                begun = true;
            } else if (c == '\\' && !singleQuoted) {
                escaped = true;
            } else if (" \t\r\n".indexOf(c) >= 0) {
                space(c);
            } else if (c == '"' && !singleQuoted && !dollarQuoted) {
                begun |= doubleQuoted;
                doubleQuoted = !doubleQuoted;
            } else if (c == '\'' && !doubleQuoted && !dollarQuoted) {
                begun |= singleQuoted;
                singleQuoted = !singleQuoted;
            } else if (";&|<>".indexOf(c) >= 0 && !quoted()) {
                if (c == '>' && !word.isEmpty() && Character.isDigit(word.charAt(0))) {
                    begun = false;
                }
                cut = true;
            } else if (c == '(' && !singleQuoted && !doubleQuoted && !backQuoted) {
                if (dollarQuoted || word.isEmpty() || word.charAt(word.length() - 1) != '$') {
                    return null;
                }
                dollarQuoted = true;
                word.append(c);
            } else {
                if (c == '`' && !singleQuoted && !doubleQuoted && !dollarQuoted) {
                    backQuoted = !backQuoted;
                } else if (c == ')' && !singleQuoted && !doubleQuoted && !backQuoted) {
                    dollarQuoted = !dollarQuoted;
                }
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return escaped || quoted() ? null : new Words(List.copyOf(words), cut);
    }

    private boolean quoted() {
        return singleQuoted || doubleQuoted || backQuoted || dollarQuoted;
    }

    private void space(char c) {
        if (quoted()) {
            word.append(c);
        } else if (begun) {
            words.add(word.toString());
            word.setLength(0);
            begun = false;
        }
    }
}
