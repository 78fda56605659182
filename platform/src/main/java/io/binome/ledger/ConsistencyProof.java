package io.binome.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Shows that a tree begins with all leaves of an earlier one, in their order and unchanged, to whoever knows both roots
 * (RFC 6962, section 2.1.2).
 *
 * @param from leaves of the earlier tree; every tree begins with the one without leaves
 * @param to leaves of the later one, not fewer
 */
public record ConsistencyProof(long from, long to, List<TreeHash> path) {
    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /**
     * Makes one.
     *
     * @param nodes the hashes of {@link #needs}
     * @throws IllegalArgumentException when the earlier tree is larger than the later one
     */
    public static ConsistencyProof of(long from, long to, Function<TreeNode, TreeHash> nodes) {
        return new ConsistencyProof(
                from,
                to,
                subtrees(from, to).stream().map(subtree -> subtree.hash(nodes)).toList());
    }

    /** The complete subtrees whose hashes are needed to make one. */
    public static Set<TreeNode> needs(long from, long to) {
        return InclusionProof.nodes(subtrees(from, to));
    }

    private static List<Subtree> subtrees(long earlier, long later) {
        if (earlier < 0 || earlier > later) {
            throw new IllegalArgumentException("A tree of " + later + " leaves does not begin with " + earlier);
        }
        Deque<Subtree> proof = new ArrayDeque<>();
        if (earlier == 0 || earlier == later) {
            return List.of();
        }
        long from = 0;
        long to = later;
        boolean whole = true;
        while (earlier != to) {
            long middle = from + Subtree.left(to - from);
            if (earlier <= middle) {
                proof.addFirst(new Subtree(middle, to));
                to = middle;
            } else {
                proof.addFirst(new Subtree(from, middle));
                from = middle;
                whole = false;
            }
        }
        // The verifier knows the earlier tree as a whole, but not a part of it.
        if (!whole) {
            proof.addFirst(new Subtree(from, to));
        }
        return new ArrayList<>(proof);
    }

    /** Whether it shows that the tree with the root {@code later} begins with the one with the root {@code earlier}. */
    public boolean holds(TreeHash earlier, TreeHash later) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == to) {
            return path.isEmpty() && earlier.equals(later);
        }
        if (from == 0) {
            return path.isEmpty() && earlier.equals(TreeHash.EMPTY);
        }
        // RFC 9162, section 2.1.4.2, which says for RFC 6962 how to verify.
        Deque<TreeHash> rest = new ArrayDeque<>(path);
        if (Long.bitCount(from) == 1) {
            rest.addFirst(earlier);
        }
        if (rest.isEmpty()) {
            return false;
        }
        long node = from - 1;
        long last = to - 1;
        while ((node & 1) == 1) {
            node >>>= 1;
            last >>>= 1;
        }
        TreeHash before = rest.removeFirst();
        TreeHash after = before;
        for (TreeHash beside : rest) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                before = TreeHash.ofNode(beside, before);
                after = TreeHash.ofNode(beside, after);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                after = TreeHash.ofNode(after, beside);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && before.equals(earlier) && after.equals(later);
    }
}
