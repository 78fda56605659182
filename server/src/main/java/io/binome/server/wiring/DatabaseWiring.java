package io.binome.server.wiring;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.Notifications;
import io.binome.database.OpenDatabase;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** PostgreSQL: the embedded one, or the one that the settings name. */
@Configuration(proxyBeanMethods = false)
public class DatabaseWiring {
    /** The embedded server while there is one, so that it is stopped with this process and not before the rooms. */
    public record Server(@Nullable EmbeddedPostgres embedded, DatabaseSettings settings) implements AutoCloseable {
        @Override
        public void close() {
            if (embedded != null) {
                embedded.close();
            }
        }
    }

    @Bean(destroyMethod = "close")
    Server databaseServer(Settings settings, DatabaseStart start) {
        Settings.DatabaseServer external = settings.database();
        if (external.url() == null || external.url().isBlank()) {
            EmbeddedPostgres embedded = start.await(settings);
            return new Server(embedded, embedded.database());
        }
        return new Server(null, new DatabaseSettings(external.url(), external.user(), password(external)));
    }

    private static String password(Settings.DatabaseServer external) {
        if (external.passwordFile() == null) {
            throw new UnsafeSettingException(
                    "binome.database.url is set, so binome.database.password-file must name the file with the password.");
        }
        try {
            return Files.readString(external.passwordFile()).strip();
        } catch (IOException unreadable) {
            throw new UnsafeSettingException(
                    "binome.database.password-file cannot be read: " + external.passwordFile());
        }
    }

    @Bean(destroyMethod = "close")
    OpenDatabase database(Server server) {
        return OpenDatabase.open(server.settings());
    }

    @Bean(destroyMethod = "close")
    Notifications notifications(Server server) {
        return Notifications.open(server.settings());
    }
}
