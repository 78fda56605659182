package io.binome.backup;

import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgresSettings;
import io.binome.secrets.VaultKeySettings;
import io.binome.secrets.VaultKeys;
import io.binome.secrets.WrappingKey;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Binome of this machine that is kept or made anew.
 *
 * @param home its folder, as of {@code BINOME_HOME}
 * @param external its database where that is not the embedded one
 * @param environment the process's, which may hold the master key
 * @param vault the master key where the settings say that Vault keeps it
 */
public record Installation(
        Path home, Optional<ExternalDatabase> external, Map<String, String> environment, Optional<WrappingKey> vault) {
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

    public Installation(Path home, Optional<ExternalDatabase> external, Map<String, String> environment) {
        this(home, external, environment, Optional.empty());
    }

    public Installation {
        home = home.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /**
     * With the key in Vault that the settings name. What speaks to Vault is found as a service.
     *
     * @param setting gives what was set under a name such as {@code binome.vault-key.address}, or null
     * @throws IllegalArgumentException saying which setting is wrong
     */
    public static Installation of(
            Path home,
            Optional<ExternalDatabase> external,
            Map<String, String> environment,
            Function<String, @Nullable String> setting) {
        Optional<WrappingKey> vault = VaultKeySettings.of(name -> setting.apply(VaultKeySettings.PREFIX + name))
                .map(found -> ServiceLoader.load(VaultKeys.class)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalStateException("This program was built without what speaks to Vault"))
                        .open(found));
        return new Installation(home, external, environment, vault);
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
