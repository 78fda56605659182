package io.binome.ledger.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.ForgedLog;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.LedgerProblem;
import io.binome.ledger.LogKey;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TestSigner;
import io.binome.ledger.TreeHash;
import io.binome.ledger.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class DatabaseCheckpointsTest {
    private static final TestDatabase DATABASE = TestDatabase.fresh();
    private static final Actor ACTOR = new Actor.Machine("test");

    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseLedger ledger = new DatabaseLedger(DATABASE.database(), clock);
    private final DatabaseCheckpoints checkpoints =
            new DatabaseCheckpoints(DATABASE.database(), new TestSigner(), clock);
    private final TenantScope scope = new TenantScope(new TenantId(ids.next()));

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    @Test
    void eachSizeIsSignedOnceAndContinuesTheOneBefore() {
        append(3);
        SignedCheckpoint first = checkpoints.sign(scope);
        assertThat(first.size()).isEqualTo(3);
        assertThat(checkpoints.sign(scope)).isEqualTo(first);
        append(20);
        SignedCheckpoint second = checkpoints.sign(scope);
        assertThat(second.size()).isEqualTo(23);
        assertThat(key().signed(first.note())).isTrue();
        assertThat(key().signed(second.note())).isTrue();
        assertThat(checkpoints
                        .connect(scope, 3, 23)
                        .holds(first.checkpoint().root(), second.checkpoint().root()))
                .isTrue();
        assertThat(SignedCheckpoint.parse(second.toString())).contains(second);
    }

    @Test
    void everyEntryOfALongLogIsProven() {
        append(700);
        SignedCheckpoint signed = checkpoints.sign(scope);
        for (long index : new long[] {0, 1, 15, 16, 255, 256, 511, 639, 688, 698, 699}) {
            TreeHash leaf = TreeHash.ofHex(checkpoints.entry(scope, index).leafHash());
            assertThat(checkpoints
                            .prove(scope, index, 700)
                            .holds(leaf, signed.checkpoint().root()))
                    .as("entry %s", index)
                    .isTrue();
        }
        TreeHash early = rootOf(333);
        assertThat(checkpoints.prove(scope, 332, 333).holds(leaf(332), early)).isTrue();
        for (long from : new long[] {0, 1, 7, 16, 256, 333, 512, 699, 700}) {
            assertThat(checkpoints
                            .connect(scope, from, 700)
                            .holds(rootOf(from), signed.checkpoint().root()))
                    .as("from %s", from)
                    .isTrue();
        }
        assertProblem(LedgerProblem.NotSoLong.class, () -> checkpoints.prove(scope, 700, 700));
        assertProblem(LedgerProblem.NotSoLong.class, () -> checkpoints.prove(scope, 0, 701));
        assertProblem(LedgerProblem.NotSoLong.class, () -> checkpoints.connect(scope, 5, 701));
        assertProblem(LedgerProblem.NotSoLong.class, () -> checkpoints.connect(scope, 5, 4));
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
        DATABASE.asOwner(
                sql -> sql.execute("UPDATE ledger_node SET hash = decode(repeat('00', 32), 'hex') WHERE level = 4"
                        + " AND index = 3 AND tenant_id = '" + scope.tenant() + "'"));
        assertThat(ledger.verify(scope))
                .isInstanceOfSatisfying(Verification.Broken.class, broken -> assertThat(broken.index())
                        .isEqualTo(48));
    }

    @Test
    void aPassSignsWhateverGrew() {
        TenantScope other = new TenantScope(new TenantId(ids.next()));
        append(2);
        DATABASE.database()
                .inTenant(
                        other,
                        transaction ->
                                ledger.append(transaction, ACTOR, new LedgerEvent("a.happened", "a:1", Map.of())));
        assertThat(checkpoints.latest(scope)).isEmpty();
        clock.advance(Duration.ofSeconds(6));
        checkpoints.signAllDue();
        assertThat(checkpoints.latest(scope))
                .hasValueSatisfying(latest -> assertThat(latest.size()).isEqualTo(2));
        assertThat(checkpoints.latest(other))
                .hasValueSatisfying(latest -> assertThat(latest.size()).isEqualTo(1));
        assertThat(checkpoints.keys(scope).getFirst().key())
                .isNotEqualTo(checkpoints.keys(other).getFirst().key());
    }

    @Test
    void anExportIsProvenToItsLastEntryByThePublicKeyAlone() {
        append(5);
        checkpoints.sign(scope);
        append(7);
        checkpoints.sign(scope);
        List<String> lines = export();
        assertThat(lines).hasSize(1 + 12 + 2);
        assertThat(verify(lines, key())).isInstanceOfSatisfying(Verification.Sound.class, sound -> {
            assertThat(sound.entries()).isEqualTo(12);
            assertThat(sound.signedBy()).isEqualTo(key());
        });
        NoteKey stranger = TestSigner.Pair.of(Checkpoint.origin(scope.tenant()), NoteKey.Type.LOG)
                .key();
        assertThat(verify(lines, stranger))
                .isInstanceOfSatisfying(Verification.Unproven.class, unproven -> assertThat(unproven.from())
                        .isZero());
        append(1);
        assertThat(export()).as("what no checkpoint covers is left out").isEqualTo(lines);
        lines.removeLast();
        assertThat(verify(lines, key()))
                .isInstanceOfSatisfying(Verification.Unproven.class, unproven -> assertThat(unproven.from())
                        .isEqualTo(5));
    }

    @Test
    void whoRotatesTheKeyIsFollowed() {
        append(2);
        checkpoints.sign(scope);
        NoteKey old = key();
        LogKey next = checkpoints.rotate(scope, ACTOR);
        assertThat(next.firstSize()).isEqualTo(3);
        append(2);
        checkpoints.sign(scope);
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
        List<String> lines = export();
        for (NoteKey trusted : List.of(old, next.key())) {
            assertThat(verify(lines, trusted))
                    .isInstanceOfSatisfying(Verification.Sound.class, sound -> assertThat(sound.signedBy())
                            .isEqualTo(next.key()));
        }
        assertThat(next.key()).isNotEqualTo(old).isEqualTo(key());
    }

    @Test
    void aLostKeyIsReplacedAndTheNewOneFollowedByWhoAcceptedIt() {
        append(2);
        checkpoints.sign(scope);
        NoteKey lost = key();
        DATABASE.asOwner(sql ->
                sql.execute("UPDATE ledger_key SET sealed = '\\x00' WHERE tenant_id = '" + scope.tenant() + "'"));
        append(1);
        assertProblem(LedgerProblem.KeyLost.class, () -> checkpoints.sign(scope));
        assertProblem(LedgerProblem.KeyLost.class, () -> checkpoints.rotate(scope, ACTOR));
        NoteKey next = checkpoints.replace(scope, ACTOR).key();
        append(1);
        checkpoints.sign(scope);
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
        List<String> lines = export();
        assertThat(verify(lines, lost)).isInstanceOfSatisfying(Verification.Unproven.class, unproven -> {
            assertThat(unproven.from()).isEqualTo(2);
            assertThat(unproven.change()).isNotNull().satisfies(change -> assertThat(change.to())
                    .isEqualTo(next));
        });
        assertThat(verify(lines, next)).isInstanceOf(Verification.Sound.class);
        assertThat(verify(lines, lost, next)).isInstanceOf(Verification.Sound.class);
    }

    @Test
    void aSecondPartySignsWhatItHasSeen() {
        append(3);
        SignedCheckpoint signed = checkpoints.sign(scope);
        TestSigner.Pair client = TestSigner.Pair.of("acme.example/auditor", NoteKey.Type.COSIGNER);
        String note = signed.note()
                .with(List.of(client.cosign(signed.note().text(), clock.instant())))
                .toString();
        assertProblem(LedgerProblem.CosignerNotFound.class, () -> checkpoints.cosign(scope, note));
        checkpoints.addCosigner(scope, ACTOR, client.key().toString());
        SignedCheckpoint cosigned = checkpoints.cosign(scope, note);
        assertThat(client.key().cosigned(cosigned.note())).contains(seconds(clock.instant()));
        assertThat(checkpoints.latest(scope)).contains(cosigned);
        assertThat(checkpoints.cosign(scope, note)).isEqualTo(cosigned);
        String wrong = signed.note()
                .with(List.of(client.cosign(signed.note().text() + "x", clock.instant())))
                .toString();
        assertProblem(LedgerProblem.CosignatureRefused.class, () -> checkpoints.cosign(scope, wrong));
        String future = signed.note()
                .with(List.of(
                        client.cosign(signed.note().text(), clock.instant().plus(Duration.ofHours(1)))))
                .toString();
        assertProblem(LedgerProblem.CosignatureRefused.class, () -> checkpoints.cosign(scope, future));
        checkpoints.sign(scope);
        checkpoints.removeCosigner(scope, ACTOR, client.key().toString());
        assertThat(checkpoints.cosigners(scope)).isEmpty();
        assertProblem(LedgerProblem.CosignerNotFound.class, () -> checkpoints.cosign(scope, note));
        assertThat(ledger.list(scope, LedgerFilter.ANY, PageRequest.first(10)).items())
                .extracting(LedgerEntry::kind)
                .startsWith("cosigner.removed", "cosigner.added");
        checkpoints.sign(scope);
        assertThat(LedgerExport.verify(export().stream(), List.of(key(), client.key()), List.of()))
                .isInstanceOfSatisfying(Verification.Sound.class, sound -> assertThat(sound.cosigned())
                        .containsExactly(new Verification.Cosigned(client.key(), 3, seconds(clock.instant()))));
    }

    @Test
    void aMissingSignatureOfASecondPartyIsKnownSinceTheFirstCheckpointThatLacksIt() {
        append(3);
        checkpoints.sign(scope);
        assertThat(checkpoints.uncosignedSince(scope)).as("nobody may").isEmpty();
        clock.advance(Duration.ofDays(1));
        Instant came = clock.instant();
        TestSigner.Pair client = TestSigner.Pair.of("acme.example/auditor", NoteKey.Type.COSIGNER);
        checkpoints.addCosigner(scope, ACTOR, client.key().toString());
        clock.advance(Duration.ofDays(1));
        assertThat(checkpoints.uncosignedSince(scope)).contains(came);
        SignedCheckpoint signed = checkpoints.sign(scope);
        checkpoints.cosign(
                scope,
                signed.note()
                        .with(List.of(client.cosign(signed.note().text(), clock.instant())))
                        .toString());
        clock.advance(Duration.ofDays(30));
        assertThat(checkpoints.uncosignedSince(scope)).as("nothing new").isEmpty();
        append(1);
        checkpoints.sign(scope);
        Instant grew = clock.instant();
        clock.advance(Duration.ofDays(2));
        append(1);
        checkpoints.sign(scope);
        assertThat(checkpoints.uncosignedSince(scope)).contains(grew);
    }

    @Test
    void aRewrittenLogIsSignedNoMore() {
        append(40);
        checkpoints.sign(scope);
        append(1);
        DATABASE.asOwner(
                sql -> sql.execute("UPDATE ledger_node SET hash = decode(repeat('00', 32), 'hex') WHERE tenant_id = '"
                        + scope.tenant() + "'"));
        assertProblem(LedgerProblem.Rewritten.class, () -> checkpoints.sign(scope));
        append(1);
        DATABASE.asOwner(sql -> sql.execute(
                "UPDATE ledger_head SET entries = 3, edge = edge || edge WHERE tenant_id = '" + scope.tenant() + "'"));
        assertThatThrownBy(() -> checkpoints.sign(scope)).isInstanceOf(RuntimeException.class);
    }

    /** Who holds database and key makes another sound log; only a checkpoint that was kept elsewhere tells. */
    @Test
    void whoRecomputesEverythingIsFoundOutByACheckpointThatWasSeen() {
        append(30);
        Checkpoint seen = checkpoints.sign(scope).checkpoint();
        append(3);
        checkpoints.sign(scope);
        List<String> before = export();
        ForgedLog.rewrite(DATABASE, scope, 7, leaf -> leaf.replace("a:7", "a:8"));
        checkpoints.sign(scope);
        assertThat(ledger.verify(scope)).isInstanceOf(Verification.Sound.class);
        List<String> forged = export();
        assertThat(verify(forged, key())).isInstanceOf(Verification.Sound.class);
        assertThat(LedgerExport.verify(forged.stream(), List.of(key()), List.of(seen)))
                .isInstanceOf(Verification.Broken.class);
        assertThat(checkpoints
                        .connect(scope, 30, 33)
                        .holds(seen.root(), checkpoints.sign(scope).checkpoint().root()))
                .isFalse();
        // One file with a checkpoint of each history: signed twice, so the key's holder has forked the log.
        forged.add(forged.size(), before.getLast());
        assertThat(verify(forged, key()))
                .isInstanceOfSatisfying(Verification.Broken.class, broken -> assertThat(broken.reason())
                        .contains("another root"));
    }

    @Test
    void aForkIsNarrowedDownByTheCheckpointsBetween() {
        append(4);
        checkpoints.sign(scope);
        append(4);
        checkpoints.sign(scope);
        append(4);
        checkpoints.sign(scope);
        List<String> real = export();
        // Without the key: entry 5 and all behind it made anew, the checkpoints left as they were.
        List<String> forged = ForgedLog.rewrite(real, 5, leaf -> leaf.replace("a:1", "a:x"));
        assertThat(verify(forged, key())).isInstanceOfSatisfying(Verification.Broken.class, broken -> {
            assertThat(broken.index()).isEqualTo(4);
            assertThat(broken.reason()).contains("entries 4 to 7");
        });
    }

    private static Instant seconds(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond());
    }

    private NoteKey key() {
        return checkpoints.keys(scope).getLast().key();
    }

    private TreeHash leaf(long index) {
        return TreeHash.ofHex(checkpoints.entry(scope, index).leafHash());
    }

    private TreeHash rootOf(long size) {
        MerkleTree tree = MerkleTree.empty();
        for (long i = 0; i < size; i++) {
            tree.append(leaf(i));
        }
        return tree.root();
    }

    private static Verification verify(List<String> lines, NoteKey... keys) {
        return LedgerExport.verify(lines.stream(), List.of(keys), List.of());
    }

    private List<String> export() {
        List<String> lines = new ArrayList<>();
        ledger.export(scope, lines::add);
        return lines;
    }

    private void append(int entries) {
        DATABASE.database().inTenant(scope, transaction -> {
            for (int i = 0; i < entries; i++) {
                long index = ledger.append(transaction, ACTOR, new LedgerEvent("a.happened", "a:" + i, Map.of("i", i)))
                        .index();
                assertThat(index).isNotNegative();
            }
            return entries;
        });
    }

    private static void assertProblem(Class<? extends Problem> problem, Runnable step) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                        .isInstanceOf(problem));
    }
}
