package io.binome.ledger.internal;

import static io.binome.database.tables.LedgerLeaf.LEDGER_LEAF;
import static io.binome.database.tables.LedgerNode.LEDGER_NODE;

import io.binome.database.Transaction;
import io.binome.ledger.MerkleTree;
import io.binome.ledger.MerkleTree.CompletedNode;
import io.binome.ledger.TreeHash;
import io.binome.ledger.TreeNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * The inner nodes of the tree. Those of fewer than 16 leaves are not kept: they are computed from the leaves, which keeps
 * the table small and most appends free of a row in it.
 */
final class TreeStore {
    static final int LOWEST_LEVEL = 4;

    void insert(Transaction transaction, List<CompletedNode> completed) {
        List<CompletedNode> kept = completed.stream()
                .filter(node -> node.node().level() >= LOWEST_LEVEL)
                .toList();
        if (kept.isEmpty()) {
            return;
        }
        var insert = transaction
                .sql()
                .insertInto(LEDGER_NODE, LEDGER_NODE.TENANT_ID, LEDGER_NODE.LEVEL, LEDGER_NODE.INDEX, LEDGER_NODE.HASH);
        for (CompletedNode node : kept) {
            insert = insert.values(
                    tenant(transaction),
                    (short) node.node().level(),
                    node.node().index(),
                    node.hash().bytes());
        }
        insert.execute();
    }

    /** The hashes of complete subtrees, as they are kept. One that is not there is missing from the answer. */
    Map<TreeNode, TreeHash> hashes(Transaction transaction, Collection<TreeNode> nodes) {
        Map<TreeNode, TreeHash> found = new HashMap<>();
        List<TreeNode> low = new ArrayList<>();
        List<TreeNode> high = new ArrayList<>();
        nodes.forEach(node -> (node.level() < LOWEST_LEVEL ? low : high).add(node));
        readHigh(transaction, high, found);
        computeLow(transaction, low, found);
        return found;
    }

    private static void readHigh(Transaction transaction, List<TreeNode> nodes, Map<TreeNode, TreeHash> found) {
        if (nodes.isEmpty()) {
            return;
        }
        Condition asked = DSL.noCondition();
        for (TreeNode node : nodes) {
            asked = asked.or(LEDGER_NODE.LEVEL.eq((short) node.level()).and(LEDGER_NODE.INDEX.eq(node.index())));
        }
        transaction
                .sql()
                .select(LEDGER_NODE.LEVEL, LEDGER_NODE.INDEX, LEDGER_NODE.HASH)
                .from(LEDGER_NODE)
                .where(LEDGER_NODE.TENANT_ID.eq(tenant(transaction)))
                .and(asked)
                .forEach(row -> found.put(new TreeNode(row.value1(), row.value2()), TreeHash.of(row.value3())));
    }

    /** They lie in few groups of 16 leaves: beside the leaf in question, and at the right edge. */
    private static void computeLow(Transaction transaction, List<TreeNode> nodes, Map<TreeNode, TreeHash> found) {
        TreeSet<Long> groups = new TreeSet<>();
        nodes.forEach(node -> groups.add(node.from() >>> LOWEST_LEVEL));
        for (long group : groups) {
            Map<TreeNode, TreeHash> computed = new HashMap<>();
            MerkleTree tree = MerkleTree.empty();
            readLeaves(transaction, group << LOWEST_LEVEL, 1 << LOWEST_LEVEL, (index, leaf) -> {
                computed.put(new TreeNode(0, index), leaf);
                tree.append(leaf)
                        .forEach(node -> computed.put(
                                new TreeNode(
                                        node.node().level(),
                                        (group << (LOWEST_LEVEL - node.node().level()))
                                                + node.node().index()),
                                node.hash()));
            });
            nodes.stream().filter(computed::containsKey).forEach(node -> found.put(node, computed.get(node)));
        }
    }

    private static void readLeaves(Transaction transaction, long from, int limit, BiConsumer<Long, TreeHash> reader) {
        transaction
                .sql()
                .select(LEDGER_LEAF.INDEX, LEDGER_LEAF.LEAF_HASH)
                .from(LEDGER_LEAF)
                .where(LEDGER_LEAF.TENANT_ID.eq(tenant(transaction)))
                .and(LEDGER_LEAF.INDEX.ge(from))
                .and(LEDGER_LEAF.INDEX.lt(from + limit))
                .orderBy(LEDGER_LEAF.INDEX)
                .forEach(row -> reader.accept(row.value1(), TreeHash.ofHex(row.value2())));
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
