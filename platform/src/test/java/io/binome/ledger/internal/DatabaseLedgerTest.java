package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerHead.LEDGER_HEAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.TreeHash;
import io.binome.ledger.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DatabaseLedgerTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final Actor ACTOR = new Actor.Machine("test");

    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseLedger ledger = new DatabaseLedger(DATABASE.database(), clock);
    private final TenantScope scope = new TenantScope(new TenantId(ids.next()));

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void anEmptyLogIsSound() {
        assertThat(ledger.verify(scope)).isEqualTo(new Verification.Sound(0, "", TreeHash.EMPTY, null, List.of()));
    }

    @Test
    void entriesFollowEachOther() {
        LedgerEntry first = append("a.happened", "a:1");
        LedgerEntry second = append("b.happened", "b:1");
        assertThat(first.index()).isZero();
        assertThat(second.index()).isEqualTo(1);
        assertThat(second.canonicalJson()).contains("\"previous\":\"" + first.chainHash() + "\"");
        TreeHash root = TreeHash.ofNode(TreeHash.ofHex(first.leafHash()), TreeHash.ofHex(second.leafHash()));
        assertThat(ledger.verify(scope))
                .isEqualTo(new Verification.Sound(2, second.chainHash(), root, null, List.of()));
    }

    @Test
    void vanishesWithItsTransaction() {
        append("a.happened", "a:1");
        assertThatThrownBy(() -> DATABASE.database().inTenant(scope, transaction -> {
                    ledger.append(transaction, ACTOR, new LedgerEvent("b.happened", "b:1", Map.of()));
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        append("c.happened", "c:1");
        assertThat(kinds(LedgerFilter.ANY)).containsExactly("c.happened", "a.happened");
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
    }

    @Test
    void manyAtOnceLeaveNeitherGapNorFork() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<LedgerEntry>> work = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String subject = "a:" + i;
                work.add(() -> append("a.happened", subject));
            }
            List<Long> indices = new ArrayList<>();
            for (Future<LedgerEntry> done : threads.invokeAll(work)) {
                indices.add(done.get().index());
            }
            assertThat(indices).doesNotHaveDuplicates().hasSize(60);
        }
        assertThat(ledger.verify(scope))
                .isInstanceOfSatisfying(Verification.Sound.class, sound -> assertThat(sound.entries())
                        .isEqualTo(60));
    }

    @Test
    void pagesThroughWithFilter() {
        for (int i = 0; i < 5; i++) {
            append("a.happened", "a:" + i % 2);
            append("b.happened", "b:" + i);
        }
        LedgerFilter filter = new LedgerFilter("a.happened", null);
        Page<LedgerEntry> first = ledger.list(scope, filter, PageRequest.first(3));
        Page<LedgerEntry> second = ledger.list(scope, filter, new PageRequest(3, first.next()));
        assertThat(first.items()).extracting(LedgerEntry::index).containsExactly(8L, 6L, 4L);
        assertThat(second.items()).extracting(LedgerEntry::index).containsExactly(2L, 0L);
        assertThat(second.next()).isNull();
        assertThat(ledger.list(scope, new LedgerFilter(null, "a:1"), PageRequest.first(200))
                        .items())
                .extracting(LedgerEntry::index)
                .containsExactly(6L, 2L);
        assertThatThrownBy(() -> ledger.list(scope, filter, new PageRequest(3, "x")))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void longLogsAreReadInBatchesAndExported() {
        DATABASE.database().inTenant(scope, transaction -> {
            for (int i = 0; i < 2001; i++) {
                ledger.append(transaction, ACTOR, new LedgerEvent("a.happened", "a:" + i, Map.of("i", i)));
            }
            return true;
        });
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
        List<String> lines = new ArrayList<>();
        ledger.export(scope, lines::add);
        assertThat(lines).hasSize(2002);
        assertThat(LedgerExport.verify(lines.stream(), List.of(), List.of())).isEqualTo(ledger.verify(scope));
    }

    @Test
    void whoeverServesRequestsCannotRewrite() {
        append("a.happened", "a:1");
        for (String statement : List.of(
                "UPDATE ledger_leaf SET kind = 'x'",
                "DELETE FROM ledger_leaf",
                "TRUNCATE ledger_leaf",
                "DELETE FROM ledger_head",
                "UPDATE ledger_head SET tenant_id = gen_random_uuid()")) {
            assertThatThrownBy(() -> DATABASE.database()
                            .inTenant(scope, transaction -> transaction.sql().execute(statement)))
                    .as(statement)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("permission denied");
        }
        for (String table : List.of("ledger_leaf", "ledger_head")) {
            String statement = "SELECT * FROM " + table;
            assertThatThrownBy(() -> DATABASE.database()
                            .asSignIn(transaction -> transaction.sql().execute(statement)))
                    .isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> DATABASE.database()
                            .asDispatcher(transaction -> transaction.sql().execute(statement)))
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void oneTenantSeesNothingOfAnother() {
        append("a.happened", "a:1");
        TenantScope other = new TenantScope(new TenantId(ids.next()));
        assertThat(ledger.list(other, LedgerFilter.ANY, PageRequest.first(10)).items())
                .isEmpty();
        assertThat(ledger.verify(other)).isEqualTo(new Verification.Sound(0, "", TreeHash.EMPTY, null, List.of()));
        assertThatThrownBy(() -> DATABASE.database().inTenant(other, transaction -> transaction
                        .sql()
                        .insertInto(LEDGER_HEAD)
                        .values(ids.next(), 0L, "", new byte[0], 0L)
                        .execute()))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void tamperingByTheOwnerIsFound() {
        for (int i = 0; i < 5; i++) {
            append("a.happened", "a:" + i);
        }
        assertBrokenAfter("UPDATE ledger_leaf SET leaf = replace(leaf, 'a:2', 'a:9') WHERE index = 2", 2);
        assertBrokenAfter("UPDATE ledger_leaf SET actor = 'member:x' WHERE index = 3", 3);
        assertBrokenAfter("UPDATE ledger_leaf SET kind = 'x' WHERE index = 0", 0);
        assertBrokenAfter("UPDATE ledger_leaf SET subject = 'x' WHERE index = 0", 0);
        assertBrokenAfter("UPDATE ledger_leaf SET at = at + interval '1 microsecond' WHERE index = 1", 1);
        assertBrokenAfter("UPDATE ledger_leaf SET leaf_hash = repeat('0', 64) WHERE index = 1", 1);
        assertBrokenAfter("UPDATE ledger_leaf SET chain_hash = repeat('0', 64) WHERE index = 4", 4);
        assertBrokenAfter("DELETE FROM ledger_leaf WHERE index = 2", 2);
        assertBrokenAfter("DELETE FROM ledger_leaf WHERE index = 4", 4);
        assertBrokenAfter("UPDATE ledger_head SET entries = 4", 4);
        assertBrokenAfter("UPDATE ledger_head SET chain_hash = ''", 4);
        assertBrokenAfter("UPDATE ledger_head SET edge = ''", 4);
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
    }

    /** Does the harm, looks, and undoes it. */
    private void assertBrokenAfter(String harm, long index) {
        String mine = "tenant_id = '" + scope.tenant() + "'";
        DATABASE.asOwner(sql -> {
            sql.execute("CREATE TABLE kept_leaf AS SELECT * FROM ledger_leaf WHERE " + mine);
            sql.execute("CREATE TABLE kept_head AS SELECT * FROM ledger_head WHERE " + mine);
            sql.execute(harm + (harm.contains("WHERE") ? " AND " : " WHERE ") + mine);
        });
        Verification found = ledger.verify(scope);
        DATABASE.asOwner(sql -> {
            sql.execute("DELETE FROM ledger_leaf WHERE " + mine);
            sql.execute("DELETE FROM ledger_head WHERE " + mine);
            sql.execute("INSERT INTO ledger_leaf SELECT * FROM kept_leaf");
            sql.execute("INSERT INTO ledger_head SELECT * FROM kept_head");
            sql.execute("DROP TABLE kept_leaf, kept_head");
        });
        assertThat(found).as(harm).isInstanceOfSatisfying(Verification.Broken.class, broken -> assertThat(
                        broken.index())
                .isEqualTo(index));
    }

    private LedgerEntry append(String kind, String subject) {
        return DATABASE.database()
                .inTenant(
                        scope,
                        transaction ->
                                ledger.append(transaction, ACTOR, new LedgerEvent(kind, subject, Map.of("n", 1))));
    }

    private List<String> kinds(LedgerFilter filter) {
        return ledger.list(scope, filter, PageRequest.first(200)).items().stream()
                .map(LedgerEntry::kind)
                .toList();
    }
}
