package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.kernel.Id;
import io.binome.kernel.Ids;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.runs.RunsProblem.RunNotFound;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.internal.RunCredentialStore.Stored;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Credentials of runs. The user is {@code run.<tenant>.<credential>}, so that one is looked for among its own tenant's
 * alone; the password is 256 random bits.
 */
final class RunCredentials {
    private static final String PREFIX = "run.";
    private static final int UUID_LENGTH = 36;
    private static final int PASSWORD_BYTES = 32;

    private final Database database;
    private final Runs runs;
    private final Ids ids;
    private final InstantSource clock;
    private final SecureRandom random;
    private final RunCredentialStore credentials = new RunCredentialStore();

    RunCredentials(Database database, Runs runs, Ids ids, InstantSource clock, SecureRandom random) {
        this.database = database;
        this.runs = runs;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    RunCredential issue(TenantScope scope, StateKey key, RunId run, StateAccess access) {
        Run goingOn = runs.find(scope, run)
                .filter(found -> !found.state().ended())
                .orElseThrow(() -> new ProblemException(new RunNotFound(run)));
        UUID id = ids.next();
        byte[] secret = new byte[PASSWORD_BYTES];
        random.nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        Stored stored = new Stored(key, run, goingOn.change(), goingOn.actor(), access, Sha256.hex(password));
        database.inTenant(scope, transaction -> {
            credentials.insert(transaction, id, stored, clock.instant());
            return true;
        });
        return new RunCredential(PREFIX + scope.tenant() + "." + id, password);
    }

    Optional<StateClient.OfRun> find(String user, String password) {
        if (!user.startsWith(PREFIX) || user.length() != PREFIX.length() + 2 * UUID_LENGTH + 1) {
            return Optional.empty();
        }
        TenantScope scope;
        UUID id;
        try {
            scope = new TenantScope(TenantId.parse(user.substring(PREFIX.length(), PREFIX.length() + UUID_LENGTH)));
            id = Id.parseUuid(user.substring(PREFIX.length() + UUID_LENGTH + 1));
        } catch (ProblemException malformed) {
            return Optional.empty();
        }
        return database.inTenant(scope, transaction -> credentials.find(transaction, id))
                .filter(stored -> same(stored.passwordHash(), Sha256.hex(password)))
                .map(stored -> new StateClient.OfRun(
                        scope, stored.key(), stored.run(), stored.change(), stored.actor(), stored.access()));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
