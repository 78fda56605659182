package io.binome.secrets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Borrower;
import io.binome.secrets.FakeVaultKey;
import io.binome.secrets.MasterKey;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.RegistryLogins.Login;
import io.binome.secrets.Sealing;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretsProblem.MasterKeyAway;
import io.binome.secrets.SecretsProblem.OtherMasterKey;
import io.binome.secrets.SecretsProblem.RegistryLoginNotFound;
import io.binome.testing.TestTenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sealing, fingerprints and logins at registries on real PostgreSQL. */
class SecretRoomTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final Actor LEAD = new Actor.Machine("test");
    private static final byte[] VALUE = "pässword".getBytes(StandardCharsets.UTF_8);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TestClock CLOCK = new TestClock();

    @TempDir
    private static Path folder;

    private static TestDatabase server;
    private static DatabaseLedger ledger;
    private static SecretRoom room;

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        ledger = new DatabaseLedger(server.database(), CLOCK);
        TestTenants.add(server, ALMA, BRIO);
        room = roomWith("master-key");
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static SecretRoom roomWith(String file) {
        MasterKey master = MasterKey.load(folder.resolve(file), Map.of(), RANDOM);
        return new SecretRoom(server.database(), ledger, CLOCK, master, RANDOM);
    }

    private static void assertProblem(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                .isInstanceOf(problem));
    }

    @Test
    void whatWasSealedOpensForItsTenantAndPurposeAlone() {
        Sealing sealing = room.sealing();
        byte[] sealed = sealing.seal(ALMA, "test.value", VALUE);
        assertThat(sealing.open(ALMA, "test.value", sealed)).isEqualTo(VALUE);
        assertThat(roomWith("master-key").sealing().open(ALMA, "test.value", sealed))
                .isEqualTo(VALUE);
        assertThat(sealing.open(ALMA, "test.value", sealing.seal(ALMA, "test.value", new byte[0])))
                .isEmpty();
        assertThat(sealing.seal(ALMA, "test.value", VALUE)).isNotEqualTo(sealed);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("ssword");

        assertThatThrownBy(() -> sealing.open(BRIO, "test.value", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealing.open(ALMA, "test.other", sealed)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAlteredValueIsRefusedWhicheverByteItIs() {
        byte[] sealed = room.sealing().seal(ALMA, "test.value", VALUE);
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> room.sealing().open(ALMA, "test.value", altered))
                    .as("byte %d", i)
                    .isInstanceOf(IllegalStateException.class);
            byte[] cut = java.util.Arrays.copyOf(sealed, i);
            assertThatThrownBy(() -> room.sealing().open(ALMA, "test.value", cut))
                    .as("first %d bytes", i)
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anotherMasterKeyIsNamedAndMakesNothing() {
        room.prepare(List.of(ALMA, BRIO));
        SecretRoom other = roomWith("other-key");
        assertProblem(OtherMasterKey.class, () -> other.prepare(List.of(ALMA)));
        assertProblem(OtherMasterKey.class, () -> other.fingerprint().of(BRIO, VALUE));
        server.asOwner(sql -> assertThat(sql.fetchCount(io.binome.database.tables.TenantKey.TENANT_KEY))
                .isEqualTo(2));
    }

    @Test
    void serversThatNeedAFirstKeyAtOnceComeToTheSame() throws Exception {
        TenantScope fresh = new TenantScope(new TenantId(UUID.randomUUID()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> servers = IntStream.range(0, 8)
                    .<Callable<String>>mapToObj(
                            _ -> () -> roomWith("master-key").fingerprint().of(fresh, VALUE))
                    .toList();
            assertThat(threads.invokeAll(servers).stream()
                            .map(Future::resultNow)
                            .distinct())
                    .hasSize(1);
        } finally {
            server.asOwner(sql -> sql.execute(
                    "DELETE FROM tenant_key WHERE tenant_id = ?", fresh.tenant().value()));
        }
    }

    @Test
    void keysOfAVaultAreKeptForTheirTimeAndRenewedAtHalfOfIt() {
        TenantScope fresh = new TenantScope(new TenantId(UUID.randomUUID()));
        FakeVaultKey vault = new FakeVaultKey();
        AtomicLong nanos = new AtomicLong();
        SecretRoom room = new SecretRoom(server.database(), ledger, CLOCK, vault, RANDOM, nanos::get);
        Borrower hasty = new Borrower("dev", null, RunLog.NONE, Cancellation.NONE, Duration.ZERO);
        SecretStore store = room.store((_, _, _, _) -> {
            throw new AssertionError("Nothing in Vault is asked for");
        });
        try {
            vault.away = true;
            room.prepare(List.of(fresh));
            assertProblem(MasterKeyAway.class, () -> room.sealing().seal(fresh, "test.value", VALUE));
            assertProblem(MasterKeyAway.class, () -> store.lend(fresh, List.of(), hasty, Duration.ofMinutes(1)));

            vault.away = false;
            byte[] sealed = room.sealing().seal(fresh, "test.value", VALUE);
            int asked = vault.asked;
            nanos.set(Duration.ofMinutes(119).toNanos());
            assertThat(room.sealing().open(fresh, "test.value", sealed)).isEqualTo(VALUE);
            assertThat(vault.asked).as("not before half of the time").isEqualTo(asked);

            vault.away = true;
            nanos.set(Duration.ofMinutes(239).toNanos());
            assertThat(room.sealing().open(fresh, "test.value", sealed))
                    .as("what is under way goes on")
                    .isEqualTo(VALUE);
            assertProblem(MasterKeyAway.class, () -> store.lend(fresh, List.of(), hasty, Duration.ofMinutes(1)));
            nanos.set(Duration.ofMinutes(240).toNanos());
            assertProblem(MasterKeyAway.class, () -> room.sealing().open(fresh, "test.value", sealed));

            vault.away = false;
            assertThat(room.sealing().open(fresh, "test.value", sealed)).isEqualTo(VALUE);
        } finally {
            server.asOwner(sql -> sql.execute(
                    "DELETE FROM tenant_key WHERE tenant_id = ?", fresh.tenant().value()));
        }
    }

    @Test
    void whoeverWaitsForTheKeyIsToldInItsLogAndGoesOnWhenItIsBack() {
        TenantScope fresh = new TenantScope(new TenantId(UUID.randomUUID()));
        FakeVaultKey vault = new FakeVaultKey();
        vault.away = true;
        SecretRoom room = new SecretRoom(server.database(), ledger, CLOCK, vault, RANDOM);
        List<String> said = new CopyOnWriteArrayList<>();
        RunLog log = new RunLog() {
            @Override
            public void line(String text) {
                said.add(text);
                vault.away = false;
            }

            @Override
            public void close() {}
        };
        SecretStore store = room.store((_, _, _, _) -> {
            throw new AssertionError("Nothing in Vault is asked for");
        });
        try (SecretStore.Lent _ = store.lend(
                fresh,
                List.of(),
                new Borrower("dev", null, log, Cancellation.NONE, Duration.ofMinutes(1)),
                Duration.ofMinutes(1))) {
            assertThat(said).singleElement().asString().contains("is away: it is sealed. Waiting for it");
        } finally {
            server.asOwner(sql -> sql.execute(
                    "DELETE FROM tenant_key WHERE tenant_id = ?", fresh.tenant().value()));
        }
    }

    @Test
    void fingerprintsCompareWithinATenant() {
        String known = room.fingerprint().of(ALMA, VALUE);
        assertThat(known).matches("[0-9a-f]{32}");
        assertThat(roomWith("master-key").fingerprint().of(ALMA, VALUE)).isEqualTo(known);
        assertThat(room.fingerprint().of(BRIO, VALUE)).isNotEqualTo(known);
        assertThat(room.fingerprint().of(ALMA, new byte[0])).isNotEqualTo(known);
    }

    @Test
    void loginsAreKeptByTenantAndRegistry() {
        RegistryCredentials credentials = room.registryCredentials();
        credentials.put(ALMA, LEAD, new Login("https://index.docker.io/v1/", "alma", "first"));
        credentials.put(ALMA, LEAD, new Login("docker.io", "alma", "second"));
        credentials.put(ALMA, LEAD, new Login("Registry.Alma.example:5000", "robot$alma", "third"));

        assertThat(credentials.kept(ALMA))
                .extracting(RegistryCredentials.KeptLogin::registry)
                .containsExactly("docker.io", "registry.alma.example:5000");
        assertThat(credentials.login(ALMA, "index.docker.io")).contains(new Login("docker.io", "alma", "second"));
        assertThat(credentials.logins(ALMA)).extracting(Login::password).containsExactly("second", "third");
        assertThat(credentials.logins(ALMA).toString()).doesNotContain("second");
        assertThat(credentials.kept(BRIO)).isEmpty();
        assertThat(credentials.login(BRIO, "docker.io")).isEmpty();

        assertProblem(RegistryLoginNotFound.class, () -> credentials.remove(BRIO, LEAD, "docker.io"));
        credentials.remove(ALMA, LEAD, "docker.io");
        assertThat(credentials.login(ALMA, "docker.io")).isEmpty();
        assertThat(ledger.list(ALMA, LedgerFilter.ANY, PageRequest.first(10)).items())
                .extracting(entry -> entry.kind() + " " + entry.subject())
                .contains(
                        "registry-login.set registry-login:docker.io",
                        "registry-login.removed registry-login:docker.io")
                .noneMatch(text -> text.contains("second"));
    }

    @Test
    void whatIsNoRegistryIsRefused() {
        for (String name : List.of("", "a b", "host/path", "-x", "host:", "host:123456", "ho\nst")) {
            assertProblem(InvalidInput.class, () -> room.registryCredentials()
                    .put(ALMA, LEAD, new Login(name, "user", "password")));
        }
        assertProblem(InvalidInput.class, () -> room.registryCredentials()
                .put(ALMA, LEAD, new Login("docker.io", "user", "")));
    }
}
