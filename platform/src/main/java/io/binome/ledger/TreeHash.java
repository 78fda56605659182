package io.binome.ledger;

import io.binome.kernel.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A hash of a Merkle tree: 32 bytes of SHA-256. RFC 6962, section 2.1, says how leaves and nodes are hashed. */
public final class TreeHash {
    public static final int BYTES = 32;

    /** Of a tree without leaves. */
    public static final TreeHash EMPTY = new TreeHash(Sha256.of());

    /** Keep a leaf from passing for a node, and a node for a leaf. */
    private static final byte[] LEAF = {0x00};

    private static final byte[] NODE = {0x01};

    private final byte[] bytes;

    private TreeHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when they are not 32 */
    public static TreeHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A hash has " + BYTES + " bytes, not " + bytes.length);
        }
        return new TreeHash(bytes.clone());
    }

    /** @throws IllegalArgumentException when the text is not hexadecimal or no hash */
    public static TreeHash ofHex(String text) {
        return of(HexFormat.of().parseHex(text));
    }

    /** @throws IllegalArgumentException when the text is not in Base64 or no hash, or not written in the one usual way */
    public static TreeHash ofBase64(String text) {
        TreeHash hash = of(Base64.getDecoder().decode(text));
        if (!hash.base64().equals(text)) {
            throw new IllegalArgumentException("Not the Base64 of a hash");
        }
        return hash;
    }

    public static TreeHash ofLeaf(byte[] leaf) {
        return new TreeHash(Sha256.of(LEAF, leaf));
    }

    public static TreeHash ofNode(TreeHash left, TreeHash right) {
        return new TreeHash(Sha256.of(NODE, left.bytes, right.bytes));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Lower-case. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreeHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return base64();
    }
}
