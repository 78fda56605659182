package io.binome.drivers.opentofu;

import io.binome.repositories.CommitTree;
import io.binome.runs.Confined;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.Set;

/**
 * Lays out the folder of a run before its first command: {@code source} with the files of the repository that the stack
 * rests on, where they stand there; {@code given} with what it borrows; {@code made} for what it leaves.
 */
final class RunFolder {
    static final String SOURCE = "source";
    static final String GIVEN = "given";
    static final String MADE = "made";
    static final String OVERRIDE = "zz_binome_override.tf.json";

    private static final long LARGEST_FILE = 64L << 20;
    private static final int MOST_FILES = 50_000;
    /** Whatever the configuration says of where its state is kept: here it is kept by Binome. */
    static final String BACKEND = "{\"terraform\": {\"backend\": {\"http\": {}}}}\n";

    private final Confined confined;
    private final CommitTree tree;
    private final Set<String> written = new HashSet<>();

    private RunFolder(Confined confined, CommitTree tree) {
        this.confined = confined;
        this.tree = tree;
    }

    /** What cannot be laid out. Its message is a sentence for the author. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final String sentence;

        Unfit(String sentence) {
            super(sentence);
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }

    static void lay(Confined confined, CommitTree tree, Configuration configuration, String stackPath, String backend)
            throws IOException, Unfit {
        RunFolder folder = new RunFolder(confined, tree);
        for (String path : configuration.paths()) {
            folder.copy(path);
        }
        confined.write(source(stackPath) + "/" + OVERRIDE, backend.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        confined.write(MADE + "/.keep", new byte[0]);
    }

    /** The stack's folder, relative to the run's. */
    static String source(String stackPath) {
        return stackPath.isEmpty() ? SOURCE : SOURCE + "/" + stackPath;
    }

    private void copy(String path) throws IOException, Unfit {
        if (path.isEmpty() || !tree.list(path).isEmpty()) {
            for (CommitTree.Entry entry : tree.list(path)) {
                if (isOfAnotherRun(entry.name())) {
                    continue;
                }
                String below = path.isEmpty() ? entry.name() : path + "/" + entry.name();
                switch (entry.kind()) {
                    case FOLDER -> copy(below);
                    case FILE -> file(below, entry.executable());
                    // A link may lead anywhere; one inside the repository stands for a file that is copied as such.
                    case SYMBOLIC_LINK -> link(below);
                    case SUBMODULE -> {}
                }
            }
        } else if (tree.idAt(path).isPresent()) {
            file(path, false);
        }
    }

    /** What a program left behind on a laptop: it would be taken for what this run left. */
    private static boolean isOfAnotherRun(String name) {
        return name.equals(".terraform") || name.startsWith("terraform.tfstate") || name.startsWith("errored.tfstate");
    }

    private void link(String path) throws IOException, Unfit {
        String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        String target = tree.linkTarget(path)
                .filter(link -> !link.startsWith("/"))
                .flatMap(link -> CommitTree.resolve(folder, link))
                .orElseThrow(() -> new Unfit("The link " + path + " leads out of the repository."));
        byte[] content = tree.read(target, LARGEST_FILE)
                .orElseThrow(() -> new Unfit("The link " + path + " leads to no file of the repository."));
        write(path, content);
    }

    private void file(String path, boolean executable) throws IOException, Unfit {
        if (written.contains(path)) {
            return;
        }
        byte[] content = tree.read(path, LARGEST_FILE).orElseThrow(() -> new Unfit("There is no file " + path + "."));
        write(path, content);
        if (executable) {
            Path file = confined.folder().resolve(SOURCE).resolve(path);
            Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
            permissions.addAll(Set.of(
                    PosixFilePermission.OWNER_EXECUTE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_EXECUTE));
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    private void write(String path, byte[] content) throws IOException, Unfit {
        if (!written.add(path)) {
            return;
        }
        if (written.size() > MOST_FILES) {
            throw new Unfit("The stack rests on more than " + MOST_FILES + " files.");
        }
        confined.write(SOURCE + "/" + path, content);
    }
}
