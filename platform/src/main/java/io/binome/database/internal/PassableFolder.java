package io.binome.database.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Creates folders that other users can pass through, whatever the umask; folders that are there stay as they are. */
final class PassableFolder {
    private PassableFolder() {}

    static void create(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path step = folder; step != null && !Files.exists(step); step = step.getParent()) {
            missing.addFirst(step);
        }
        Files.createDirectories(folder);
        for (Path made : missing) {
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }
}
