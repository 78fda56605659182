package io.binome.server.console;

import io.binome.secrets.KeptSecrets.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one secret.
 *
 * @param next the cursor of the next page; null on the last
 */
public record SecretVersionsPage(
        String name, List<Row> rows, @Nullable String next) {
    /** One version, and who put it. */
    public record Row(Version version, String by) {
        public String environments() {
            return String.join(", ", version.environments());
        }
    }
}
