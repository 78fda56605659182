package io.binome.drivers.opentofu;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.stacks.StackDeclaration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the files of a stack say without being evaluated: which paths of the repository they lead to, which versions they
 * ask for, whether their plans are new each time. Paths are read as words from all files below the stack: one in a comment
 * is followed too, which does no harm. Versions and calls are read as the language means them, from the modules that are
 * really called.
 *
 * @param paths folders and files on which the stack rests, its own folder among them
 * @param required conditions on the program's version
 * @param restless whether a function that gives another value each time is called, or a data source of that kind read
 */
record Configuration(SortedSet<String> paths, List<VersionConstraint> required, boolean restless) {
    private static final long LARGEST_FILE = 1 << 20;
    private static final int MOST_FOLDERS = 500;
    /** A text that leads out of its folder: {@code "../../modules/vpc"}, {@code "${path.module}/../files/x"}. */
    private static final Pattern PATH = Pattern.compile(
            "\"(?:\\$\\{path\\.(?:module|root|cwd)\\}/)?((?:\\./)*(?:[A-Za-z0-9_.@+-]+/)*?\\.\\.[^\"$%\\n]{0,300})");

    static Configuration of(StackDeclaration declaration, CommitTree tree) {
        SortedSet<String> paths = new TreeSet<>();
        Deque<String> folders = new ArrayDeque<>(List.of(declaration.path()));
        Set<String> seen = new TreeSet<>();
        paths.add(declaration.path());
        for (String file : declaration.files()) {
            CommitTree.resolve(declaration.path(), file).ifPresent(paths::add);
        }
        while (!folders.isEmpty() && seen.size() < MOST_FOLDERS) {
            String folder = folders.poll();
            if (!seen.add(folder)) {
                continue;
            }
            for (CommitTree.Entry entry : tree.list(folder)) {
                String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
                if (entry.kind() == CommitTree.Kind.FOLDER) {
                    // Local modules below the stack lead out of it as well.
                    folders.add(path);
                } else if (isSource(entry)) {
                    Matcher matcher = PATH.matcher(read(tree, path));
                    while (matcher.find()) {
                        lead(tree, folder, matcher.group(1), paths, folders);
                    }
                }
            }
        }
        List<SourceFile> called = called(tree, declaration.path());
        return new Configuration(
                paths,
                called.stream().flatMap(file -> file.required().stream()).toList(),
                called.stream().anyMatch(SourceFile::restless));
    }

    /** The files of the stack's own module and of the modules of the repository that it calls, those that these call, … */
    private static List<SourceFile> called(CommitTree tree, String root) {
        List<SourceFile> files = new ArrayList<>();
        Deque<String> folders = new ArrayDeque<>(List.of(root));
        Set<String> seen = new TreeSet<>();
        while (!folders.isEmpty() && seen.size() < MOST_FOLDERS) {
            String folder = folders.poll();
            if (!seen.add(folder)) {
                continue;
            }
            for (CommitTree.Entry entry : tree.list(folder)) {
                if (isSource(entry)) {
                    String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
                    SourceFile file = SourceFile.read(entry.name(), read(tree, path));
                    files.add(file);
                    file.modules().forEach(module -> CommitTree.resolve(folder, withoutSlash(module))
                            .ifPresent(folders::add));
                }
            }
        }
        return files;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static void lead(
            CommitTree tree, String folder, String written, SortedSet<String> paths, Deque<String> folders) {
        Optional<String> path = CommitTree.resolve(folder, withoutSlash(written));
        if (path.isPresent() && (path.get().isEmpty() || tree.idAt(path.get()).isPresent())) {
            paths.add(path.get());
            if (!tree.list(path.get()).isEmpty()) {
                folders.add(path.get());
            }
        }
    }

    private static boolean isSource(CommitTree.Entry entry) {
        return entry.kind() == CommitTree.Kind.FILE
                && entry.sizeBytes() <= LARGEST_FILE
                && SourceFile.isOne(entry.name());
    }

    private static String read(CommitTree tree, String path) {
        try {
            return tree.read(path, LARGEST_FILE)
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
        } catch (ProblemException tooLarge) {
            return "";
        }
    }
}
