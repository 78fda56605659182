package io.binome.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What goes when the tests end: what was asked for, latest first, and at last all folders. */
final class Scratch {
    private static final Deque<Runnable> ENDINGS = new ConcurrentLinkedDeque<>();
    private static final Path ROOT = create();

    private Scratch() {}

    private static Path create() {
        try {
            // A short path: the names of sockets below it may have 107 characters.
            Path root = Files.createTempDirectory(Path.of("/tmp"), "bna");
            java.lang.Runtime.getRuntime().addShutdownHook(new Thread(() -> end(root)));
            return root;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path folder(String name) {
        try {
            return Files.createTempDirectory(ROOT, name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void atTheEnd(Runnable ending) {
        ENDINGS.push(ending);
    }

    private static void end(Path root) {
        try {
            ENDINGS.forEach(Runnable::run);
        } finally {
            remove(root);
        }
    }

    static void remove(Path folder) {
        Tool.run(Path.of("/"), Map.of(), List.of("rm", "-rf", "--one-file-system", folder.toString()));
    }
}
