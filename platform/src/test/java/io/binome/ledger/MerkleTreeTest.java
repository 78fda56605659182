package io.binome.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the vectors that implementations of Certificate Transparency share, and against the definition itself. */
class MerkleTreeTest {
    private static final List<byte[]> LEAVES = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();
    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    private static final String OTHER = "abacaba000000000000000000000000000000000000000000060061e00123456";

    @Test
    void theEmptyTreeIsTheHashOfNothing() {
        assertThat(MerkleTree.empty().root().hex())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void rootsAreTheKnownOnes() {
        MerkleTree tree = MerkleTree.empty();
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.append(TreeHash.ofLeaf(LEAVES.get(i)));
            assertThat(tree.root().hex()).isEqualTo(ROOTS.get(i));
            assertThat(MerkleTree.of(tree.size(), tree.edge()).root()).isEqualTo(tree.root());
        }
    }

    @Test
    void inclusionProofsAreTheKnownOnes() {
        assertInclusion(0, 1);
        assertInclusion(
                0,
                8,
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertInclusion(
                5,
                8,
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertInclusion(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assertInclusion(
                1,
                5,
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    }

    @Test
    void consistencyProofsAreTheKnownOnes() {
        assertConsistency(1, 1);
        assertConsistency(
                1,
                8,
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertConsistency(
                6,
                8,
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertConsistency(
                2,
                5,
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
        assertConsistency(
                6,
                7,
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void nothingIsProvenOfWhatIsNotThere() {
        assertThatThrownBy(() -> InclusionProof.needs(3, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConsistencyProof.needs(4, 3)).isInstanceOf(IllegalArgumentException.class);
        TreeHash root = TreeHash.ofHex(ROOTS.getFirst());
        assertThat(new InclusionProof(0, 0, List.of()).holds(root, root)).isFalse();
        assertThat(new InclusionProof(-1, 1, List.of()).holds(root, root)).isFalse();
        assertThat(new ConsistencyProof(1, 2, List.of()).holds(root, root)).isFalse();
        assertThat(new ConsistencyProof(2, 1, List.of()).holds(root, root)).isFalse();
        assertThat(new ConsistencyProof(0, 1, List.of()).holds(root, root)).isFalse();
        assertThat(new ConsistencyProof(0, 1, List.of()).holds(TreeHash.EMPTY, root))
                .isTrue();
        assertThatThrownBy(() -> MerkleTree.of(3, List.of(root))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 60)
    void theTreeIsWhatTheStandardDefines(@ForAll @IntRange(max = 70) int size) {
        assertThat(grown(size).tree.root()).isEqualTo(defined(leaves(size), 0, size));
    }

    @Property(tries = 150)
    void everyLeafIsProvenAndNoOther(
            @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange(max = 69) int at) {
        int index = at % size;
        Grown grown = grown(size);
        TreeHash leaf = leaves(size).get(index);
        TreeHash root = grown.tree.root();
        InclusionProof proof = InclusionProof.of(index, size, grown.nodes::get);
        assertThat(proof.holds(leaf, root)).isTrue();
        assertThat(proof.holds(TreeHash.ofHex(OTHER), root)).isFalse();
        assertThat(proof.holds(leaf, TreeHash.ofHex(OTHER))).isFalse();
        for (List<TreeHash> wrong : wrong(proof.path(), root)) {
            assertThat(new InclusionProof(index, size, wrong).holds(leaf, root)).isFalse();
        }
        assertThat(new InclusionProof(index + 1, size, proof.path()).holds(leaf, root))
                .isFalse();
        assertThat(new InclusionProof(index, size * 2L, proof.path()).holds(leaf, root))
                .isFalse();
    }

    @Property(tries = 150)
    void everyTreeContinuesItsEarlierOnesAndNoOther(
            @ForAll @IntRange(min = 1, max = 70) int to, @ForAll @IntRange(max = 70) int at) {
        int from = at % (to + 1);
        Grown grown = grown(to);
        TreeHash earlier = grown(from).tree.root();
        TreeHash later = grown.tree.root();
        ConsistencyProof proof = ConsistencyProof.of(from, to, grown.nodes::get);
        assertThat(proof.holds(earlier, later)).isTrue();
        assertThat(proof.holds(TreeHash.ofHex(OTHER), later)).isFalse();
        if (from > 0) {
            assertThat(proof.holds(earlier, TreeHash.ofHex(OTHER))).isFalse();
            for (List<TreeHash> wrong : wrong(proof.path(), later)) {
                assertThat(new ConsistencyProof(from, to, wrong).holds(earlier, later))
                        .isFalse();
            }
        }
    }

    @Property(tries = 60)
    void aRewrittenTreeContinuesNothing(
            @ForAll @IntRange(min = 2, max = 70) int size, @ForAll @IntRange(max = 69) int at) {
        int changed = at % size;
        List<TreeHash> leaves = new ArrayList<>(leaves(size));
        leaves.set(changed, TreeHash.ofHex(OTHER));
        Grown rewritten = grown(leaves);
        for (int from = changed + 1; from < size; from++) {
            ConsistencyProof proof = ConsistencyProof.of(from, size, rewritten.nodes::get);
            assertThat(proof.holds(grown(from).tree.root(), rewritten.tree.root()))
                    .isFalse();
        }
    }

    private static void assertInclusion(long index, int size, String... path) {
        Grown grown = grown(LEAVES.stream().limit(size).map(TreeHash::ofLeaf).toList());
        InclusionProof proof = InclusionProof.of(index, size, grown.nodes::get);
        assertThat(proof.path()).extracting(TreeHash::hex).containsExactly(path);
        assertThat(proof.holds(TreeHash.ofLeaf(LEAVES.get((int) index)), TreeHash.ofHex(ROOTS.get(size - 1))))
                .isTrue();
    }

    private static void assertConsistency(int from, int to, String... path) {
        Grown grown = grown(LEAVES.stream().limit(to).map(TreeHash::ofLeaf).toList());
        ConsistencyProof proof = ConsistencyProof.of(from, to, grown.nodes::get);
        assertThat(proof.path()).extracting(TreeHash::hex).containsExactly(path);
        assertThat(proof.holds(TreeHash.ofHex(ROOTS.get(from - 1)), TreeHash.ofHex(ROOTS.get(to - 1))))
                .isTrue();
    }

    /** The ways in which the vectors spoil a path. */
    private static List<List<TreeHash>> wrong(List<TreeHash> path, TreeHash root) {
        List<List<TreeHash>> wrong = new ArrayList<>();
        wrong.add(Stream.concat(path.stream(), Stream.of(root)).toList());
        wrong.add(Stream.concat(Stream.of(root), path.stream()).toList());
        if (!path.isEmpty()) {
            wrong.add(path.subList(0, path.size() - 1));
            wrong.add(path.subList(1, path.size()));
        }
        for (int i = 0; i < path.size(); i++) {
            List<TreeHash> changed = new ArrayList<>(path);
            byte[] bytes = changed.get(i).bytes();
            bytes[0] ^= 8;
            changed.set(i, TreeHash.of(bytes));
            wrong.add(changed);
        }
        return wrong;
    }

    private record Grown(MerkleTree tree, Map<TreeNode, TreeHash> nodes) {}

    private static Grown grown(int size) {
        return grown(leaves(size));
    }

    private static Grown grown(List<TreeHash> leaves) {
        MerkleTree tree = MerkleTree.empty();
        Map<TreeNode, TreeHash> nodes = new HashMap<>();
        for (TreeHash leaf : leaves) {
            nodes.put(new TreeNode(0, tree.size()), leaf);
            tree.append(leaf).forEach(node -> nodes.put(node.node(), node.hash()));
        }
        return new Grown(tree, nodes);
    }

    private static List<TreeHash> leaves(int size) {
        return IntStream.range(0, size)
                .mapToObj(n -> TreeHash.ofLeaf(("leaf " + n).getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    /** RFC 6962, section 2.1, word for word. */
    private static TreeHash defined(List<TreeHash> leaves, int from, int to) {
        int n = to - from;
        if (n == 0) {
            return TreeHash.EMPTY;
        }
        if (n == 1) {
            return leaves.get(from);
        }
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return TreeHash.ofNode(defined(leaves, from, from + k), defined(leaves, from + k, to));
    }
}
