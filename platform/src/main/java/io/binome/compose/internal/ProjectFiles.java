package io.binome.compose.internal;

import io.binome.compose.ComposeLimits;
import io.binome.compose.ComposeOptions;
import io.binome.compose.ComposePlace;
import io.binome.compose.ComposeProblem;
import io.binome.compose.ComposeSources;
import io.binome.kernel.ProblemException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of one load: read once each, under limits, and remembered. */
final class ProjectFiles {
    private final ComposeSources sources;
    private final ComposeOptions options;
    private final Map<String, byte[]> read = new LinkedHashMap<>();

    ProjectFiles(ComposeSources sources, ComposeOptions options) {
        this.sources = sources;
        this.options = options;
    }

    /** Every file that was read, in order. */
    List<String> names() {
        return List.copyOf(read.keySet());
    }

    /** Joins a path to a folder of the sources; refuses one that leaves a tree. */
    String join(String folder, String path, ComposePlace asker) {
        String home = options.home();
        String expanded = path.startsWith("~") && home != null ? home + path.substring(1) : path;
        boolean tree = options.paths() == ComposeOptions.Paths.RELATIVE;
        String joined = TreePaths.join(folder, expanded);
        if (tree && (TreePaths.isAbsolute(joined) || TreePaths.leavesRoot(joined) || expanded.startsWith("~"))) {
            throw Problems.stop(
                    new ComposeProblem.OutsideTree(asker, path, "the path '" + path + "' leads out of the repository"));
        }
        return joined;
    }

    boolean isFile(String path, ComposePlace asker) {
        return find(path, asker) instanceof ComposeSources.File;
    }

    boolean isThere(String path, ComposePlace asker) {
        return !(find(path, asker) instanceof ComposeSources.Missing);
    }

    private ComposeSources.Found find(String path, ComposePlace asker) {
        if (path.indexOf('\0') >= 0) {
            throw unreadable(asker, "the path holds a NUL character", "Correct the path");
        }
        ComposeSources.Found found = sources.find(path);
        if (found instanceof ComposeSources.Refused refused) {
            throw Problems.stop(
                    new ComposeProblem.OutsideTree(asker, path, "the file '" + path + "' " + refused.reason()));
        }
        return found;
    }

    String text(String path, ComposePlace asker) {
        return Text.decode(path, bytes(path, asker));
    }

    byte[] bytes(String path, ComposePlace asker) {
        byte[] known = read.get(path);
        if (known != null) {
            return known;
        }
        ComposeLimits limits = options.limits();
        return switch (find(path, asker)) {
            case ComposeSources.Missing missing ->
                throw unreadable(asker, "the file '" + path + "' does not exist", "Add it or correct its path");
            case ComposeSources.Folder folder ->
                throw unreadable(asker, "'" + path + "' is a folder, not a file", "Name a file");
            case ComposeSources.Refused refused -> throw new IllegalStateException(refused.reason());
            case ComposeSources.File file -> {
                if (file.bytes() > limits.fileBytes()) {
                    throw Problems.stop(new ComposeProblem.LimitExceeded(
                            place(asker, path),
                            "the file '" + path + "' has " + file.bytes() + " bytes, more than " + limits.fileBytes(),
                            "Split it, or keep data out of it"));
                }
                if (read.size() >= limits.files()) {
                    throw Problems.stop(new ComposeProblem.LimitExceeded(
                            place(asker, path),
                            "the project reads more than " + limits.files() + " files",
                            "Include fewer files"));
                }
                byte[] content = content(path, file, asker);
                read.put(path, content);
                yield content;
            }
        };
    }

    private static byte[] content(String path, ComposeSources.File file, ComposePlace asker) {
        try {
            return file.content().read();
        } catch (IOException e) {
            throw new ProblemException(
                    new ComposeProblem.UnreadableFile(
                            asker, "the file '" + path + "' cannot be read: " + e.getMessage(), "Try again"),
                    e);
        }
    }

    private static ComposePlace place(ComposePlace asker, String path) {
        return asker.file().isEmpty() ? ComposePlace.ofFile(path) : asker;
    }

    private static ProblemException unreadable(@Nullable ComposePlace asker, String reason, String advice) {
        return Problems.stop(
                new ComposeProblem.UnreadableFile(asker == null ? ComposePlace.ofFile("") : asker, reason, advice));
    }
}
