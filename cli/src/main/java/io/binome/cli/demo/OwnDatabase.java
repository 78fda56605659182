package io.binome.cli.demo;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.EmbeddedPostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * The server's database, as who runs it could open it. The story does so where it breaks in on purpose, and where it lets
 * time pass.
 */
record OwnDatabase(Path home, Map<String, String> environment) {
    Connection open() throws IOException, SQLException {
        // The platform logs to nobody here, which is no news.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        DatabaseSettings settings = settings();
        return DriverManager.getConnection(settings.url(), settings.owner(), settings.ownerPassword());
    }

    private DatabaseSettings settings() throws IOException {
        String url = environment.get("BINOME_DATABASE_URL");
        if (url != null && !url.isBlank()) {
            String file = environment.getOrDefault("BINOME_DATABASE_PASSWORD_FILE", "");
            return new DatabaseSettings(
                    url,
                    environment.getOrDefault("BINOME_DATABASE_USER", "binome"),
                    Files.readString(Path.of(file)).strip());
        }
        return EmbeddedPostgres.ofOtherProcess(EmbeddedPostgresSettings.ofHome(home))
                .orElseThrow(() -> new StepFailure("No database of a running server lies in " + home));
    }
}
