package io.binome.workloads.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code .dockerignore} leaves out of a build's context.
 *
 * @see <a href="https://docs.docker.com/build/concepts/context/#dockerignore-files">dockerignore files</a>
 */
final class ContextFilter {
    private record Rule(Pattern pattern, boolean keeps) {}

    private final List<Rule> rules;

    private ContextFilter(List<Rule> rules) {
        this.rules = Collections.unmodifiableList(rules);
    }

    static ContextFilter parse(String text) {
        List<Rule> rules = new ArrayList<>();
        for (String line : text.split("\\R")) {
            String trimmed = line.trim();
            if (trimmed.isEmpty() || line.startsWith("#")) {
                continue;
            }
            boolean keeps = trimmed.startsWith("!");
            String pattern = (keeps ? trimmed.substring(1).trim() : trimmed).replaceAll("^(\\./|/)+|/+$", "");
            if (!pattern.isEmpty() && !pattern.equals(".")) {
                rules.add(new Rule(Pattern.compile(expression(pattern)), keeps));
            }
        }
        return new ContextFilter(rules);
    }

    /** The last rule that fits the path, or a folder above it, decides. */
    boolean leavesOut(String path) {
        boolean out = false;
        for (Rule rule : rules) {
            if (rule.keeps() == out && rule.pattern().matcher(path).matches()) {
                out = !rule.keeps();
            }
        }
        return out;
    }

    private static String expression(String pattern) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> {
                    if (pattern.startsWith("**/", i)) {
                        out.append("(?:.*/)?");
                        i += 2;
                    } else if (pattern.startsWith("**", i)) {
                        out.append(".*");
                        i += 1;
                    } else {
                        out.append("[^/]*");
                    }
                }
                case '?' -> out.append("[^/]");
                case '[' -> {
                    int end = pattern.indexOf(']', i + 1);
                    if (end < 0) {
                        out.append("\\[");
                    } else {
                        out.append(pattern, i, end + 1);
                        i = end;
                    }
                }
                case '\\' -> {
                    if (i + 1 < pattern.length()) {
                        out.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
                    }
                }
                default -> out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        // A folder stands for all that is in it.
        return out.append("(?:/.*)?").toString();
    }
}
