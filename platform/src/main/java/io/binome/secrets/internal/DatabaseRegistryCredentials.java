package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretsProblem.RegistryLoginNotFound;
import io.binome.secrets.internal.RegistryLoginStore.SealedLogin;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Logins in PostgreSQL, their passwords sealed. */
final class DatabaseRegistryCredentials implements RegistryCredentials {
    private static final int LONGEST_USER = 255;
    /** Cloud registries take whole signed documents as passwords. */
    private static final int LONGEST_PASSWORD = 16_384;

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Sealing sealing;
    private final RegistryLoginStore logins = new RegistryLoginStore();

    DatabaseRegistryCredentials(Database database, Ledger ledger, InstantSource clock, Sealing sealing) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.sealing = sealing;
    }

    @Override
    public void put(TenantScope scope, Actor actor, Login login) {
        String registry = RegistryName.of(login.registry());
        String user = requireText("user", login.user(), LONGEST_USER);
        String password = requireText("password", login.password(), LONGEST_PASSWORD);
        byte[] sealed = sealing.seal(scope, purpose(registry), password.getBytes(StandardCharsets.UTF_8));
        database.inTenant(scope, transaction -> {
            logins.put(transaction, new SealedLogin(registry, user, sealed), clock.instant());
            return ledger.append(transaction, actor, event("registry-login.set", registry));
        });
    }

    @Override
    public void remove(TenantScope scope, Actor actor, String name) {
        String registry = RegistryName.of(name);
        database.inTenant(scope, transaction -> {
            if (!logins.remove(transaction, registry)) {
                throw new ProblemException(new RegistryLoginNotFound(registry));
            }
            return ledger.append(transaction, actor, event("registry-login.removed", registry));
        });
    }

    @Override
    public List<KeptLogin> kept(TenantScope scope) {
        return database.inTenant(scope, logins::kept);
    }

    @Override
    public Optional<Login> login(TenantScope scope, String registry) {
        String name = RegistryName.of(registry);
        return database.inTenant(scope, transaction -> logins.find(transaction, name))
                .map(login -> opened(scope, login));
    }

    @Override
    public List<Login> logins(TenantScope scope) {
        return database.inTenant(scope, logins::list).stream()
                .map(login -> opened(scope, login))
                .toList();
    }

    private Login opened(TenantScope scope, SealedLogin login) {
        byte[] password = sealing.open(scope, purpose(login.registry()), login.password());
        return new Login(login.registry(), login.user(), new String(password, StandardCharsets.UTF_8));
    }

    private static String requireText(String field, String text, int longest) {
        if (text.isEmpty() || text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    InvalidInput.of(field, "must be 1 to " + longest + " characters without line ends"));
        }
        return text;
    }

    private static LedgerEvent event(String kind, String registry) {
        return new LedgerEvent(kind, "registry-login:" + registry, Map.of());
    }

    private static String purpose(String registry) {
        return "secrets.registry-password:" + registry;
    }
}
