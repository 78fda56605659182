package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Names;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.Borrower;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.LentSecrets;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretName;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretReference.Kept;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretsProblem.SecretInUse;
import io.binome.secrets.SecretsProblem.SecretNotForEnvironment;
import io.binome.secrets.SecretsProblem.SecretNotFound;
import io.binome.secrets.SecretsProblem.SecretSize;
import io.binome.secrets.internal.SecretValueStore.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Binome's own store: secrets in PostgreSQL, each version sealed for its tenant, name and number. */
final class DatabaseSecrets implements KeptSecrets, SecretStore {
    private static final int MOST_ENVIRONMENTS = 50;

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Sealing sealing;
    private final Fingerprint fingerprint;
    private final SecretValueStore secrets = new SecretValueStore();

    DatabaseSecrets(Database database, Ledger ledger, InstantSource clock, Sealing sealing, Fingerprint fingerprint) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.sealing = sealing;
        this.fingerprint = fingerprint;
    }

    @Override
    public Version put(
            TenantScope scope, Actor actor, String text, @Nullable Collection<String> environments, byte[] value) {
        String name = SecretName.require("name", text);
        List<String> allowed = environments == null ? null : checked(environments);
        if (value.length == 0 || value.length > MAXIMUM_BYTES) {
            throw new ProblemException(new SecretSize(name, MAXIMUM_BYTES));
        }
        return database.inTenant(scope, transaction -> {
            int number = secrets.next(transaction, name);
            Version version = new Version(
                    number,
                    allowed == null ? before(transaction, name, number) : allowed,
                    actor.reference(),
                    clock.instant(),
                    true);
            secrets.insert(transaction, name, version, sealing.seal(scope, purpose(name, number), value));
            ledger.append(
                    transaction,
                    actor,
                    event(
                            "secret.put",
                            name,
                            Map.of(
                                    "version",
                                    Integer.toString(number),
                                    "environments",
                                    String.join(",", version.environments()))));
            return version;
        });
    }

    private List<String> before(Transaction transaction, String name, int number) {
        return secrets.find(transaction, name, number - 1)
                .map(Sealed::environments)
                .orElse(List.of());
    }

    private static List<String> checked(Collection<String> environments) {
        TreeSet<String> names = new TreeSet<>();
        environments.forEach(environment -> names.add(Names.require("environment", environment)));
        if (names.size() > MOST_ENVIRONMENTS) {
            throw new ProblemException(
                    io.binome.kernel.InvalidInput.of("environment", "must not be more than " + MOST_ENVIRONMENTS));
        }
        return List.copyOf(names);
    }

    @Override
    public Page<KeptSecret> list(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> secrets.list(transaction, page, usedSince()));
    }

    @Override
    public KeptSecret get(TenantScope scope, String name) {
        return database.inTenant(scope, transaction -> secrets.get(transaction, name, usedSince()))
                .orElseThrow(() -> notFound(name));
    }

    @Override
    public Page<Version> history(TenantScope scope, String name, PageRequest page) {
        Page<Version> versions = database.inTenant(scope, transaction -> secrets.history(transaction, name, page));
        if (versions.items().isEmpty() && page.after() == null) {
            throw notFound(name);
        }
        return versions;
    }

    @Override
    public void remove(TenantScope scope, Actor actor, String name, boolean evenIfUsed) {
        database.inTenant(scope, transaction -> {
            KeptSecret secret = secrets.get(transaction, name, usedSince()).orElseThrow(() -> notFound(name));
            if (!evenIfUsed && !secret.uses().isEmpty()) {
                throw new ProblemException(new SecretInUse(name, secret.uses().size()));
            }
            if (!secrets.remove(transaction, name, clock.instant())) {
                throw notFound(name);
            }
            return ledger.append(transaction, actor, event("secret.removed", name, Map.of()));
        });
    }

    @Override
    public Lent lend(TenantScope scope, Collection<SecretReference> references, Borrower borrower, Duration atMost) {
        Map<Kept, Sealed> found = database.inTenant(scope, transaction -> find(transaction, references, borrower));
        Map<SecretReference, byte[]> values = new HashMap<>();
        Map<SecretReference, SecretReference> meant = new HashMap<>();
        found.forEach((reference, secret) -> {
            byte[] sealed = secret.sealed();
            if (sealed == null) {
                throw notFound(reference.text());
            }
            values.put(reference, sealing.open(scope, purpose(secret.name(), secret.version()), sealed));
            meant.put(reference, new Kept(secret.name(), secret.version()));
        });
        return new LentSecrets(scope, values, meant, fingerprint, () -> {});
    }

    private Map<Kept, Sealed> find(Transaction transaction, Collection<SecretReference> references, Borrower borrower) {
        Map<Kept, Sealed> found = new HashMap<>();
        // In one order, so that two runs that borrow the same do not wait for each other in a circle.
        for (SecretReference reference : new TreeSet<>(references)) {
            if (!(reference instanceof Kept kept)) {
                throw new IllegalArgumentException("Not kept here: " + reference.text());
            }
            Sealed secret = secrets.find(transaction, kept.name(), kept.version())
                    .filter(version -> version.sealed() != null)
                    .orElseThrow(() -> notFound(kept.text()));
            if (!secret.environments().isEmpty() && !secret.environments().contains(borrower.environment())) {
                throw new ProblemException(new SecretNotForEnvironment(kept.text(), borrower.environment()));
            }
            if (borrower.stack() != null) {
                secrets.used(transaction, secret, borrower.stack(), borrower.environment(), clock.instant());
            }
            found.put(kept, secret);
        }
        return found;
    }

    private Instant usedSince() {
        return clock.instant().minus(Duration.ofDays(USED_DAYS));
    }

    private static ProblemException notFound(String name) {
        return new ProblemException(
                new SecretNotFound(SecretName.isName(name) || name.contains("@") ? name : "of that name"));
    }

    private static LedgerEvent event(String kind, String name, Map<String, String> details) {
        return new LedgerEvent(kind, "secret:" + name, details);
    }

    /** The place of the value: sealed bytes that were moved to another name or number do not open. */
    private static String purpose(String name, int version) {
        return "secrets.value:" + name + "@" + version;
    }
}
