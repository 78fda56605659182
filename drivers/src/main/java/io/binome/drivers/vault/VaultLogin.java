package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.kernel.ProblemException;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.Login;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Signs in, and keeps what came of it alive. */
class VaultLogin {
    private final Connection connection;
    private final VaultClient client;
    private final InstantSource clock;

    VaultLogin(Connection connection, VaultClient client, InstantSource clock) {
        this.connection = connection;
        this.client = client;
        this.clock = clock;
    }

    /** A token; its text form does not show it. */
    record Token(String text, boolean renewable, Instant renewAt, Instant endsAt) {
        @Override
        public String toString() {
            return "Token[until " + endsAt + "]";
        }
    }

    Token signIn() throws VaultAway {
        Map<String, String> body =
                switch (connection.login()) {
                    case APPROLE -> Map.of("role_id", connection.role(), "secret_id", connection.credential());
                    case JWT -> Map.of("role", connection.role(), "jwt", connection.credential());
                };
        Answer answer = client.send("POST", "auth/" + connection.loginMount() + "/login", null, body);
        JsonNode auth = answer.body().path("auth");
        if (!answer.isOk() || auth.path("client_token").asString("").isEmpty()) {
            throw new ProblemException(new VaultRefused(
                    connection.address().toString(),
                    "the login by " + (connection.login() == Login.APPROLE ? "AppRole" : "JWT"),
                    answer.errors()));
        }
        return token(auth);
    }

    /** The same token for longer, or a new one where it is not renewed any more. */
    Token renewed(Token token) throws VaultAway {
        return token.renewable() && clock.instant().isBefore(token.endsAt()) && renew(token) instanceof Token longer
                ? longer
                : signIn();
    }

    /** Null when Vault renews it no further: its time is over, or it was revoked. */
    @Nullable
    Token renew(Token token) throws VaultAway {
        Answer answer = client.send("POST", "auth/token/renew-self", token.text(), Map.of());
        if (!answer.isOk() || answer.body().path("auth").path("lease_duration").asLong(0) <= 0) {
            return null;
        }
        Token longer = token(answer.body().path("auth"));
        // At its last end Vault renews by less and less.
        return longer.endsAt().isAfter(token.endsAt()) ? longer : null;
    }

    /** What every token may ask by the default policy. */
    boolean isKnown(Token token) throws VaultAway {
        return client.send("GET", "auth/token/lookup-self", token.text(), null).isOk();
    }

    private Token token(JsonNode auth) {
        return token(
                auth.path("client_token").asString(""),
                auth.path("lease_duration").asLong(0),
                auth.path("renewable").asBoolean(false));
    }

    /** @param seconds of its time that are left; 0 for one without an end */
    final Token token(String text, long seconds, boolean renewable) {
        Instant now = clock.instant();
        // A token without an end (a root token) is looked after once a day.
        Duration left = seconds <= 0 ? Duration.ofDays(1) : Duration.ofSeconds(seconds);
        return new Token(text, renewable, now.plus(left.dividedBy(2)), now.plus(left));
    }
}
