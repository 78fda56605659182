package io.binome.ledger;

import io.binome.kernel.CanonicalJson;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a log entry by entry, in the order of their indices, by recomputing all that can be recomputed. The server
 * uses it on its tables and the command line on an exported file. Holds one entry at a time.
 */
public final class LedgerVerifier {
    private static final ObjectReader LEAF_READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(Map.class);

    private LedgerHead head = LedgerHead.EMPTY;
    private Verification.@Nullable Broken broken;

    /**
     * Takes the next entry.
     *
     * @return whether everything up to and with it holds; once false, further entries are not looked at
     */
    public boolean accept(LedgerEntry entry) {
        if (broken != null) {
            return false;
        }
        Optional<String> wrong = whatIsWrong(entry);
        if (wrong.isPresent()) {
            broken = new Verification.Broken(head.entries(), wrong.get());
            return false;
        }
        head = LedgerChain.headAfter(entry);
        return true;
    }

    /** What was found, when the log should end here; {@code expected} is where it says it ends. */
    public Verification finish(LedgerHead expected) {
        if (broken != null) {
            return broken;
        }
        if (head.entries() != expected.entries()) {
            return new Verification.Broken(
                    Math.min(head.entries(), expected.entries()),
                    "there are " + head.entries() + " entries, but the head counts " + expected.entries());
        }
        if (!head.chainHash().equals(expected.chainHash())) {
            return new Verification.Broken(
                    Math.max(0, head.entries() - 1), "the last entry's chain hash is not the one that the head holds");
        }
        return new Verification.Sound(head.entries(), head.chainHash());
    }

    private Optional<String> whatIsWrong(LedgerEntry entry) {
        if (entry.index() != head.entries()) {
            return Optional.of("entry " + entry.index() + " stands in its place: one is missing or out of order");
        }
        Map<?, ?> leaf;
        try {
            leaf = LEAF_READER.readValue(entry.canonicalJson());
            if (leaf == null || !CanonicalJson.text(leaf).equals(entry.canonicalJson())) {
                return Optional.of("the leaf is not canonical JSON (RFC 8785)");
            }
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return Optional.of("the leaf is not canonical JSON (RFC 8785)");
        }
        if (!head.chainHash().equals(leaf.get("previous"))) {
            return Optional.of("the leaf does not hold the hash of what precedes it");
        }
        if (!LedgerChain.leafHash(entry.canonicalJson()).equals(entry.leafHash())) {
            return Optional.of("the leaf hash is not the hash of the leaf");
        }
        if (!LedgerChain.chainHash(head.chainHash(), entry.leafHash()).equals(entry.chainHash())) {
            return Optional.of("the chain hash does not follow from the previous one and the leaf hash");
        }
        // What is searched by must be what was hashed.
        return differs(leaf, "index", Long.toString(entry.index()))
                .or(() -> differs(leaf, "at", LedgerChain.time(entry.at())))
                .or(() -> differs(leaf, "actor", entry.actor()))
                .or(() -> differs(leaf, "kind", entry.kind()))
                .or(() -> differs(leaf, "subject", entry.subject()));
    }

    private static Optional<String> differs(Map<?, ?> leaf, String field, String shown) {
        return Objects.toString(leaf.get(field)).equals(shown)
                ? Optional.empty()
                : Optional.of("the " + field + " that is shown is not the one in the leaf");
    }
}
