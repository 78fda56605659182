package io.binome.database;

import io.binome.kernel.Sha256;
import java.nio.file.Path;

/**
 * Where the embedded PostgreSQL lives. Started by root, both folders must lie where an unprivileged user can go:
 * below {@code /var/lib}, say, not below {@code /root}.
 *
 * @param tools where the binaries are unpacked, once per version; may be shared by several servers
 * @param home the server's own folder: data, passwords, port and log
 * @param losesDataOnPowerCutForTests turns fsync off: twice as fast, and a power cut destroys the database
 */
public record EmbeddedPostgresSettings(Path tools, Path home, boolean losesDataOnPowerCutForTests) {
    public EmbeddedPostgresSettings {
        tools = tools.toAbsolutePath().normalize();
        home = home.toAbsolutePath().normalize();
    }

    /** The only form for production: every commit is on disk before it is answered. */
    public static EmbeddedPostgresSettings durable(Path tools, Path home) {
        return new EmbeddedPostgresSettings(tools, home, false);
    }

    /**
     * For a server of Binome with this home: inside it, or, started by root, whose PostgreSQL runs as another user and
     * could not reach everywhere, below {@code /var/lib/binome} in a folder of its own for this home.
     */
    public static EmbeddedPostgresSettings ofHome(Path home) {
        Path absolute = home.toAbsolutePath().normalize();
        Path folder = "root".equals(System.getProperty("user.name"))
                ? Path.of("/var/lib/binome", Sha256.hex(absolute.toString()).substring(0, 16))
                : absolute;
        return durable(folder.resolve("tools"), folder.resolve("postgres"));
    }
}
