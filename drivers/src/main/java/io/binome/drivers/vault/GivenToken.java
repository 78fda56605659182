package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.VaultConnections.Connection;
import java.time.InstantSource;

/** No sign-in: somebody else made the token, and may put another in its place. */
final class GivenToken extends VaultLogin {
    private final Connection connection;
    private final VaultClient client;

    /** @param connection its credential is the token */
    GivenToken(Connection connection, VaultClient client, InstantSource clock) {
        super(connection, client, clock);
        this.connection = connection;
        this.client = client;
    }

    @Override
    Token signIn() throws VaultAway {
        Answer answer = client.send("GET", "auth/token/lookup-self", connection.credential(), null);
        if (!answer.isOk()) {
            throw new ProblemException(new VaultRefused(connection.address().toString(), "the token", answer.errors()));
        }
        return token(
                connection.credential(),
                answer.body().path("data").path("ttl").asLong(0),
                answer.body().path("data").path("renewable").asBoolean(false));
    }
}
