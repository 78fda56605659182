package io.binome.server.console;

import io.binome.secrets.KeptSecrets.KeptSecret;
import io.binome.secrets.VaultConnections.KeptConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of a tenant.
 *
 * @param next the cursor of the next page; null on the last
 * @param connections to Vault
 * @param puts whether the reader may put them
 * @param removes whether the reader may remove them
 * @param tenant its name, for the command that does the same
 */
public record SecretsPage(
        List<Row> rows,
        @Nullable String next,
        List<KeptConnection> connections,
        boolean puts,
        boolean removes,
        String tenant) {
    /** @param uses stacks with the versions that were lent to them */
    public record Row(KeptSecret secret, String by, List<String> uses) {
        public String environments() {
            return String.join(", ", secret.environments());
        }
    }

    /** What does the same on a command line. */
    public String command() {
        return "binome secret put shop/database-password --environment production --file FILE --tenant " + tenant;
    }
}
