package io.binome.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Shows that a leaf is in a tree, to whoever knows the leaf and the tree's root (RFC 6962, section 2.1.1).
 *
 * @param index of the leaf, from 0
 * @param size leaves of the tree, more than {@code index}
 * @param path hashes of the subtrees beside the way from the leaf to the root, from the bottom upwards
 */
public record InclusionProof(long index, long size, List<TreeHash> path) {
    private static final Comparator<TreeNode> ORDER =
            Comparator.comparingInt(TreeNode::level).thenComparingLong(TreeNode::index);

    public InclusionProof {
        path = List.copyOf(path);
    }

    /**
     * Makes one.
     *
     * @param nodes the hashes of {@link #needs}
     * @throws IllegalArgumentException when a tree of that size has no such leaf
     */
    public static InclusionProof of(long index, long size, Function<TreeNode, TreeHash> nodes) {
        return new InclusionProof(
                index,
                size,
                beside(index, size).stream().map(subtree -> subtree.hash(nodes)).toList());
    }

    /** The complete subtrees whose hashes are needed to make one. */
    public static Set<TreeNode> needs(long index, long size) {
        return nodes(beside(index, size));
    }

    static Set<TreeNode> nodes(List<Subtree> subtrees) {
        Set<TreeNode> nodes = new TreeSet<>(ORDER);
        subtrees.forEach(subtree -> nodes.addAll(subtree.nodes()));
        return nodes;
    }

    private static List<Subtree> beside(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("A tree of " + size + " leaves has no leaf " + index);
        }
        List<Subtree> beside = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + Subtree.left(to - from);
            if (index < middle) {
                beside.add(new Subtree(middle, to));
                to = middle;
            } else {
                beside.add(new Subtree(from, middle));
                from = middle;
            }
        }
        Collections.reverse(beside);
        return beside;
    }

    /** Whether it shows that this leaf is in the tree with this root. Says no to whatever is malformed. */
    public boolean holds(TreeHash leaf, TreeHash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        // RFC 9162, section 2.1.3.2, which says for RFC 6962 how to verify.
        long node = index;
        long last = size - 1;
        TreeHash hash = leaf;
        for (TreeHash beside : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHash.ofNode(beside, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                hash = TreeHash.ofNode(hash, beside);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}
