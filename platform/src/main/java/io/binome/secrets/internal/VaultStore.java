package io.binome.secrets.internal;

import static io.binome.database.tables.VaultBorrowing.VAULT_BORROWING;
import static io.binome.database.tables.VaultConnection.VAULT_CONNECTION;

import io.binome.database.Transaction;
import io.binome.database.tables.records.VaultConnectionRecord;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.secrets.VaultBorrowings.Abandoned;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.KeptConnection;
import io.binome.secrets.VaultConnections.Login;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Connections to Vault, and what was borrowed there. */
final class VaultStore {
    /** @param token sealed */
    record Sealed(UUID id, String environment, String address, byte[] token, List<String> leases, Instant borrowedAt) {}

    record SealedConnection(Connection connection, byte[] credential) {}

    void set(Transaction transaction, SealedConnection sealed, String by, Instant at) {
        Connection connection = sealed.connection();
        VaultConnectionRecord row = new VaultConnectionRecord();
        row.setTenantId(transaction.scope().tenant().value());
        row.setEnvironment(key(connection.environment()));
        row.setAddress(connection.address().toString());
        row.setNamespace(connection.namespace());
        row.setAuthority(connection.authority());
        row.setLogin(connection.login().name());
        row.setLoginMount(connection.loginMount());
        row.setRole(connection.role());
        row.setCredentialSealed(sealed.credential());
        row.setChangedBy(by);
        row.setChangedAt(at);
        remove(transaction, connection.environment());
        transaction.sql().insertInto(VAULT_CONNECTION).set(row).execute();
    }

    boolean remove(Transaction transaction, @Nullable String environment) {
        return transaction
                        .sql()
                        .deleteFrom(VAULT_CONNECTION)
                        .where(VAULT_CONNECTION.ENVIRONMENT.eq(key(environment)))
                        .execute()
                == 1;
    }

    List<KeptConnection> kept(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(VAULT_CONNECTION)
                .orderBy(VAULT_CONNECTION.ENVIRONMENT)
                .fetch(row -> new KeptConnection(
                        environment(row),
                        row.getAddress(),
                        row.getNamespace(),
                        row.getAuthority() != null,
                        Login.valueOf(row.getLogin()),
                        row.getLoginMount(),
                        row.getRole(),
                        row.getChangedBy(),
                        row.getChangedAt()));
    }

    /** Without the credential in clear. */
    Optional<SealedConnection> find(Transaction transaction, String environment) {
        return transaction
                .sql()
                .selectFrom(VAULT_CONNECTION)
                .where(VAULT_CONNECTION.ENVIRONMENT.in(environment, ""))
                .orderBy(VAULT_CONNECTION.ENVIRONMENT.desc())
                .limit(1)
                .fetchOptional(row -> new SealedConnection(
                        new Connection(
                                environment(row),
                                URI.create(row.getAddress()),
                                row.getNamespace(),
                                row.getAuthority(),
                                Login.valueOf(row.getLogin()),
                                row.getLoginMount(),
                                row.getRole(),
                                ""),
                        row.getCredentialSealed()));
    }

    private static @Nullable String environment(VaultConnectionRecord row) {
        return row.getEnvironment().isEmpty() ? null : row.getEnvironment();
    }

    static String key(@Nullable String environment) {
        return environment == null ? "" : environment;
    }

    void add(Transaction transaction, Sealed borrowing, Duration hold) {
        transaction
                .sql()
                .insertInto(VAULT_BORROWING)
                .set(VAULT_BORROWING.TENANT_ID, transaction.scope().tenant().value())
                .set(VAULT_BORROWING.ID, borrowing.id())
                .set(VAULT_BORROWING.ENVIRONMENT, borrowing.environment())
                .set(VAULT_BORROWING.ADDRESS, borrowing.address())
                .set(VAULT_BORROWING.TOKEN_SEALED, borrowing.token())
                .set(VAULT_BORROWING.LEASES, borrowing.leases().toArray(String[]::new))
                .set(VAULT_BORROWING.BORROWED_AT, borrowing.borrowedAt())
                .set(VAULT_BORROWING.HELD_UNTIL, until(hold))
                .execute();
    }

    void hold(Transaction transaction, UUID id, Duration hold) {
        transaction
                .sql()
                .update(VAULT_BORROWING)
                .set(VAULT_BORROWING.HELD_UNTIL, until(hold))
                .where(VAULT_BORROWING.ID.eq(id))
                .execute();
    }

    void forget(Transaction transaction, UUID id) {
        transaction
                .sql()
                .deleteFrom(VAULT_BORROWING)
                .where(VAULT_BORROWING.ID.eq(id))
                .execute();
    }

    /** Over all tenants. */
    List<Abandoned> abandoned(Transaction dispatcher, int limit) {
        return dispatcher
                .sql()
                .select(VAULT_BORROWING.TENANT_ID, VAULT_BORROWING.ID)
                .from(VAULT_BORROWING)
                .where(VAULT_BORROWING.HELD_UNTIL.lt(until(Duration.ZERO)))
                .orderBy(VAULT_BORROWING.HELD_UNTIL)
                .limit(limit)
                .fetch(row -> new Abandoned(new TenantScope(new TenantId(row.value1())), row.value2()));
    }

    Optional<Sealed> take(Transaction transaction, UUID id, Duration hold) {
        return transaction
                .sql()
                .update(VAULT_BORROWING)
                .set(VAULT_BORROWING.HELD_UNTIL, until(hold))
                .where(VAULT_BORROWING.ID.eq(id))
                .and(VAULT_BORROWING.HELD_UNTIL.lt(until(Duration.ZERO)))
                .returning()
                .fetchOptional(row -> new Sealed(
                        row.getId(),
                        row.getEnvironment(),
                        row.getAddress(),
                        row.getTokenSealed(),
                        List.of(row.getLeases()),
                        row.getBorrowedAt()));
    }

    /** By the database's clock, so that no server's matters. */
    private static Field<Instant> until(Duration hold) {
        return DSL.field(
                "clock_timestamp() + {0} * interval '1 millisecond'",
                VAULT_BORROWING.HELD_UNTIL.getDataType(), DSL.val(hold.toMillis()));
    }
}
