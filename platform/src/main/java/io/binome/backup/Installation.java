package io.binome.backup;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgresSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The Binome of this machine that is kept or made anew.
 *
 * @param home its folder, as of {@code BINOME_HOME}
 * @param external its database where that is not the embedded one
 * @param environment the process's, which may hold the master key
 */
public record Installation(Path home, Optional<ExternalDatabase> external, Map<String, String> environment) {
    /**
     * @param url as {@code binome.database.url}
     * @param owner the role that owns the database
     */
    public record ExternalDatabase(String url, String owner, String password) {
        @Override
        public String toString() {
            return "ExternalDatabase[" + url + ", owner " + owner + "]";
        }
    }

    public Installation {
        home = home.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    public Optional<DatabaseSettings> externalSettings() {
        return external.map(there -> new DatabaseSettings(there.url(), there.owner(), there.password()));
    }

    public Path masterKey() {
        return home.resolve("keys").resolve("master-key");
    }

    public EmbeddedPostgresSettings embedded() {
        return EmbeddedPostgresSettings.ofHome(home);
    }

    @Override
    public String toString() {
        return "Installation[" + home + "]";
    }
}
