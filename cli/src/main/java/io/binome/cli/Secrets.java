package io.binome.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads secrets from where they do not show in a list of processes. */
final class Secrets {
    private Secrets() {}

    /** @param file {@code -} for standard input */
    static String read(String file) {
        try {
            return (file.equals("-")
                            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                            : Files.readString(Path.of(file)))
                    .strip();
        } catch (IOException unreadable) {
            throw new CommandProblem("The file " + file + " cannot be read.");
        }
    }
}
