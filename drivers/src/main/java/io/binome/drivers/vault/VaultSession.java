package io.binome.drivers.vault;

import io.binome.drivers.vault.VaultClient.Answer;
import io.binome.drivers.vault.VaultLogin.Token;
import io.binome.secrets.VaultConnections.Connection;
import java.time.InstantSource;
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
        this.connection = connection;
        this.client = new VaultClient(connection, settings);
        this.login = new VaultLogin(connection, client, clock);
        this.clock = clock;
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

    /** With a token that Vault knows: where it refuses, the token itself may have been revoked. */
    Answer read(String path) throws VaultAway {
        Token used = token(null);
        Answer answer = client.send("GET", path, used.text(), null);
        return answer.status() == 403 && !login.isKnown(used)
                ? client.send("GET", path, token(used).text(), null)
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
