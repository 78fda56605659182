package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.MasterKey;
import io.binome.secrets.NextMasterKey;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretsProblem.OtherMasterKey;
import io.binome.secrets.SecretsProblem.Passing;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.WrappingKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the room together for the server's wiring. */
public final class SecretRoom {
    private static final Logger LOG = LoggerFactory.getLogger(SecretRoom.class);

    private final TenantKeys keys;
    private final Sealing sealing;
    private final RegistryCredentials registryCredentials;
    private final DatabaseSecrets secrets;
    private final DatabaseVault vault;
    private final LedgerSigner ledgerSigner;

    public SecretRoom(Database database, Ledger ledger, InstantSource clock, WrappingKey master, SecureRandom random) {
        this(database, ledger, clock, master, random, System::nanoTime);
    }

    SecretRoom(
            Database database,
            Ledger ledger,
            InstantSource clock,
            WrappingKey master,
            SecureRandom random,
            LongSupplier nanoTime) {
        this.keys = new TenantKeys(database, clock, master, random, nanoTime);
        this.sealing = new TenantSealing(keys);
        this.registryCredentials = new DatabaseRegistryCredentials(database, ledger, clock, sealing);
        this.secrets = new DatabaseSecrets(database, ledger, clock, sealing, fingerprint());
        this.vault = new DatabaseVault(database, ledger, clock, sealing);
        this.ledgerSigner = new SealedLedgerSigner(sealing, random);
    }

    /**
     * The master key of a home, made if there is none. A rotation that ended after its commit and before its last step
     * is finished.
     *
     * @param tenants all of them
     * @throws ProblemException when the key cannot be read
     */
    public static MasterKey masterKey(
            Path file, Map<String, String> environment, Database database, Iterable<TenantScope> tenants) {
        if (environment.getOrDefault(MasterKey.VARIABLE, "").isBlank()) {
            NextMasterKey.find(file)
                    .filter(next -> isUsed(next.key(), database, tenants))
                    .ifPresent(next -> {
                        next.keepFormer();
                        next.takePlace();
                    });
        }
        return MasterKey.load(file, environment, new SecureRandom());
    }

    private static boolean isUsed(MasterKey key, Database database, Iterable<TenantScope> tenants) {
        TenantKeyStore store = new TenantKeyStore();
        for (TenantScope tenant : tenants) {
            if (database.inTenant(tenant, store::list).stream()
                    .anyMatch(wrapped -> wrapped.masterKey().equals(key.id()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads the tenants' keys, and makes those that are missing, before there is work: a key that is first needed inside
     * a transaction takes a second connection, and under load there may be none. Where Vault keeps the master key and is
     * away, the log says so and they are read when they are needed: what needs no key must not wait.
     *
     * @throws ProblemException with {@link OtherMasterKey}, which should end the start
     */
    public void prepare(Iterable<TenantScope> tenants) {
        try {
            tenants.forEach(keys::newest);
        } catch (ProblemException failed) {
            if (!(failed.problem() instanceof Passing)) {
                throw failed;
            }
            LOG.warn("{}", failed.problem().message());
        }
    }

    public Sealing sealing() {
        return sealing;
    }

    /** The private keys of logs, sealed like every secret of their tenants. */
    public LedgerSigner ledgerSigner() {
        return ledgerSigner;
    }

    public Fingerprint fingerprint() {
        return (scope, value) -> keys.first(scope).fingerprint(value);
    }

    public RegistryCredentials registryCredentials() {
        return registryCredentials;
    }

    public KeptSecrets keptSecrets() {
        return secrets;
    }

    /** Lends what is kept here, and from Vault what is there; first of all it waits for the tenant's own keys. */
    public SecretStore store(SecretStore vault) {
        return new RoutedSecretStore(keys, secrets, vault, fingerprint());
    }

    public VaultConnections vaultConnections() {
        return vault;
    }

    public VaultBorrowings vaultBorrowings() {
        return vault;
    }
}
