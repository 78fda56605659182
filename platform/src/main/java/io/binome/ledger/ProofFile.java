package io.binome.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * That one entry is in a log, as a file to be verified without a server (C2SP tlog-proof): the leaf, its place, the hashes
 * up to the root, and the checkpoint that holds the root.
 */
public record ProofFile(String leaf, InclusionProof proof, SignedCheckpoint checkpoint) {
    public static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";

    private static final Pattern HEAD =
            Pattern.compile(Pattern.quote(FIRST_LINE) + "\nextra ([A-Za-z0-9+/=]+)\nindex (0|[1-9][0-9]{0,17})\n");

    /** Empty when it is not exactly such a file. */
    public static Optional<ProofFile> parse(String text) {
        Matcher head = HEAD.matcher(text);
        int split = text.indexOf("\n\n");
        if (!head.lookingAt() || split < head.end() - 1) {
            return Optional.empty();
        }
        try {
            List<TreeHash> path = new ArrayList<>();
            text.substring(head.end(), Math.max(head.end(), split + 1))
                    .lines()
                    .forEach(line -> path.add(TreeHash.ofBase64(line)));
            String leaf = new String(Base64.getDecoder().decode(head.group(1)), StandardCharsets.UTF_8);
            long index = Long.parseLong(head.group(2));
            return SignedCheckpoint.parse(text.substring(split + 2))
                    .map(signed -> new ProofFile(leaf, new InclusionProof(index, signed.size(), path), signed))
                    .filter(read -> read.toString().equals(text));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Whether the entry is in the tree of the checkpoint. Says nothing of who signed it. */
    public boolean holds() {
        TreeHash hash = TreeHash.ofLeaf(leaf.getBytes(StandardCharsets.UTF_8));
        return proof.size() == checkpoint.size()
                && proof.holds(hash, checkpoint.checkpoint().root());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append("\nextra ")
                .append(Base64.getEncoder().encodeToString(leaf.getBytes(StandardCharsets.UTF_8)))
                .append("\nindex ")
                .append(proof.index())
                .append('\n');
        proof.path().forEach(hash -> text.append(hash.base64()).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }
}
