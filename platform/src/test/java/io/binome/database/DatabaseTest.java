package io.binome.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.DatabaseProblem.DatabaseUnavailable;
import io.binome.database.DatabaseProblem.TransactionContended;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees which rows, and what a transaction promises. */
class DatabaseTest {
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static TestDatabase fixture;
    private static Database database;

    @BeforeAll
    static void open() {
        fixture = TestDatabase.fresh();
        database = fixture.database();
        fixture.asOwner(sql -> {
            sql.execute("CREATE TABLE note (id int PRIMARY KEY, tenant_id uuid NOT NULL, text text NOT NULL)");
            sql.execute("SELECT binome_protect_tenant_table('note')");
            sql.execute("SELECT binome_grant_dispatch('note', 'SELECT, UPDATE (text)')");
            sql.execute("SELECT binome_grant_overview('note', 'id, tenant_id')");
            sql.execute("CREATE TABLE entry (id int, tenant_id uuid NOT NULL)");
            sql.execute("SELECT binome_protect_tenant_table('entry', 'SELECT, INSERT')");
            sql.execute("CREATE TABLE secret_of_the_owner (id int)");
        });
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void arrange() {
        fixture.asOwner(sql -> {
            sql.execute("TRUNCATE note, entry");
            sql.execute(
                    "INSERT INTO note VALUES (1, ?, 'of Alma'), (2, ?, 'of Brio')",
                    ALMA.tenant().value(),
                    BRIO.tenant().value());
        });
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        assertThat(texts(ALMA)).containsExactly("of Alma");
        assertThat(texts(BRIO)).containsExactly("of Brio");
        assertThat(texts(new TenantScope(new TenantId(new UUID(3, 3))))).isEmpty();
    }

    @Test
    void aTenantChangesItsOwnRowsOnly() {
        assertThat(inTenant(ALMA, "UPDATE note SET text = 'changed'")).isEqualTo(1);
        assertThat(inTenant(ALMA, "DELETE FROM note WHERE id = 2")).isZero();
        assertThatThrownBy(() -> inTenant(ALMA, "INSERT INTO note VALUES (3, '" + BRIO.tenant() + "', 'smuggled')"))
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() -> inTenant(ALMA, "UPDATE note SET tenant_id = '" + BRIO.tenant() + "'"))
                .hasMessageContaining("row-level security");
    }

    @Test
    void theTenantIsForgottenWithTheTransaction() {
        for (int round = 0; round < 30; round++) {
            inTenant(ALMA, "UPDATE note SET text = text");
            String left = database.asDispatcher(transaction -> transaction
                    .sql()
                    .fetchSingle("SELECT coalesce(current_setting('binome.tenant_id', true), '')")
                    .get(0, String.class));
            assertThat(left).isEmpty();
        }
    }

    @Test
    void narrowRolesSeeAllTenantsButOnlyWhatTheyWereGranted() {
        assertThat(database.<Integer>asDispatcher(
                        transaction -> transaction.sql().execute("UPDATE note SET text = 'seen'")))
                .isEqualTo(2);
        assertDenied(
                () -> database.asDispatcher(transaction -> transaction.sql().execute("DELETE FROM note")));
        assertThat(database.<Integer>asOverview(transaction ->
                        transaction.sql().fetch("SELECT id FROM note").size()))
                .isEqualTo(2);
        assertDenied(() -> database.asOverview(transaction -> transaction.sql().fetch("SELECT text FROM note")));
        assertDenied(() -> database.asSignIn(transaction -> transaction.sql().fetch("SELECT id FROM note")));
    }

