package io.binome.backup.internal;

import io.binome.backup.BackupProblem.KeyInEnvironment;
import io.binome.backup.BackupProblem.NothingToBackUp;
import io.binome.backup.BackupProblem.ServerConnected;
import io.binome.backup.BackupProblem.ServerRuns;
import io.binome.backup.Installation;
import io.binome.backup.KeyRotation;
import io.binome.database.DatabaseSettings;
import io.binome.database.EmbeddedPostgres;
import io.binome.database.OwnerTransaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.MasterKey;
import io.binome.secrets.MasterKeyRotation;
import io.binome.secrets.MasterKeyRotation.Wrapped;
import io.binome.secrets.NextMasterKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * In this order: the next key onto the disk, the database's commit, the former key under its other name, the next one in
 * its place. The keys that the database may need are on the disk at every moment, and the database says which it is.
 */
public final class HomeKeyRotation implements KeyRotation {
    private static final Actor ACTOR = new Actor.Machine("keys");

    private final Installation installation;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Consumer<String> progress;

    public HomeKeyRotation(
            Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        this.installation = installation;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
    }

    @Override
    public Rotated rotate() {
        Path file = installation.masterKey();
        if (!installation.environment().getOrDefault(MasterKey.VARIABLE, "").isBlank()) {
            throw new ProblemException(new KeyInEnvironment(file.toString()));
        }
        MasterKey present = MasterKey.find(file, Map.of()).orElseThrow(this::nothingThere);
        if (installation.externalSettings().isPresent()) {
            return rotate(installation.externalSettings().get(), present);
        }
        if (!EmbeddedPostgres.exists(installation.embedded())) {
            throw nothingThere();
        }
        if (EmbeddedPostgres.ofOtherProcess(installation.embedded()).isPresent()) {
            throw new ProblemException(new ServerRuns(installation.home().toString()));
        }
        progress.accept("Starting the database");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(installation.embedded())) {
            return rotate(server.database(), present);
        }
    }

    private Rotated rotate(DatabaseSettings settings, MasterKey present) {
        progress.accept("Making the next key");
        NextMasterKey next = NextMasterKey.prepare(installation.masterKey(), random);
        Wrapped wrapped = OwnerTransaction.run(
                settings, "binome keys rotate", transaction -> wrap(transaction, present, next.key()));
        progress.accept("Keeping the former key");
        Path former = next.keepFormer();
        progress.accept("Putting the next key in its place");
        next.takePlace();
        return new Rotated(
                present.id(), next.key().id(), wrapped.wrapped() + wrapped.before(), former, wrapped.committedBefore());
    }

    private Wrapped wrap(OwnerTransaction transaction, MasterKey present, MasterKey next) {
        if (transaction.serverConnected()) {
            throw new ProblemException(new ServerConnected());
        }
        progress.accept("Wrapping the tenants' keys");
        Wrapped wrapped = MasterKeyRotation.wrap(transaction, present, next);
        Optional<TenantScope> provider = new TenantListStore().provider(transaction);
        if (!wrapped.committedBefore() && provider.isPresent()) {
            LedgerEvent event = new LedgerEvent(
                    "master-key.rotated",
                    "tenant:" + provider.get().tenant(),
                    Map.of("former", present.id(), "masterKey", next.id()));
            Ledger.append(transaction.in(provider.get()), clock, ACTOR, event);
        }
        progress.accept("Committing");
        return wrapped;
    }

    private ProblemException nothingThere() {
        return new ProblemException(new NothingToBackUp(installation.home().toString()));
    }
}
