package io.binome.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A subtree of a Merkle tree as RFC 6962 divides it: the leaves {@code [from, to)}. One at the right edge of its tree may
 * lack leaves; it then consists of complete ones, the largest first.
 */
record Subtree(long from, long to) {
    /** The complete subtrees that it consists of. */
    List<TreeNode> nodes() {
        List<TreeNode> nodes = new ArrayList<>();
        long at = from;
        while (at < to) {
            int level = 63 - Long.numberOfLeadingZeros(to - at);
            if (at != 0) {
                level = Math.min(level, Long.numberOfTrailingZeros(at));
            }
            nodes.add(new TreeNode(level, at >>> level));
            at += 1L << level;
        }
        return nodes;
    }

    TreeHash hash(Function<TreeNode, TreeHash> nodes) {
        List<TreeHash> hashes = nodes().stream().map(nodes).toList();
        return MerkleTree.fold(hashes);
    }

    /** How many leaves are on the left where so many are divided: the largest power of two that is less. */
    static long left(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }
}
