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
 * ask for, whether their plans are new each time. Reads words, not the language: a path in a comment is followed too, which
 * does no harm.
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

    private static final Pattern REQUIRED = Pattern.compile("\"?required_version\"?\\s*[=:]\\s*\"([^\"\\n]{1,200})\"");
    private static final Pattern RESTLESS = Pattern.compile(
            "\\b(?:plantimestamp|bcrypt)\\s*\\(|\"?data\"?\\s*:?\\s*\\{?\\s*\"(?:external|http|archive_file)\"");

    static Configuration of(StackDeclaration declaration, CommitTree tree) {
        SortedSet<String> paths = new TreeSet<>();
        List<VersionConstraint> required = new ArrayList<>();
        boolean restless = false;
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
                    String text = read(tree, path);
                    restless |= RESTLESS.matcher(text).find();
                    Matcher versions = REQUIRED.matcher(text);
                    while (versions.find()) {
                        VersionConstraint.parse(versions.group(1)).ifPresent(required::add);
                    }
                    Matcher matcher = PATH.matcher(text);
                    while (matcher.find()) {
                        lead(tree, folder, matcher.group(1), paths, folders);
                    }
                }
            }
        }
        return new Configuration(paths, required, restless);
    }

    private static void lead(
            CommitTree tree, String folder, String written, SortedSet<String> paths, Deque<String> folders) {
        Optional<String> path = CommitTree.resolve(
                folder, written.endsWith("/") ? written.substring(0, written.length() - 1) : written);
        if (path.isPresent() && (path.get().isEmpty() || tree.idAt(path.get()).isPresent())) {
            paths.add(path.get());
            if (!tree.list(path.get()).isEmpty()) {
                folders.add(path.get());
            }
        }
    }

    private static boolean isSource(CommitTree.Entry entry) {
        String name = entry.name();
        return entry.kind() == CommitTree.Kind.FILE
                && entry.sizeBytes() <= LARGEST_FILE
                && (name.endsWith(".tf")
                        || name.endsWith(".tf.json")
                        || name.endsWith(".tofu")
                        || name.endsWith(".tofu.json"));
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
