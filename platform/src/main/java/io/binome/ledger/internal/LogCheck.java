package io.binome.ledger.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoint;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerExport;
import io.binome.ledger.LedgerHead;
import io.binome.ledger.LedgerVerifier;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.MerkleTree.CompletedNode;
import io.binome.ledger.NoteKey;
import io.binome.ledger.SignedCheckpoint;
import io.binome.ledger.TreeHash;
import io.binome.ledger.TreeNode;
import io.binome.ledger.Verification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One verification of a log as it is in the database: its entries, the tree that was kept of them, and every checkpoint that
 * was signed. Of very many checkpoints some signatures are verified, and the roots of all compared.
 */
final class LogCheck {
    private static final int BATCH = 1000;

    private final Database database;
    private final TenantScope scope;
    private final LedgerStore leaves = new LedgerStore();
    private final TreeStore nodes = new TreeStore();
    private final KeyStore keys = new KeyStore();
    private final CheckpointStore checkpoints = new CheckpointStore();
    private final MerkleTree tree = MerkleTree.empty();
    private final Map<Long, SignedCheckpoint> signed = new HashMap<>();

    LogCheck(Database database, TenantScope scope) {
        this.database = database;
        this.scope = scope;
    }

    Verification run() {
        // The head first: what is appended meanwhile is left out.
        LedgerStore.Extent extent = database.inTenant(scope, leaves::extent);
        List<NoteKey> known = database.inTenant(scope, keys::list).stream()
                .map(kept -> kept.key().key())
                .toList();
        long lastSigned = 0;
        for (SignedCheckpoint one : database.inTenant(
                scope, transaction -> checkpoints.spread(transaction, LedgerExport.MOST_CHECKPOINTS))) {
            signed.put(one.size(), one);
            lastSigned = Math.max(lastSigned, one.size());
        }
        LedgerVerifier verifier = new LedgerVerifier(Checkpoint.origin(scope.tenant()), known, List.of());
        for (long from = 0; from < extent.entries(); from += BATCH) {
            Optional<Verification> wrong = check(verifier, from, Math.min(from + BATCH, extent.entries()));
            if (wrong.isPresent()) {
                return wrong.get();
            }
        }
        return conclude(verifier.finish(extent.head()), extent, lastSigned);
    }

    private Optional<Verification> check(LedgerVerifier verifier, long from, long to) {
        List<LedgerEntry> batch =
                database.inTenant(scope, transaction -> leaves.from(transaction, from, (int) (to - from)));
        Map<Long, TreeHash> roots = database.inTenant(scope, transaction -> checkpoints.roots(transaction, from, to));
        List<CompletedNode> completed = new ArrayList<>();
        for (LedgerEntry entry : batch) {
            if (entry.index() >= to || !verifier.accept(entry)) {
                return Optional.of(verifier.finish(LedgerHead.EMPTY));
            }
            completed.addAll(tree.append(TreeHash.ofHex(entry.leafHash())));
            SignedCheckpoint here = signed.get(verifier.entries());
            if (here != null && !verifier.accept(here)) {
                return Optional.of(verifier.finish(LedgerHead.EMPTY));
            }
            TreeHash root = roots.get(verifier.entries());
            if (root != null && !root.equals(tree.root())) {
                return Optional.of(new Verification.Broken(
                        entry.index(),
                        "what was signed as the checkpoint of " + verifier.entries() + " entries has another root"));
            }
        }
        return keptNodes(completed);
    }

    /** The tree is what proofs are made of: one of its nodes that was changed would make all of them fail. */
    private Optional<Verification> keptNodes(List<CompletedNode> completed) {
        List<CompletedNode> high = completed.stream()
                .filter(node -> node.node().level() >= TreeStore.LOWEST_LEVEL)
                .toList();
        Map<TreeNode, TreeHash> kept = database.inTenant(
                scope,
                transaction -> nodes.hashes(
                        transaction, high.stream().map(CompletedNode::node).toList()));
        return high.stream()
                .filter(node -> !Objects.equals(node.hash(), kept.get(node.node())))
                .findFirst()
                .map(node -> new Verification.Broken(
                        node.node().from(),
                        "the tree that is kept beside the entries "
                                + node.node().from() + " to " + (node.node().to() - 1) + " is not theirs"));
    }

    private Verification conclude(Verification found, LedgerStore.Extent extent, long lastSigned) {
        if (found instanceof Verification.Broken) {
            return found;
        }
        if (!Arrays.equals(LedgerStore.joined(tree.edge()), extent.edge())) {
            return new Verification.Broken(
                    Math.max(0, tree.size() - 1),
                    "the edge of the tree that the head holds is not the one of the entries");
        }
        if (lastSigned > tree.size()) {
            return new Verification.Broken(
                    tree.size(),
                    "there are " + tree.size() + " entries, but a checkpoint of " + lastSigned + " was signed");
        }
        // The youngest entries are under no checkpoint yet, which is nothing bad here.
        return switch (found) {
            case Verification.Unproven unproven
            when unproven.from() >= lastSigned ->
                new Verification.Sound(tree.size(), extent.head().chainHash(), tree.root(), null, List.of());
            case Verification.Unproven unproven ->
                new Verification.Broken(
                        unproven.from(),
                        "the checkpoint of " + lastSigned + " entries is signed by none of this log's keys");
            default -> found;
        };
    }
}