    @Test
    void anAppendOnlyTableIsNeitherChangedNorEmptied() {
        inTenant(ALMA, "INSERT INTO entry VALUES (1, '" + ALMA.tenant() + "')");
        assertDenied(() -> inTenant(ALMA, "UPDATE entry SET id = 2"));
        assertDenied(() -> inTenant(ALMA, "DELETE FROM entry"));
        assertDenied(() -> inTenant(ALMA, "TRUNCATE entry"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET ROLE binome_owner",
                "SET ROLE postgres",
                "SET SESSION AUTHORIZATION binome_owner",
                "SELECT * FROM secret_of_the_owner",
                "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
                "CREATE TABLE own (id int)",
                "CREATE TEMPORARY TABLE own (id int)",
                "CREATE ROLE accomplice",
                "SELECT pg_read_file('/etc/passwd')",
                "COPY note TO PROGRAM 'cat'",
                "SELECT binome_grant_app('secret_of_the_owner', 'SELECT')",
                "SELECT * FROM flyway_schema_history",
                "RESET ROLE; SELECT * FROM note",
            })
    void theApplicationsRoleCannotRise(String statement) {
        assertThatThrownBy(() -> inTenant(ALMA, statement))
                .hasMessageMatching("(?s).*(denied|must be owner|relation .* does not exist).*");
    }

    @Test
    void workThatThrowsLeavesNothingBehind() {
        List<String> effects = new ArrayList<>();
        assertThatThrownBy(() -> database.inTenant(ALMA, transaction -> {
                    transaction.afterCommit(() -> effects.add("told"));
                    transaction.sql().execute("UPDATE note SET text = 'half'");
                    throw new IllegalArgumentException("changed my mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(texts(ALMA)).containsExactly("of Alma");
        assertThat(effects).isEmpty();
    }

    @Test
    void effectsRunInOrderAfterTheCommitAndOneThatFailsStopsNone() {
        List<String> effects = new ArrayList<>();
        String result = database.inTenant(ALMA, transaction -> {
            transaction.sql().execute("UPDATE note SET text = 'committed'");
            transaction.afterCommit(() -> effects.addAll(texts(ALMA)));
            transaction.afterCommit(() -> {
                throw new IllegalStateException("the listener is broken");
            });
            transaction.afterCommit(() -> effects.add("last"));
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(effects).containsExactly("committed", "last");
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01"})
    void contentionIsTriedAgainAndItsEffectsAreToldOnce(String state) {
        AtomicInteger attempts = new AtomicInteger();
        List<Integer> effects = new ArrayList<>();
        int result = database.inTenant(ALMA, transaction -> {
            int attempt = attempts.incrementAndGet();
            transaction.afterCommit(() -> effects.add(attempt));
            if (attempt < 4) {
                transaction
                        .sql()
                        .execute("DO $$ BEGIN RAISE EXCEPTION 'contended' USING ERRCODE = '" + state + "'; END $$");
            }
            return attempt;
        });
        assertThat(result).isEqualTo(4);
        assertThat(effects).containsExactly(4);
    }

    @Test
    void contentionWithoutEndIsAProblemThatSaysSo() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> database.inTenant(ALMA, transaction -> {
                    attempts.incrementAndGet();
                    return transaction.sql().execute("DO $$ BEGIN RAISE EXCEPTION '' USING ERRCODE = '40001'; END $$");
                }))
                .isInstanceOfSatisfying(ProblemException.class, failed -> assertThat(failed.problem())
                        .isInstanceOf(TransactionContended.class));
        assertThat(attempts).hasValue(4);
    }

    @Test
    void otherFailuresAreNotTriedAgain() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> database.inTenant(ALMA, transaction -> {
                    attempts.incrementAndGet();
                    return transaction.sql().execute("SELECT 1 / 0");
                }))
                .hasMessageContaining("division by zero");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void twoThatDeadlockBothEndWell() throws Exception {
        fixture.asOwner(sql -> sql.execute(
                "INSERT INTO note VALUES (3, ?, 'second')", ALMA.tenant().value()));
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> there = threads.submit(() -> updateBoth(1, 3, bothHoldOne));
            Future<?> back = threads.submit(() -> updateBoth(3, 1, bothHoldOne));
            there.get(20, TimeUnit.SECONDS);
            back.get(20, TimeUnit.SECONDS);
        }
        assertThat(texts(ALMA)).containsExactly("of Alma!!", "second!!");
    }

    private static void updateBoth(int first, int second, CountDownLatch bothHoldOne) {
        database.inTenant(ALMA, transaction -> {
            transaction.sql().execute("UPDATE note SET text = text || '!' WHERE id = ?", first);
            bothHoldOne.countDown();
            try {
                assertThat(bothHoldOne.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return transaction.sql().execute("UPDATE note SET text = text || '!' WHERE id = ?", second);
        });
    }

    @Test
    void aSecondTransactionInTheSameThreadIsRefused() {
        assertThatThrownBy(() -> database.inTenant(ALMA, outer -> database.asDispatcher(inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("hand the Transaction on");
    }

    @Test
    void aKeptTransactionIsRefused() {
        Transaction kept = database.inTenant(ALMA, Function.identity());
        assertThatThrownBy(kept::sql).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void scopeIsThatOfTheTransaction() {
        assertThat(database.<TenantScope>inTenant(ALMA, Transaction::scope)).isEqualTo(ALMA);
        assertThatThrownBy(() -> database.asOverview(Transaction::scope)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSecondReplicaOpensTheSameDatabase() {
        try (OpenDatabase second = OpenDatabase.open(fixture.settings())) {
            assertThat(second.answersWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(fixture.database().answersWithin(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void aDatabaseOutOfReachIsAProblemThatSaysSo() {
        assertThatThrownBy(() -> OpenDatabase.open(
                        new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/binome", "binome_owner", "unknown")))
                .isInstanceOfSatisfying(ProblemException.class, failed -> assertThat(failed.problem())
                        .isInstanceOf(DatabaseUnavailable.class));
    }

    @Test
    void settingsKeepThePasswordToThemselves() {
        assertThat(fixture.settings().toString())
                .doesNotContain(fixture.settings().ownerPassword());
    }

    private static void assertDenied(Runnable work) {
        assertThatThrownBy(work::run).hasMessageContaining("permission denied");
    }

    private static int inTenant(TenantScope scope, String statement) {
        return database.inTenant(scope, transaction -> transaction.sql().execute(statement));
    }

    private static List<String> texts(TenantScope scope) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .fetch("SELECT text FROM note ORDER BY id")
                .getValues(0, String.class));
    }
}
