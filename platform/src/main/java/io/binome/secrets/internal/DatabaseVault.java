package io.binome.secrets.internal;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Names;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretsProblem.VaultConnectionNotFound;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.internal.VaultStore.Sealed;
import io.binome.secrets.internal.VaultStore.SealedConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Connections to Vault, and what was borrowed there, in PostgreSQL; credentials and tokens are sealed. */
final class DatabaseVault implements VaultConnections, VaultBorrowings {
    private static final int LONGEST_CREDENTIAL = 16 << 10;
    private static final int LONGEST_AUTHORITY = 64 << 10;
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,64}){0,7}");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Sealing sealing;
    private final VaultStore store = new VaultStore();

    DatabaseVault(Database database, Ledger ledger, InstantSource clock, Sealing sealing) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.sealing = sealing;
    }

    @Override
    public void set(TenantScope scope, Actor actor, Connection connection) {
        if (connection.environment() != null) {
            Names.require("environment", connection.environment());
        }
        check(connection);
        byte[] sealed = sealing.seal(
                scope,
                purpose(connection.environment(), connection.address()),
                connection.credential().getBytes(StandardCharsets.UTF_8));
        database.inTenant(scope, transaction -> {
            store.set(transaction, new SealedConnection(connection, sealed), actor.reference(), clock.instant());
            return ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent(
                            "vault.connected",
                            "vault:" + VaultStore.key(connection.environment()),
                            Map.of("address", connection.address().toString())));
        });
    }

    private static void check(Connection connection) {
        URI address = connection.address();
        String host = address.getHost();
        boolean plain = "http".equals(address.getScheme())
                && host != null
                && LOOPBACK.matcher(host).matches();
        require(
                "address",
                host != null && (plain || "https".equals(address.getScheme())),
                "must be https://HOST:PORT; http:// only on the server's own loopback");
        require(
                "address",
                address.getRawUserInfo() == null
                        && address.getRawQuery() == null
                        && address.getRawFragment() == null
                        && (address.getRawPath().isEmpty()
                                || address.getRawPath().equals("/")),
                "must be a host and a port, and nothing after it");
        require(
                "namespace",
                connection.namespace() == null || isPath(connection.namespace()),
                "is no namespace's path");
        require("mount", isPath(connection.loginMount()), "is no path");
        require("role", isText(connection.role(), 512), "must be 1 to 512 characters without spaces");
        require(
                "credential",
                isText(connection.credential(), LONGEST_CREDENTIAL),
                "must be 1 to " + LONGEST_CREDENTIAL + " characters without spaces");
        String authority = connection.authority();
        require(
                "authority",
                authority == null
                        || authority.length() <= LONGEST_AUTHORITY && authority.contains("-----BEGIN CERTIFICATE-----"),
                "must be certificates in PEM");
    }

    private static boolean isPath(String text) {
        return PATH.matcher(text).matches() && !text.contains("..");
    }

    private static boolean isText(String text, int longest) {
        return !text.isEmpty() && text.length() <= longest && text.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static void require(String field, boolean holds, String otherwise) {
        if (!holds) {
            throw new ProblemException(InvalidInput.of(field, otherwise));
        }
    }

    @Override
    public void remove(TenantScope scope, Actor actor, @Nullable String environment) {
        database.inTenant(scope, transaction -> {
            if (!store.remove(transaction, environment)) {
                throw new ProblemException(new VaultConnectionNotFound(VaultStore.key(environment)));
            }
            return ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent("vault.disconnected", "vault:" + VaultStore.key(environment), Map.of()));
        });
    }

    @Override
    public List<KeptConnection> kept(TenantScope scope) {
        return database.inTenant(scope, store::kept);
    }

    @Override
    public Optional<Connection> find(TenantScope scope, String environment) {
        return database.inTenant(scope, transaction -> store.find(transaction, environment))
                .map(found -> opened(scope, found));
    }

    private Connection opened(TenantScope scope, SealedConnection sealed) {
        Connection kept = sealed.connection();
        byte[] credential = sealing.open(scope, purpose(kept.environment(), kept.address()), sealed.credential());
        return new Connection(
                kept.environment(),
                kept.address(),
                kept.namespace(),
                kept.authority(),
                kept.login(),
                kept.loginMount(),
                kept.role(),
                new String(credential, StandardCharsets.UTF_8));
    }

    @Override
    public void add(TenantScope scope, Borrowing borrowing, Duration hold) {
        byte[] token =
                sealing.seal(scope, purpose(borrowing.id()), borrowing.token().getBytes(StandardCharsets.UTF_8));
        database.inTenant(scope, transaction -> {
            store.add(
                    transaction,
                    new Sealed(
                            borrowing.id(),
                            borrowing.environment(),
                            borrowing.address(),
                            token,
                            borrowing.leases(),
                            borrowing.borrowedAt()),
                    hold);
            return true;
        });
    }

    @Override
    public void hold(TenantScope scope, UUID id, Duration hold) {
        database.inTenant(scope, transaction -> {
            store.hold(transaction, id, hold);
            return true;
        });
    }

    @Override
    public void forget(TenantScope scope, UUID id) {
        database.inTenant(scope, transaction -> {
            store.forget(transaction, id);
            return true;
        });
    }

    @Override
    public List<Abandoned> abandoned(int limit) {
        return database.asDispatcher(transaction -> store.abandoned(transaction, limit));
    }

    @Override
    public Optional<Borrowing> take(Abandoned abandoned, Duration hold) {
        TenantScope scope = abandoned.scope();
        return database.inTenant(scope, transaction -> store.take(transaction, abandoned.id(), hold))
                .map(row -> new Borrowing(
                        row.id(),
                        row.environment(),
                        row.address(),
                        new String(sealing.open(scope, purpose(row.id()), row.token()), StandardCharsets.UTF_8),
                        row.leases(),
                        row.borrowedAt()));
    }

    /** With the address: a credential that was put in another row is sent nowhere else. */
    private static String purpose(@Nullable String environment, URI address) {
        return "secrets.vault-credential:" + VaultStore.key(environment) + ":" + address;
    }

    private static String purpose(UUID borrowing) {
        return "secrets.vault-token:" + borrowing;
    }
}
