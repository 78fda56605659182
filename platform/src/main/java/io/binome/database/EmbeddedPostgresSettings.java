package io.binome.database;

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
}
