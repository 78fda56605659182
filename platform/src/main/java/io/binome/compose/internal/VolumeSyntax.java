package io.binome.compose.internal;

import io.binome.compose.ComposeNode;
import io.binome.compose.ComposeNode.Mapping;
import io.binome.compose.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The short form of a mount, {@code [source:]target[:options]}, as the long form. */
final class VolumeSyntax {
    private static final List<String> PROPAGATIONS =
            List.of("rprivate", "private", "rshared", "shared", "rslave", "slave");

    private VolumeSyntax() {}

    /** Where the mount goes; null when the text is no mount. */
    static @Nullable String target(String text) {
        List<String> parts = parts(text);
        return parts == null ? null : parts.size() == 1 ? parts.getFirst() : parts.get(1);
    }

    /** The long form; null when the text is no mount. */
    static @Nullable Mapping expand(String text, Origin origin) {
        List<String> parts = parts(text);
        if (parts == null) {
            return null;
        }
        String source = parts.size() == 1 ? "" : parts.getFirst();
        String target = parts.size() == 1 ? parts.getFirst() : parts.get(1);
        boolean bind = isPath(source);
        boolean readOnly = false;
        Map<String, ComposeNode> bindOptions = new LinkedHashMap<>();
        Map<String, ComposeNode> volumeOptions = new LinkedHashMap<>();
        for (String option : parts.size() == 3 ? parts.get(2).split(",") : new String[0]) {
            switch (option) {
                case "ro" -> readOnly = true;
                case "rw" -> readOnly = false;
                case "nocopy" -> volumeOptions.put("nocopy", ComposeNode.scalar(true, origin));
                case "z", "Z" -> bindOptions.put("selinux", ComposeNode.scalar(option, origin));
                default -> {
                    if (PROPAGATIONS.contains(option)) {
                        bindOptions.put("propagation", ComposeNode.scalar(option, origin));
                    }
                }
            }
        }
        Map<String, ComposeNode> mount = new LinkedHashMap<>();
        mount.put("type", ComposeNode.scalar(bind ? "bind" : "volume", origin));
        if (!source.isEmpty()) {
            mount.put("source", ComposeNode.scalar(source, origin));
        }
        mount.put("target", ComposeNode.scalar(clean(target), origin));
        if (readOnly) {
            mount.put("read_only", ComposeNode.scalar(true, origin));
        }
        if (bind) {
            bindOptions.put("create_host_path", ComposeNode.scalar(true, origin));
        }
        if (bind || !bindOptions.isEmpty()) {
            mount.put("bind", new Mapping(bindOptions, origin));
        }
        if (!bind && text.length() > 2 || !volumeOptions.isEmpty()) {
            mount.put("volume", new Mapping(volumeOptions, origin));
        }
        return new Mapping(mount, origin);
    }

    private static @Nullable List<String> parts(String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (text.length() <= 2) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            if (end || text.charAt(i) == ':' && !(i - start == 1 && Character.isLetter(text.charAt(start)))) {
                if (i == start) {
                    return null;
                }
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        return parts.size() > 3 ? null : parts;
    }

    private static boolean isPath(String source) {
        return source.startsWith(".")
                || source.startsWith("/")
                || source.startsWith("~")
                || TreePaths.isWindows(source);
    }

    private static String clean(String target) {
        String clean = TreePaths.clean(target);
        return clean.isEmpty() ? "." : clean;
    }
}
