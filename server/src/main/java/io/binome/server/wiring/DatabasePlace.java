package io.binome.server.wiring;

import io.binome.kernel.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/**
 * Where the embedded database lives: in Binome's home, or, where root's PostgreSQL (which runs as another user) could not
 * reach that, below {@code /var/lib/binome} in a folder of its own for this home.
 */
record DatabasePlace(Path folder) {
    static DatabasePlace of(Path home) {
        Path absolute = home.toAbsolutePath().normalize();
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root || everybodyPasses(absolute.getParent())) {
            return new DatabasePlace(absolute);
        }
        return new DatabasePlace(
                Path.of("/var/lib/binome", Sha256.hex(absolute.toString()).substring(0, 16)));
    }

    Path tools() {
        return folder.resolve("tools");
    }

    Path server() {
        return folder.resolve("postgres");
    }

    /** Whether each folder on the way lets other users through. */
    private static boolean everybodyPasses(@Nullable Path folder) {
        for (Path step = folder; step != null; step = step.getParent()) {
            try {
                if (Files.exists(step)
                        && !Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            } catch (IOException unreadable) {
                return false;
            }
        }
        return true;
    }
}
