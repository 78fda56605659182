package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.drivers.vault.VaultLogin.Token;
import io.binome.secrets.VaultConnections.Connection;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection with the token that reads its values: renewed when half its time is over, made anew when it is refused. */
final class VaultSession implements AutoCloseable {
    private final Connection connection;
    private final VaultClient client;
    private final VaultLogin login;
    private final InstantSource clock;
    private final ReentrantLock signingIn = new ReentrantLock();
    private volatile @Nullable Token token;

    VaultSession(Connection connection, VaultSettings settings, InstantSource clock) throws VaultAway {
        this(connection, new VaultClient(connection, settings), clock, false);
    }

    private VaultSession(Connection connection, VaultClient client, InstantSource clock, boolean givenToken) {
        this.connection = connection;
        this.client = client;
        this.login = givenToken ? new GivenToken(connection, client, clock) : new VaultLogin(connection, client, clock);
        this.clock = clock;
    }

    /** By a token that somebody else made: it is the connection's credential. */
    static VaultSession ofToken(Connection connection, VaultSettings settings, InstantSource clock) throws VaultAway {
        return new VaultSession(connection, new VaultClient(connection, settings), clock, true);
    }

    Connection connection() {
        return connection;
    }

    VaultClient client() {
        return client;
    }

    VaultLogin login() {
        return login;
    }

    Answer read(String path) throws VaultAway {
        return send("GET", path, null);
    }

    /**
     * With a token that Vault knows: where it refuses, the token itself may have been revoked.
     *
     * @param body null for none
     */
    Answer send(String method, String path, @Nullable Map<String, ?> body) throws VaultAway {
        Token used = token(null);
        Answer answer = client.send(method, path, used.text(), body);
        return answer.status() == 403 && !login.isKnown(used)
                ? client.send(method, path, token(used).text(), body)
                : answer;
    }

    /** @param refused is not to be used any more */
    private Token token(@Nullable Token refused) throws VaultAway {
        signingIn.lock();
        try {
            Token present = token;
            if (present == null || present == refused) {
                present = login.signIn();
            } else if (!clock.instant().isBefore(present.renewAt())) {
                present = login.renewed(present);
            }
            token = present;
            return present;
        } finally {
            signingIn.unlock();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
