package io.binome.guidelines.internal;

import io.binome.kernel.ProblemException;
import io.binome.repositories.CommitTree;
import io.binome.stacks.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files of rules of a folder: all that end in .yaml or .yml, also in folders below. */
final class RuleFolder {
    private static final int MOST_FILES = 200;
    private static final int DEEPEST = 5;

    private final CommitTree tree;
    private final SortedMap<String, String> texts = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private RuleFolder(CommitTree tree) {
        this.tree = tree;
    }

    /** @param texts by path in the repository */
    record Outcome(SortedMap<String, String> texts, List<Finding> findings) {}

    /** @param tree null for no files at all */
    static Outcome read(@Nullable CommitTree tree, String folder) {
        if (tree == null) {
            return new Outcome(new TreeMap<>(), List.of());
        }
        RuleFolder reader = new RuleFolder(tree);
        reader.folder(folder, 0);
        return new Outcome(reader.texts, reader.findings);
    }

    private void folder(String folder, int depth) {
        for (CommitTree.Entry entry : tree.list(folder)) {
            String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
            boolean rules = entry.name().endsWith(".yaml") || entry.name().endsWith(".yml");
            if (entry.kind() == CommitTree.Kind.FOLDER && depth < DEEPEST) {
                folder(path, depth + 1);
            } else if (entry.kind() == CommitTree.Kind.FILE && rules) {
                file(path);
            }
        }
    }

    private void file(String path) {
        if (texts.size() >= MOST_FILES) {
            if (findings.isEmpty()) {
                findings.add(new Finding(
                        "guideline-too-many",
                        path,
                        0,
                        0,
                        null,
                        "There are more than " + MOST_FILES + " files of rules.",
                        "Put several rules into one file."));
            }
            return;
        }
        try {
            tree.read(path, RuleNodes.MAXIMUM_BYTES)
                    .ifPresent(bytes -> texts.put(path, new String(bytes, StandardCharsets.UTF_8)));
        } catch (ProblemException tooLarge) {
            findings.add(new Finding(
                    "guideline-too-large",
                    path,
                    0,
                    0,
                    null,
                    tooLarge.problem().message(),
                    "Make several files of it."));
        }
    }
}
