package io.binome.secrets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.database.tables.SecretVersion;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.secrets.Borrower;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.KeptSecrets.KeptSecret;
import io.binome.secrets.KeptSecrets.Version;
import io.binome.secrets.MasterKey;
import io.binome.secrets.SecretReference;
import io.binome.secrets.SecretStore;
import io.binome.secrets.SecretStore.Lent;
import io.binome.secrets.SecretsProblem.SecretInUse;
import io.binome.secrets.SecretsProblem.SecretNotForEnvironment;
import io.binome.secrets.SecretsProblem.SecretNotFound;
import io.binome.secrets.SecretsProblem.SecretSize;
import io.binome.secrets.SecretsProblem.VaultNotConnected;
import io.binome.testing.TestTenants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on real PostgreSQL: put, lent, removed, and never given back. */
class DatabaseSecretsTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final Actor LEAD = new Actor.Person(new MemberId(new UUID(3, 3)), ALMA.tenant());
    private static final StackId SHOP = new StackId(new UUID(4, 4));
    private static final Duration HOUR = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TestClock CLOCK = new TestClock();

    @TempDir
    private static Path folder;

    private static TestDatabase server;
    private static DatabaseLedger ledger;
    private static KeptSecrets secrets;
    private static SecretStore store;

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        ledger = new DatabaseLedger(server.database(), CLOCK);
        TestTenants.add(server, ALMA, BRIO);
        MasterKey master = MasterKey.load(folder.resolve("key"), Map.of(), RANDOM);
        SecretRoom room = new SecretRoom(server.database(), ledger, CLOCK, master, RANDOM);
        secrets = room.keptSecrets();
        store = room.store((_, references, _, _) -> {
            throw new ProblemException(
                    new VaultNotConnected(references.iterator().next().text()));
        });
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Borrower in(String environment) {
        return new Borrower(environment, null, RunLog.NONE, Cancellation.NONE);
    }

    private static String lend(TenantScope scope, String reference, String environment) {
        SecretReference parsed = SecretReference.parse("secret", reference);
        try (Lent lent = store.lend(scope, List.of(parsed), in(environment), HOUR)) {
            return new String(lent.values().get(parsed), StandardCharsets.UTF_8);
        }
    }

    private static void assertProblem(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                .isInstanceOf(problem));
    }

    @Test
    void eachValueIsAVersionThatKeepsItsMeaning() {
        assertThat(secrets.put(ALMA, LEAD, "shop/password", null, bytes("first-value"))
                        .version())
                .isOne();
        Version second = secrets.put(ALMA, LEAD, "shop/password", null, bytes("second-value"));
        assertThat(second).isEqualTo(new Version(2, List.of(), LEAD.reference(), CLOCK.instant(), true));
        assertThat(lend(ALMA, "shop/password", "production")).isEqualTo("second-value");
        assertThat(lend(ALMA, "shop/password@1", "production")).isEqualTo("first-value");
        assertProblem(SecretNotFound.class, () -> lend(ALMA, "shop/password@3", "production"));
        assertProblem(SecretNotFound.class, () -> lend(BRIO, "shop/password", "production"));

        SecretReference newest = SecretReference.parse("secret", "shop/password");
        Map<String, String> resolutions;
        String fingerprint;
        try (Lent lent = store.lend(ALMA, List.of(newest), in("production"), HOUR)) {
            resolutions = lent.resolutions();
            fingerprint = lent.fingerprintOf(newest);
            assertThat(lent.mask().mask("with second-value in it")).isEqualTo("with •••• in it");
            assertThat(lent).asString().isEqualTo("LentSecrets[shop/password]").doesNotContain("second-value");
        }
        assertThat(resolutions).isEqualTo(Map.of("secret shop/password", "shop/password@2"));
        secrets.put(ALMA, LEAD, "shop/password", null, bytes("third-value"));
        SecretReference pinned = newest.pinned(resolutions);
        try (Lent lent = store.lend(ALMA, List.of(pinned), in("production"), HOUR)) {
            assertThat(lent.values().get(pinned)).isEqualTo(bytes("second-value"));
            assertThat(lent.fingerprintOf(pinned)).isEqualTo(fingerprint).doesNotContain("second");
            assertThat(lent.resolutions()).isEmpty();
        }
    }

    @Test
    void anEnvironmentBorrowsNothingThatWasPutForAnother() {
        secrets.put(ALMA, LEAD, "production-key", List.of("production", "preproduction"), bytes("for production"));
        assertThat(lend(ALMA, "production-key", "production")).isEqualTo("for production");
        assertProblem(SecretNotForEnvironment.class, () -> lend(ALMA, "production-key", "dev"));
        // A version keeps its environments, and a new one has those of the one before.
        assertThat(secrets.put(ALMA, LEAD, "production-key", null, bytes("again for production"))
                        .environments())
                .containsExactly("preproduction", "production");
        secrets.put(ALMA, LEAD, "production-key", List.of(), bytes("for everybody"));
        assertThat(lend(ALMA, "production-key", "dev")).isEqualTo("for everybody");
        assertProblem(SecretNotForEnvironment.class, () -> lend(ALMA, "production-key@1", "dev"));
    }

    @Test
    void whatAStackUsesIsRemovedOnlyWhenSomebodyInsists() {
        secrets.put(ALMA, LEAD, "used", null, bytes("in use"));
        SecretReference used = SecretReference.parse("secret", "used");
        Borrower shop = new Borrower("dev", SHOP, RunLog.NONE, Cancellation.NONE);
        store.lend(ALMA, List.of(used), shop, HOUR).close();
        store.lend(ALMA, List.of(used), shop, HOUR).close();
        KeptSecret kept = secrets.get(ALMA, "used");
        assertThat(kept.uses()).containsExactly(new KeptSecrets.Use(SHOP, "dev", 1, CLOCK.instant()));
        assertProblem(SecretInUse.class, () -> secrets.remove(ALMA, LEAD, "used", false));
        assertThat(lend(ALMA, "used", "dev")).isEqualTo("in use");
        secrets.remove(ALMA, LEAD, "used", true);
        assertProblem(SecretNotFound.class, () -> lend(ALMA, "used", "dev"));
        assertProblem(SecretNotFound.class, () -> lend(ALMA, "used@1", "dev"));
        assertProblem(SecretNotFound.class, () -> secrets.remove(ALMA, LEAD, "used", true));
        assertThat(secrets.list(ALMA, PageRequest.first(200)).items())
                .noneMatch(secret -> secret.name().equals("used"));
        assertThat(secrets.history(ALMA, "used", PageRequest.first(10)).items())
                .containsExactly(new Version(1, List.of(), LEAD.reference(), CLOCK.instant(), false));
        server.asOwner(sql -> assertThat(sql.fetchCount(
                        SecretVersion.SECRET_VERSION,
                        SecretVersion.SECRET_VERSION
                                .NAME
                                .eq("used")
                                .and(SecretVersion.SECRET_VERSION.SEALED.isNotNull())))
                .isZero());
        // Its numbers go on, so what says used@1 does not get another value.
        assertThat(secrets.put(ALMA, LEAD, "used", null, bytes("put anew")).version())
                .isEqualTo(2);
        assertProblem(SecretNotFound.class, () -> lend(ALMA, "used@1", "dev"));
        assertThat(lend(ALMA, "used", "dev")).isEqualTo("put anew");
    }

    @Test
    void anyBytesAreKeptUpToTheLimit() {
        byte[] largest = new byte[KeptSecrets.MAXIMUM_BYTES];
        RANDOM.nextBytes(largest);
        secrets.put(ALMA, LEAD, "binary", null, largest);
        SecretReference binary = SecretReference.parse("secret", "binary");
        try (Lent lent = store.lend(ALMA, List.of(binary), in("dev"), HOUR)) {
            assertThat(lent.values().get(binary)).isEqualTo(largest);
            lent.values().get(binary)[0]++;
            assertThat(lent.values().get(binary)).isEqualTo(largest);
        }
        assertProblem(
                SecretSize.class,
                () -> secrets.put(ALMA, LEAD, "binary", null, new byte[KeptSecrets.MAXIMUM_BYTES + 1]));
        assertProblem(SecretSize.class, () -> secrets.put(ALMA, LEAD, "binary", null, new byte[0]));
    }

    @Test
    void namesPassTheOneValidator() {
        for (String wrong :
                List.of("", "A", "a//b", "/a", "a/", "a/../b", "a b", "a@1", "a/b/c/d/e", "é", "a".repeat(41))) {
            assertProblem(InvalidInput.class, () -> secrets.put(ALMA, LEAD, wrong, null, bytes("value")));
        }
        assertProblem(InvalidInput.class, () -> secrets.put(ALMA, LEAD, "a", List.of("Prod"), bytes("value")));
        assertProblem(SecretNotFound.class, () -> secrets.get(ALMA, "no such\u0001"));
        for (String wrong : List.of(
                "a@0",
                "a@-1",
                "a@",
                "a@1@2",
                "vault:a#b",
                "vault:kv/../sys/seal#x",
                "vault:kv/a?b#c",
                "vault:kv/a#",
                "vault:kv/a%2e#b",
                "vault-database:db/role#password",
                "vault-database:db/creds/role#lease",
                "vault:kv/..#a",
                "vault:../a#b",
                "hunter2 is my password")) {
            assertThatThrownBy(() -> SecretReference.parse("secret", wrong))
                    .isInstanceOf(ProblemException.class)
                    .satisfies(thrown -> assertThat(
                                    ((ProblemException) thrown).problem().message())
                            .doesNotContain("hunter2"));
        }
        for (String right : List.of(
                "a",
                "shop/db-password@12",
                "vault:kv/shop/db#password",
                "vault:kv/shop#p.w@3",
                "vault-database:database/creds/shop-role#username")) {
            assertThat(SecretReference.parse("secret", right).text()).isEqualTo(right);
        }
    }

    @Test
    void theLedgerTellsOfItWithoutTheValue() {
        secrets.put(BRIO, LEAD, "told", List.of("dev"), bytes("hunter2-hunter2"));
        secrets.remove(BRIO, LEAD, "told", false);
        assertThat(ledger.list(BRIO, LedgerFilter.ANY, PageRequest.first(10)).items())
                .extracting(entry -> entry.kind() + " " + entry.subject())
                .contains("secret.removed secret:told", "secret.put secret:told");
        server.asOwner(sql -> assertThat(sql.fetch("SELECT row_to_json(l)::text AS row_to_json FROM ledger_leaf l")
                        .getValues(DSL.field("row_to_json", String.class)))
                .noneMatch(text -> text.contains("hunter2")));
    }

    @Test
    void putAtOnceTheyGetNumbersOfTheirOwn() throws Exception {
        List<Callable<Integer>> puts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] value = bytes("value " + i);
            puts.add(() -> secrets.put(ALMA, LEAD, "contended", null, value).version());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> versions = new ArrayList<>();
            for (var put : threads.invokeAll(puts)) {
                versions.add(put.get());
            }
            assertThat(versions).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        }
    }

    @Test
    void listsComeInPages() {
        for (String name : List.of("page/a", "page/b", "page/c")) {
            secrets.put(BRIO, LEAD, name, null, bytes("some value"));
        }
        secrets.put(BRIO, LEAD, "page/c", null, bytes("some value"));
        var first = secrets.list(BRIO, PageRequest.first(2));
        assertThat(first.items()).extracting(KeptSecret::name).containsExactly("page/a", "page/b");
        assertThat(secrets.list(BRIO, new PageRequest(2, first.next())).items())
                .extracting(KeptSecret::name)
                .containsExactly("page/c");
        var newest = secrets.history(BRIO, "page/c", PageRequest.first(1));
        assertThat(newest.items()).extracting(Version::version).containsExactly(2);
        assertThat(secrets.history(BRIO, "page/c", new PageRequest(1, newest.next()))
                        .items())
                .extracting(Version::version)
                .containsExactly(1);
        assertProblem(InvalidInput.class, () -> secrets.history(BRIO, "page/c", new PageRequest(1, "nonsense")));
    }

    @Test
    void whatIsInVaultIsAskedForThere() {
        assertProblem(VaultNotConnected.class, () -> lend(ALMA, "vault:kv/shop#password", "dev"));
    }
}
