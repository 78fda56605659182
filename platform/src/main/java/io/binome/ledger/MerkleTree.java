package io.binome.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree of RFC 6962, section 2.1, as it grows: of its leaves only so much is kept as is needed to go on, the
 * hashes of the complete subtrees that it consists of, at most one for each power of two. Not for several threads.
 */
public final class MerkleTree {
    private long size;
    private final ArrayList<TreeHash> edge;

    private MerkleTree(long size, List<TreeHash> edge) {
        if (size < 0 || Long.bitCount(size) != edge.size()) {
            throw new IllegalArgumentException(
                    "A tree of " + size + " leaves does not consist of " + edge.size() + " complete subtrees");
        }
        this.size = size;
        this.edge = new ArrayList<>(edge);
    }

    public static MerkleTree empty() {
        return new MerkleTree(0, List.of());
    }

    /** @param edge as {@link #edge} gave it at that size */
    public static MerkleTree of(long size, List<TreeHash> edge) {
        return new MerkleTree(size, edge);
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** The hashes of the complete subtrees that it consists of, the largest first. */
    public List<TreeHash> edge() {
        return List.copyOf(edge);
    }

    /**
     * Adds a leaf by its hash.
     *
     * @return the complete subtrees above the leaf that it has completed, from the bottom upwards
     */
    public List<CompletedNode> append(TreeHash leaf) {
        TreeHash hash = leaf;
        List<CompletedNode> completed = List.of();
        long index = size;
        for (int level = 1; (index & 1) == 1; level++) {
            hash = TreeHash.ofNode(edge.removeLast(), hash);
            index >>>= 1;
            if (completed.isEmpty()) {
                completed = new ArrayList<>();
            }
            completed.add(new CompletedNode(new TreeNode(level, index), hash));
        }
        edge.add(hash);
        size++;
        return completed;
    }

    public TreeHash root() {
        return fold(edge);
    }

    /** Hashes of complete subtrees that stand side by side, the largest first, as one. */
    static TreeHash fold(List<TreeHash> hashes) {
        if (hashes.isEmpty()) {
            return TreeHash.EMPTY;
        }
        TreeHash hash = hashes.getLast();
        for (int i = hashes.size() - 2; i >= 0; i--) {
            hash = TreeHash.ofNode(hashes.get(i), hash);
        }
        return hash;
    }

    /** A complete subtree and its hash. */
    public record CompletedNode(TreeNode node, TreeHash hash) {}
}
