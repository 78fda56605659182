package io.binome.bench;

import io.binome.database.DatabaseSettings;
import io.binome.database.OwnerTransaction;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.LedgerChain;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.LedgerHead;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.MerkleTree.CompletedNode;
import io.binome.ledger.NoteKey;
import io.binome.ledger.NoteSignature;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.SignedNote;
import io.binome.ledger.TreeHash;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * A ledger of a million entries, in the database as appending would have left it, and as an export.
 *
 * @param root of the tree over all
 * @param key that signed the checkpoints of the export
 */
record MillionEntries(TreeHash root, NoteKey key) {
    static final int ENTRIES = 1_000_000;
    static final int CHECKPOINTS = 1_000;

    private static final int BATCH = 1_000;
    private static final int LOWEST_LEVEL = 4;
    private static final int KEY_BYTES = 32;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    static MillionEntries write(DatabaseSettings settings, TenantScope scope, Path file) throws IOException {
        KeyPair pair = pair();
        byte[] encoded = pair.getPublic().getEncoded();
        String origin = Checkpoint.origin(scope.tenant());
        NoteKey key = NoteKey.of(
                origin, NoteKey.Type.LOG, Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
        MerkleTree tree = MerkleTree.empty();
        LedgerHead head = LedgerHead.EMPTY;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            // The header's length is known before its head is: the hash has the same one always.
            out.write(LedgerExport.header(scope.tenant(), new LedgerHead(ENTRIES, "0".repeat(64))) + "\n");
            List<LedgerEntry> batch = new ArrayList<>(BATCH);
            List<CompletedNode> nodes = new ArrayList<>();
            for (int n = 0; n < ENTRIES; n++) {
                LedgerEntry entry = LedgerChain.next(
                        head,
                        BEGIN.plusSeconds(n),
                        "member:" + new UUID(n % 50, n % 50),
                        new LedgerEvent(
                                "change.planned", "change:" + new UUID(1, n / 10), Map.of("plans", 3, "run", "r" + n)));
                head = LedgerChain.headAfter(entry);
                batch.add(entry);
                tree.append(TreeHash.ofHex(entry.leafHash())).stream()
                        .filter(node -> node.node().level() >= LOWEST_LEVEL)
                        .forEach(nodes::add);
                out.write(LedgerExport.line(entry) + "\n");
                if ((n + 1) % (ENTRIES / CHECKPOINTS) == 0) {
                    Checkpoint checkpoint = new Checkpoint(origin, n + 1L, tree.root());
                    NoteSignature line = NoteSignature.of(key, sign(pair, checkpoint.text()));
                    out.write(LedgerExport.line(
                                    new SignedCheckpoint(checkpoint, new SignedNote(checkpoint.text(), List.of(line))))
                            + "\n");
                }
                if (batch.size() == BATCH) {
                    insert(settings, scope.tenant().value(), batch, nodes);
                    batch.clear();
                    nodes.clear();
                }
            }
        }
        try (RandomAccessFile again = new RandomAccessFile(file.toFile(), "rw")) {
            again.write(LedgerExport.header(scope.tenant(), head).getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream edge = new ByteArrayOutputStream();
        tree.edge().forEach(hash -> edge.writeBytes(hash.bytes()));
        String chain = head.chainHash();
        OwnerTransaction.run(settings, "bench", owner -> owner.sql()
                .execute(
                        "INSERT INTO ledger_head (tenant_id, entries, chain_hash, edge, checkpointed) VALUES (?, ?, ?, ?, ?)",
                        scope.tenant().value(),
                        (long) ENTRIES,
                        chain,
                        edge.toByteArray(),
                        (long) ENTRIES * 2));
        OwnerTransaction.run(
                settings, "bench", owner -> owner.sql().execute("ANALYZE ledger_leaf, ledger_node, ledger_head"));
        return new MillionEntries(tree.root(), key);
    }

    private static void insert(
            DatabaseSettings settings, UUID tenant, List<LedgerEntry> batch, List<CompletedNode> nodes) {
        OwnerTransaction.run(settings, "bench", owner -> {
            DSLContext sql = owner.sql();
            sql.execute(
                    "INSERT INTO ledger_leaf (tenant_id, index, at, actor, kind, subject, leaf, leaf_hash, chain_hash)"
                            + " SELECT ?, * FROM unnest(?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::text[],"
                            + " ?::text[], ?::text[])",
                    tenant,
                    batch.stream().map(LedgerEntry::index).toArray(Long[]::new),
                    batch.stream().map(entry -> entry.at().toString()).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::actor).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::kind).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::subject).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::canonicalJson).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::leafHash).toArray(String[]::new),
                    batch.stream().map(LedgerEntry::chainHash).toArray(String[]::new));
            return sql.execute(
                    "INSERT INTO ledger_node (tenant_id, level, index, hash)"
                            + " SELECT ?, level, index, decode(hash, 'hex')"
                            + " FROM unnest(?::smallint[], ?::bigint[], ?::text[]) AS node (level, index, hash)",
                    tenant,
                    nodes.stream().map(node -> (short) node.node().level()).toArray(Short[]::new),
                    nodes.stream().map(node -> node.node().index()).toArray(Long[]::new),
                    nodes.stream().map(node -> node.hash().hex()).toArray(String[]::new));
        });
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static byte[] sign(KeyPair pair, String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
