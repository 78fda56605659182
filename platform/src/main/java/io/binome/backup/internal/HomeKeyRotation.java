package io.binome.backup.internal;

import io.binome.backup.BackupProblem.KeyInEnvironment;
import io.binome.backup.BackupProblem.NoVaultKey;
import io.binome.backup.BackupProblem.NothingToBackUp;
import io.binome.backup.BackupProblem.ServerConnected;
import io.binome.backup.Installation;
import io.binome.backup.KeyRotation;
import io.binome.database.DatabaseSettings;
import io.binome.database.OwnerTransaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.MasterKey;
import io.binome.secrets.MasterKeyRotation;
import io.binome.secrets.MasterKeyRotation.Wrapped;
import io.binome.secrets.MasterKeyUses;
import io.binome.secrets.NextMasterKey;
import io.binome.secrets.WrappingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * In this order: the next key onto the disk, the database's commit, the former key under its other name, the next one in
 * its place. The keys that the database may need are on the disk, or in Vault, at every moment, and the database says which
 * it is.
 */
public final class HomeKeyRotation implements KeyRotation {
    private static final Actor ACTOR = new Actor.Machine("keys");

    private final Installation installation;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Consumer<String> progress;
    private final InstalledDatabase database;

    public HomeKeyRotation(
            Installation installation, InstantSource clock, SecureRandom random, Consumer<String> progress) {
        this.installation = installation;
        this.clock = clock;
        this.random = random;
        this.progress = progress;
        this.database = new InstalledDatabase(installation, progress);
    }

    @Override
    public Rotated rotate() {
        return rotate(installation.vault().isPresent() ? To.VAULT : To.FILE);
    }

    @Override
    public Rotated rotate(To to) {
        return switch (to) {
            case FILE -> toFile();
            case VAULT -> toVault();
        };
    }

    private Rotated toFile() {
        Path file = installation.masterKey();
        if (!installation.environment().getOrDefault(MasterKey.VARIABLE, "").isBlank()) {
            throw new ProblemException(new KeyInEnvironment(file.toString()));
        }
        Optional<MasterKey> present = MasterKey.find(file, Map.of());
        if (present.isEmpty() && installation.vault().isEmpty()) {
            throw new ProblemException(new NothingToBackUp(installation.home().toString()));
        }
        return database.alone(settings -> {
            progress.accept("Making the next key");
            NextMasterKey next = NextMasterKey.prepare(file, random);
            Wrapped wrapped = wrap(settings, next.key());
            progress.accept("Keeping the former key");
            Optional<Path> former = present.map(_ -> next.keepFormer());
            progress.accept("Putting the next key in its place");
            next.takePlace();
            return rotated(wrapped, present.map(MasterKey::id).orElse(wrapped.former()), next.key(), former);
        });
    }

    private Rotated toVault() {
        WrappingKey vault = installation.vault().orElseThrow(() -> new ProblemException(new NoVaultKey()));
        return database.evenIfUsed(settings -> {
            Wrapped wrapped = wrap(settings, vault);
            progress.accept("Keeping the former key");
            Optional<Path> former = Files.exists(installation.masterKey())
                    ? Optional.of(NextMasterKey.setAside(installation.masterKey()))
                    : Optional.empty();
            return rotated(wrapped, wrapped.former(), vault, former);
        });
    }

    private static Rotated rotated(Wrapped wrapped, String former, WrappingKey now, Optional<Path> formerFile) {
        return new Rotated(
                former,
                now.id(),
                wrapped.wrapped() + wrapped.renewed() + wrapped.before(),
                wrapped.renewed(),
                wrapped.found(),
                formerFile,
                wrapped.committedBefore());
    }

    private Wrapped wrap(DatabaseSettings settings, WrappingKey next) {
        KeysAtHand keys = KeysAtHand.of(installation);
        return OwnerTransaction.run(settings, "binome keys rotate", transaction -> wrap(transaction, keys.all(), next));
    }

    private Wrapped wrap(OwnerTransaction transaction, List<WrappingKey> present, WrappingKey next) {
        boolean sameKey = MasterKeyUses.in(transaction).all().stream()
                .allMatch(use -> use.lost() || use.masterKey().equals(next.id()));
        // Another version of a key in Vault is nothing that a server would notice.
        if (!(sameKey && installation.vault().isPresent()) && transaction.serverConnected()) {
            throw new ProblemException(new ServerConnected());
        }
        progress.accept("Wrapping the tenants' keys");
        Wrapped wrapped = MasterKeyRotation.wrap(transaction, present, next);
        Optional<TenantScope> provider = new TenantListStore().provider(transaction);
        if (wrapped.wrapped() + wrapped.renewed() > 0 && provider.isPresent()) {
            LedgerEvent event = new LedgerEvent(
                    "master-key.rotated",
                    "tenant:" + provider.get().tenant(),
                    Map.of(
                            "former",
                            wrapped.wrapped() > 0 ? wrapped.former() : next.id(),
                            "masterKey",
                            next.id(),
                            "tenantKeys",
                            (long) wrapped.wrapped() + wrapped.renewed()));
            Ledger.append(transaction.in(provider.get()), clock, ACTOR, event);
        }
        progress.accept("Committing");
        return wrapped;
    }
}
