package io.binome.drivers.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Borrower;
import io.binome.secrets.Fingerprint;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore.Lent;
import io.binome.secrets.SecretsProblem.SecretNotFound;
import io.binome.secrets.SecretsProblem.VaultNotConnected;
import io.binome.secrets.SecretsProblem.VaultRefused;
import io.binome.secrets.SecretsProblem.VaultSealed;
import io.binome.secrets.SecretsProblem.VaultUnreachable;
import io.binome.secrets.VaultBorrowings.Borrowing;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.Login;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver against a server that speaks Vault's documented protocol. */
class VaultSecretStoreTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Fingerprint FINGERPRINT = (_, value) -> Integer.toHexString(Arrays.hashCode(value));
    private static final String USER = "vault-database:database/creds/shop#username";
    private static final String PASSWORD = "vault-database:database/creds/shop#password";

    private final FakeVault vault = new FakeVault();
    private final FakeVaultRecords records = new FakeVaultRecords();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private VaultSecretStore store = store(Duration.ofMillis(400));

    private VaultSecretStore store(Duration hold) {
        return new VaultSecretStore(
                records,
                records,
                FINGERPRINT,
                Clock.systemUTC(),
                new VaultSettings(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(700),
                        Duration.ofMillis(20),
                        Duration.ofMillis(80),
                        hold));
    }

    @BeforeEach
    void connect() {
        records.connection = connection(vault.address(), null, FakeVault.SECRET_ID);
    }

    private static Connection connection(URI address, @Nullable String namespace, String secretId) {
        return new Connection(null, address, namespace, null, Login.APPROLE, "approle", FakeVault.ROLE_ID, secretId);
    }

    @AfterEach
    void close() {
        store.close();
        vault.close();
    }

    private Borrower borrower(Duration patience) {
        RunLog lines = new RunLog() {
            @Override
            public void line(String text) {
                log.add(text);
            }

            @Override
            public void close() {}
        };
        return new Borrower("production", null, lines, Cancellation.NONE, patience);
    }

    private Lent lend(String... references) {
        return store.lend(
                ALMA,
                Arrays.stream(references)
                        .map(text -> SecretReference.parse("secret", text))
                        .toList(),
                borrower(Duration.ofSeconds(5)),
                HOUR);
    }

    private static String value(Lent lent, String reference) {
        return new String(lent.values().get(SecretReference.parse("secret", reference)), StandardCharsets.UTF_8);
    }

    private static void assertProblem(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> {
            assertThat(thrown.problem()).isInstanceOf(problem);
            assertThat(thrown.problem().message()).doesNotContain("hunter2", FakeVault.SECRET_ID);
        });
    }

    private static void waitFor(BooleanSupplier state) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void fieldsOfAnEntryAreLentInTheVersionThatIsAskedFor() {
        vault.put("shop/db", Map.of("password", "first-one", "port", 5432));
        vault.put("shop/db", Map.of("password", "second-one", "user", "shop", "port", 5433));
        try (Lent lent = lend(
                "vault:kv/shop/db#password",
                "vault:kv/shop/db#user",
                "vault:kv/shop/db#port",
                "vault:kv/shop/db#password@1")) {
            assertThat(value(lent, "vault:kv/shop/db#password")).isEqualTo("second-one");
            assertThat(value(lent, "vault:kv/shop/db#password@1")).isEqualTo("first-one");
            assertThat(value(lent, "vault:kv/shop/db#port")).isEqualTo("5433");
            assertThat(lent.resolutions())
                    .containsEntry("secret vault:kv/shop/db#password", "vault:kv/shop/db#password@2")
                    .hasSize(3);
            assertThat(lent.mask().mask("it is second-one")).isEqualTo("it is ••••");
        }
        // One login, and one request for each version of the entry.
        assertThat(vault.paths()).containsExactly("auth/approle/login", "kv/data/shop/db", "kv/data/shop/db");
        lend("vault:kv/shop/db#user").close();
        assertThat(vault.count("POST", "auth/approle/login")).isOne();
    }

    @Test
    void whatIsNotThereIsNamedAndNothingIsWaitedFor() {
        vault.put("shop/db", Map.of("password", "first-one"));
        vault.delete("shop/db", 1);
        vault.put("shop/db", Map.of("password", "second-one"));
        for (String reference : List.of(
                "vault:kv/shop/none#password",
                "vault:kv/shop/db#nothing",
                "vault:kv/shop/db#password@1",
                "vault:kv/shop/db#password@9")) {
            assertProblem(SecretNotFound.class, () -> lend(reference));
        }
        assertProblem(VaultRefused.class, () -> lend("vault:other/shop#password"));
        assertProblem(VaultRefused.class, () -> lend("vault-database:database/creds/unknown#password"));
        assertThat(vault.tokens())
                .as("the token of the refused login at the database is revoked")
                .isOne();
        records.connection = connection(vault.address(), null, "wrong");
        assertProblem(VaultRefused.class, () -> lend("vault:kv/shop/db#password"));
        records.connection = null;
        assertProblem(VaultNotConnected.class, () -> lend("vault:kv/shop/db#password"));
        assertThat(log).isEmpty();
    }

    @Test
    void aJwtSignsInAndTheNamespaceGoesWithEveryRequest() {
        vault.namespace = "team/alma";
        vault.put("shop", Map.of("key", "the-value"));
        records.connection =
                new Connection(null, vault.address(), "team/alma", null, Login.JWT, "jwt", "binome", FakeVault.JWT);
        try (Lent lent = lend("vault:kv/shop#key")) {
            assertThat(value(lent, "vault:kv/shop#key")).isEqualTo("the-value");
        }
        assertThat(vault.seen).allMatch(one -> "team/alma".equals(one.namespace()));
    }

    @Test
    void aTokenIsRenewedBeforeItEndsAndMadeAnewWhenItWasRevoked() {
        vault.put("shop", Map.of("key", "the-value"));
        vault.tokenLife = Duration.ofSeconds(1);
        lend("vault:kv/shop#key").close();
        waitFor(() -> {
            lend("vault:kv/shop#key").close();
            return vault.count("POST", "auth/token/renew-self") > 0;
        });
        vault.tokenLife = HOUR;
        vault.revokeAllTokens();
        lend("vault:kv/shop#key").close();
        assertThat(vault.count("POST", "auth/approle/login")).isBetween(2L, 3L);
    }

    @Test
    void loginsAtDatabasesAreRenewedWhileTheyAreBorrowedAndTakenBackAtTheEnd() {
        vault.leaseLife = Duration.ofSeconds(1);
        vault.tokenLife = Duration.ofSeconds(1);
        try (Lent lent = lend(USER, PASSWORD)) {
            assertThat(vault.users()).containsExactly(value(lent, USER));
            assertThat(records.size()).isOne();
            assertThat(lent.resolutions()).isEmpty();
            waitFor(() ->
                    vault.count("POST", "sys/leases/renew") >= 2 && vault.count("POST", "auth/token/renew-self") >= 2);
            String text = "postgres://" + value(lent, USER) + ":" + value(lent, PASSWORD) + "@db/shop";
            try (Lent other = lend(USER, PASSWORD)) {
                assertThat(value(other, USER)).isNotEqualTo(value(lent, USER));
                assertThat(other.fingerprintOf(
                                "postgres://" + value(other, USER) + ":" + value(other, PASSWORD) + "@db/shop"))
                        .as("plans of two borrowers are the same")
                        .isEqualTo(lent.fingerprintOf(text));
                assertThat(lent.fingerprintOf(text + "2")).isNotEqualTo(lent.fingerprintOf(text));
            }
            assertThat(vault.users()).containsExactly(value(lent, USER));
        }
        assertThat(vault.users()).isEmpty();
        assertThat(records.size()).isZero();
        assertThat(vault.tokens()).isZero();
    }

    @Test
    void withoutTheRightToRevokeLeasesTheLoginsEndWithTheirToken() {
        vault.mayRevokeLeases = false;
        lend(PASSWORD).close();
        assertThat(vault.users()).isEmpty();
        assertThat(records.size()).isZero();
    }

    @Test
    void whatAKilledServerBorrowedIsTakenBackByAnother() {
        Lent left = lend(PASSWORD);
        assertThat(vault.users()).hasSize(1);
        String token = "hvs.of-a-killed-server";
        records.add(
                ALMA,
                new Borrowing(
                        UUID.randomUUID(),
                        "production",
                        vault.address().toString(),
                        token,
                        List.of("a/b"),
                        Instant.now()),
                Duration.ofMillis(-1));
        try (VaultKeeper _ = VaultKeeper.start(store, records, records, Clock.systemUTC(), Duration.ofMillis(400))) {
            // Vault knows that token no more; the one that is held is left alone.
            waitFor(() -> records.size() == 1);
            assertThat(vault.users()).hasSize(1);
            left.close();
        }
        // The same by a server that does not hold what it borrowed: its store is of a long hold that is over at once.
        VaultSecretStore killed = new VaultSecretStore(
                records,
                new ForgetfulHold(records),
                FINGERPRINT,
                Clock.systemUTC(),
                new VaultSettings(HOUR, HOUR, HOUR, HOUR, HOUR));
        killed.lend(ALMA, List.of(SecretReference.parse("s", PASSWORD)), borrower(HOUR), HOUR);
        assertThat(vault.users()).hasSize(1);
        try (VaultKeeper _ = VaultKeeper.start(store, records, records, Clock.systemUTC(), Duration.ofMillis(400))) {
            waitFor(() -> vault.users().isEmpty() && records.size() == 0);
        }
        killed.close();
    }

    @Test
    void aSealedVaultIsWaitedForAndThenNothingIsLent() {
        vault.put("shop", Map.of("key", "the-value"));
        vault.sealed = true;
        assertProblem(
                VaultSealed.class,
                () -> store.lend(
                        ALMA,
                        List.of(SecretReference.parse("s", "vault:kv/shop#key")),
                        borrower(Duration.ofMillis(300)),
                        HOUR));
        assertThat(log).hasSize(1).first().asString().contains("is sealed. Waiting for it");
        Thread.ofVirtual().start(() -> {
            waitFor(() -> log.size() == 2);
            vault.sealed = false;
        });
        try (Lent lent = lend("vault:kv/shop#key")) {
            assertThat(value(lent, "vault:kv/shop#key")).isEqualTo("the-value");
        }
    }

    @Test
    void failuresThatPassAreTriedAgain() {
        vault.put("shop", Map.of("key", "the-value"));
        for (int status : new int[] {429, 500, 502, 503}) {
            vault.failNext(3, status);
            try (Lent lent = lend("vault:kv/shop#key")) {
                assertThat(value(lent, "vault:kv/shop#key")).isEqualTo("the-value");
            }
        }
        assertThat(log).anyMatch(line -> line.contains("HTTP 429")).noneMatch(line -> line.contains("hunter2"));
        // A login at a database half made: the token is revoked, so no user is left.
        vault.failNext(2, 500);
        lend(PASSWORD).close();
        assertThat(vault.users()).isEmpty();
    }

    @Test
    void aVaultThatIsAwayOrSilentEndsTheWaitingWithAProblem() {
        vault.silent = true;
        assertProblem(
                VaultUnreachable.class,
                () -> store.lend(
                        ALMA,
                        List.of(SecretReference.parse("s", "vault:kv/shop#key")),
                        borrower(Duration.ofSeconds(1)),
                        HOUR));
        vault.close();
        assertProblem(
                VaultUnreachable.class,
                () -> store.lend(
                        ALMA,
                        List.of(SecretReference.parse("s", "vault:kv/shop#key")),
                        borrower(Duration.ofMillis(300)),
                        HOUR));
    }

    @Test
    void theWaitingIsCancelled() {
        vault.sealed = true;
        var requested = new java.util.concurrent.atomic.AtomicBoolean();
        var action = new java.util.concurrent.atomic.AtomicReference<@Nullable Runnable>();
        Cancellation cancellation = new Cancellation() {
            @Override
            public boolean requested() {
                return requested.get();
            }

            @Override
            public AutoCloseable whenRequested(Runnable wanted) {
                action.set(wanted);
                return () -> {};
            }
        };
        Thread.ofVirtual().start(() -> {
            waitFor(() -> action.get() != null);
            requested.set(true);
            java.util.Objects.requireNonNull(action.get()).run();
        });
        assertThatThrownBy(() -> store.lend(
                        ALMA,
                        List.of(SecretReference.parse("s", "vault:kv/shop#key")),
                        new Borrower("dev", null, RunLog.NONE, cancellation, HOUR),
                        HOUR))
                .isInstanceOf(CancellationException.class);
    }
}
