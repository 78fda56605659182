package io.binome.contracts.internal;

import java.util.List;

/**
 * A pattern of paths: {@code *} stands for anything within one name, <code>?</code> for one character, {@code **} for any
 * number of folders. Takes time in proportion to the lengths of pattern and path multiplied, whatever they hold.
 */
public final class PathPattern {
    private static final String ANY_FOLDERS = "**";

    private PathPattern() {}

    public static boolean matches(String pattern, String path) {
        return matches(List.of(pattern.split("/", -1)), List.of(path.split("/", -1)));
    }

    /** Whether it covers a folder, or everything that lies directly in it. */
    public static boolean coversFolder(String pattern, String folder) {
        return matches(pattern, folder) || matches(pattern, folder + "/");
    }

    private static boolean matches(List<String> pattern, List<String> names) {
        // reached[i]: the pattern so far matches the first i names.
        boolean[] reached = new boolean[names.size() + 1];
        reached[0] = true;
        for (String part : pattern) {
            boolean[] next = new boolean[reached.length];
            if (part.equals(ANY_FOLDERS)) {
                boolean any = false;
                for (int i = 0; i < reached.length; i++) {
                    any |= reached[i];
                    next[i] = any;
                }
            } else {
                for (int i = 1; i < reached.length; i++) {
                    next[i] = reached[i - 1] && matchesName(part, names.get(i - 1));
                }
            }
            reached = next;
        }
        return reached[names.size()];
    }

    private static boolean matchesName(String pattern, String name) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
