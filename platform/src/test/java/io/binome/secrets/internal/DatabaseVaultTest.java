package io.binome.secrets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.secrets.MasterKey;
import io.binome.secrets.SecretsProblem.VaultConnectionNotFound;
import io.binome.secrets.VaultBorrowings;
import io.binome.secrets.VaultBorrowings.Abandoned;
import io.binome.secrets.VaultBorrowings.Borrowing;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.KeptConnection;
import io.binome.secrets.VaultConnections.Login;
import io.binome.testing.TestTenants;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to Vault and what was borrowed there, on real PostgreSQL. */
class DatabaseVaultTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final Actor OPERATOR = new Actor.Machine("test");
    private static final TestClock CLOCK = new TestClock();

    @TempDir
    private static Path folder;

    private static TestDatabase server;
    private static VaultConnections connections;
    private static VaultBorrowings borrowings;

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        TestTenants.add(server, ALMA, BRIO);
        SecureRandom random = new SecureRandom();
        SecretRoom room = new SecretRoom(
                server.database(),
                new DatabaseLedger(server.database(), CLOCK),
                CLOCK,
                MasterKey.load(folder.resolve("key"), Map.of(), random),
                random);
        connections = room.vaultConnections();
        borrowings = room.vaultBorrowings();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Connection connection(@Nullable String environment, String address) {
        return new Connection(
                environment, URI.create(address), "team", null, Login.APPROLE, "approle", "role-1", "secret-id-1");
    }

    @Test
    void anEnvironmentsOwnConnectionGoesBeforeTheOneForAll() {
        connections.set(ALMA, OPERATOR, connection(null, "https://vault.example:8200"));
        connections.set(ALMA, OPERATOR, connection("production", "https://production.example"));
        connections.set(ALMA, OPERATOR, connection("production", "https://production-2.example"));
        assertThat(connections.find(ALMA, "production"))
                .contains(connection("production", "https://production-2.example"));
        assertThat(connections.find(ALMA, "dev")).contains(connection(null, "https://vault.example:8200"));
        assertThat(connections.find(BRIO, "dev")).isEmpty();
        assertThat(connections.kept(ALMA))
                .extracting(KeptConnection::environment, KeptConnection::address)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, "https://vault.example:8200"),
                        org.assertj.core.groups.Tuple.tuple("production", "https://production-2.example"));
        assertThat(connections.find(ALMA, "dev")).get().asString().doesNotContain("secret-id");
        connections.remove(ALMA, OPERATOR, null);
        assertThat(connections.find(ALMA, "dev")).isEmpty();
        assertThatThrownBy(() -> connections.remove(ALMA, OPERATOR, null))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                        .isInstanceOf(VaultConnectionNotFound.class));
    }

    @Test
    void onlyAddressesThatATokenMayBeSentToAreTaken() {
        for (String address : List.of(
                "http://vault.example",
                "https://user:pw@vault.example",
                "https://vault.example/v1/sys",
                "https://vault.example?x=1",
                "https://vault.example/#a",
                "file:///etc/passwd",
                "vault.example",
                "http://127.0.0.1.example",
                "https:opaque")) {
            assertThatThrownBy(() -> connections.set(BRIO, OPERATOR, connection(null, address)))
                    .as(address)
                    .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                            .isInstanceOf(InvalidInput.class));
        }
        for (String address : List.of("http://127.0.0.1:8200", "http://[::1]:8200", "http://localhost:8200/")) {
            connections.set(BRIO, OPERATOR, connection("dev", address));
        }
        connections.remove(BRIO, OPERATOR, "dev");
    }

    @Test
    void whatIsHeldNoLongerIsTakenOverByOne() {
        UUID id = UUID.randomUUID();
        Borrowing borrowing =
                new Borrowing(id, "dev", "https://vault.example", "hvs.token", List.of("a/b", "c/d"), CLOCK.instant());
        borrowings.add(ALMA, borrowing, Duration.ofMinutes(1));
        Abandoned abandoned = new Abandoned(ALMA, id);
        assertThat(borrowings.abandoned(10)).isEmpty();
        assertThat(borrowings.take(abandoned, Duration.ofMinutes(1))).isEmpty();
        borrowings.hold(ALMA, id, Duration.ofMillis(-1));
        assertThat(borrowings.abandoned(10)).containsExactly(abandoned);
        assertThat(borrowings.take(new Abandoned(BRIO, id), Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(borrowings.take(abandoned, Duration.ofMinutes(1))).contains(borrowing);
        assertThat(borrowings.take(abandoned, Duration.ofMinutes(1))).isEmpty();
        borrowings.forget(ALMA, id);
        server.asOwner(sql -> assertThat(sql.fetchCount(io.binome.database.tables.VaultBorrowing.VAULT_BORROWING))
                .isZero());
    }
}
