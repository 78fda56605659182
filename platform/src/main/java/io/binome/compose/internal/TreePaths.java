package io.binome.compose.internal;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic on paths separated by {@code /}, without looking at any disk. */
final class TreePaths {
    private TreePaths() {}

    static boolean isAbsolute(String path) {
        return path.startsWith("/");
    }

    /** A path of another operating system, such as {@code C:\data} or a named pipe. */
    static boolean isWindows(String path) {
        return path.startsWith("\\\\")
                || path.length() >= 2 && path.charAt(1) == ':' && Character.isLetter(path.charAt(0));
    }

    /** Without {@code .}, {@code ..} and double slashes; the empty path is the root of the sources. */
    static String clean(String path) {
        boolean absolute = isAbsolute(path);
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                if (!parts.isEmpty() && !parts.getLast().equals("..")) {
                    parts.removeLast();
                } else if (!absolute) {
                    parts.add(part);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return (absolute ? "/" : "") + String.join("/", parts);
    }

    static String join(String base, String path) {
        return isAbsolute(path) || base.isEmpty() ? clean(path) : clean(base + "/" + path);
    }

    static boolean leavesRoot(String cleanPath) {
        return cleanPath.equals("..") || cleanPath.startsWith("../");
    }

    static String parent(String cleanPath) {
        int slash = cleanPath.lastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : cleanPath.substring(0, slash);
    }

    static String name(String cleanPath) {
        return cleanPath.substring(cleanPath.lastIndexOf('/') + 1);
    }

    /** The way from one folder to a path, beginning with {@code .} so that it is seen to be relative. */
    static String relative(String base, String path) {
        List<String> from = parts(base);
        List<String> to = parts(path);
        int common = 0;
        while (common < from.size() && common < to.size() && from.get(common).equals(to.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>();
        for (int i = common; i < from.size(); i++) {
            way.add("..");
        }
        way.addAll(to.subList(common, to.size()));
        if (way.isEmpty()) {
            return ".";
        }
        return (way.getFirst().equals("..") ? "" : "./") + String.join("/", way);
    }

    private static List<String> parts(String cleanPath) {
        return cleanPath.isEmpty() || cleanPath.equals("/")
                ? List.of()
                : List.of((isAbsolute(cleanPath) ? cleanPath.substring(1) : cleanPath).split("/"));
    }
}
