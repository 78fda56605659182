package io.binome.server.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A small file in Binome's home that only its owner reads; it appears whole or not at all. */
record PrivateFile(Path path) {
    void write(String content) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path written = Files.createTempFile(
                    folder,
                    "." + path.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(written, content);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException("The file " + path + " could not be written", failure);
        }
    }

    boolean mentions(String text) {
        try {
            return Files.exists(path)
                    && Files.readString(path, StandardCharsets.UTF_8).contains(text);
        } catch (IOException failure) {
            throw new UncheckedIOException("The file " + path + " could not be read", failure);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            throw new UncheckedIOException("The file " + path + " could not be deleted", failure);
        }
    }
}
