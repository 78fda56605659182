package io.binome.server.wiring;

import io.binome.kernel.Sha256;
import java.nio.file.Path;

/**
 * Where the embedded database lives: in Binome's home, or, started by root, whose PostgreSQL runs as another user and
 * could not reach everywhere, below {@code /var/lib/binome} in a folder of its own for this home.
 */
record DatabasePlace(Path folder) {
    static DatabasePlace of(Path home) {
        Path absolute = home.toAbsolutePath().normalize();
        if (!"root".equals(System.getProperty("user.name"))) {
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
}
