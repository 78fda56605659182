package io.binome.server.console;

import io.binome.secrets.RegistryCredentials.KeptLogin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The logins of a tenant at image registries.
 *
 * @param manages whether the reader may put and remove them
 * @param tenant its name, for the command that does the same
 */
public record RegistriesPage(List<Row> rows, boolean manages, String tenant) {
    /** @param by who put it; null when that is not known any more */
    public record Row(KeptLogin login, @Nullable String by) {}

    /** What does the same on a command line. */
    public String command() {
        return "binome registry login registry.example.com --user NAME --password-file FILE --tenant " + tenant;
    }
}
