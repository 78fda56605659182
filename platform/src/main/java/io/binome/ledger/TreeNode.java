package io.binome.ledger;

/**
 * A complete subtree: the leaves from {@code index << level} to {@code (index + 1) << level}. What it hashes to never
 * changes once they are there. Level 0 is a leaf.
 */
public record TreeNode(int level, long index) {
    public long from() {
        return index << level;
    }

    /** Exclusive. */
    public long to() {
        return (index + 1) << level;
    }
}
