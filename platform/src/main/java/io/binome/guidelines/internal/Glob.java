package io.binome.guidelines.internal;

import java.util.List;
import java.util.regex.Pattern;

/** Names by a pattern: {@code *} for any letters, {@code ?} for one, everything else for itself. */
record Glob(String text, Pattern pattern) {
    static Glob of(String text) {
        return new Glob(text, Pattern.compile(expression(text)));
    }

    /** Stars that stand side by side are one, so that none multiplies another. */
    static String expression(String glob) {
        StringBuilder expression = new StringBuilder("(?s)^");
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> {
                    if (i == 0 || glob.charAt(i - 1) != '*') {
                        expression.append(".*");
                    }
                }
                case '?' -> expression.append('.');
                default -> {
                    if (Character.isLetterOrDigit(c) || c == '_' || c == ' ' || c > 127) {
                        expression.append(c);
                    } else {
                        expression.append('\\').append(c);
                    }
                }
            }
        }
        return expression.append('$').toString();
    }

    boolean matches(String name) {
        return pattern.matcher(name).matches();
    }

    /** No patterns at all match everything. */
    static boolean any(List<Glob> globs, String name) {
        return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(name));
    }
}
