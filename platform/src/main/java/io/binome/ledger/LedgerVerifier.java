package io.binome.ledger;

import io.binome.kernel.CanonicalJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a log entry by entry, in the order of their indices, by recomputing all that can be recomputed, and checkpoints
 * between them, each where as many entries have been read as it has. The server uses it on its tables and the command line
 * on an exported file. Holds one entry at a time.
 */
public final class LedgerVerifier {
    private static final ObjectReader LEAF_READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readerFor(Map.class);

    private final String origin;
    private final Set<NoteKey> keys = new HashSet<>();
    private final List<NoteKey> cosigners = new ArrayList<>();
    private final SortedMap<Long, Checkpoint> seen = new TreeMap<>();
    private final Map<NoteKey, Verification.Cosigned> cosigned = new LinkedHashMap<>();
    private final boolean keysNamed;

    private LedgerHead head = LedgerHead.EMPTY;
    private final MerkleTree tree = MerkleTree.empty();
    private Verification.@Nullable Broken broken;
    private long matched;
    private long proven = -1;
    private @Nullable NoteKey provenBy;
    private @Nullable KeyChange unfollowed;

    /**
     * @param origin of the log
     * @param keys whom to believe: the log's own keys and second parties' together; may be none
     * @param seen checkpoints that were seen earlier, and that the log must still agree with
     */
    public LedgerVerifier(String origin, Collection<NoteKey> keys, Collection<Checkpoint> seen) {
        this.origin = origin;
        for (NoteKey key : keys) {
            if (key.type() == NoteKey.Type.COSIGNER) {
                cosigners.add(key);
            } else {
                this.keys.add(key);
            }
        }
        this.keysNamed = !this.keys.isEmpty();
        seen.forEach(one -> this.seen.put(one.size(), one));
    }

    /** How many entries were accepted. */
    public long entries() {
        return head.entries();
    }

    /** Of the tree over them. */
    public TreeHash root() {
        return tree.root();
    }

    /**
     * Takes the next entry.
     *
     * @return whether everything up to and with it holds; once false, further entries are not looked at
     */
    public boolean accept(LedgerEntry entry) {
        Map<?, ?> leaf;
        try {
            leaf = LEAF_READER.readValue(entry.canonicalJson());
        } catch (JacksonException unreadable) {
            leaf = null;
        }
        boolean canonical;
        try {
            canonical = leaf != null && CanonicalJson.text(leaf).equals(entry.canonicalJson());
        } catch (IllegalArgumentException unreadable) {
            canonical = false;
        }
        return canonical && leaf != null ? accept(entry, leaf) : refuse("the leaf is not canonical JSON (RFC 8785)");
    }

    /** @param leaf what the entry's canonical JSON says */
    boolean accept(LedgerEntry entry, Map<?, ?> leaf) {
        if (broken != null) {
            return false;
        }
        Optional<String> wrong = whatIsWrong(entry, leaf);
        if (wrong.isPresent()) {
            return refuse(wrong.get());
        }
        head = LedgerChain.headAfter(entry);
        tree.append(TreeHash.ofHex(entry.leafHash()));
        Checkpoint asSeen = seen.get(head.entries());
        if (asSeen != null && !asSeen.root().equals(tree.root())) {
            return refuseSince("the log is another than the one whose checkpoint of " + asSeen.size()
                    + " entries was seen earlier");
        }
        return follow(KeyChange.in(entry.index(), leaf), entry.kind());
    }

    private boolean follow(Optional<KeyChange> change, String kind) {
        if (change.isEmpty()) {
            return !kind.equals(KeyChange.ROTATED) && !kind.equals(KeyChange.REPLACED)
                    || refuse(head.entries() - 1, "it changes the key of this log, but names none");
        }
        NoteKey from = change.get().from();
        NoteKey to = change.get().to();
        boolean rotated = kind.equals(KeyChange.ROTATED);
        if (rotated && !change.get().isSigned()) {
            return refuse(head.entries() - 1, "it names a new key without a signature by the one before");
        }
        boolean knewOld = keys.remove(from);
        if (rotated && knewOld) {
            keys.add(to);
        } else if (knewOld && !keys.contains(to)) {
            // Lost, and the one who reads has not said that they accept the new one. The old one proves nothing any
            // more.
            unfollowed = change.get();
        }
        return true;
    }

    /**
     * Takes a checkpoint of all entries accepted so far.
     *
     * @return as for an entry
     */
    public boolean accept(SignedCheckpoint signed) {
        if (broken != null) {
            return false;
        }
        Checkpoint checkpoint = signed.checkpoint();
        if (!checkpoint.origin().equals(origin)) {
            return refuse(
                    "the checkpoint of " + checkpoint.size() + " entries is of another log, " + checkpoint.origin());
        }
        if (checkpoint.size() != head.entries()) {
            return refuse("the checkpoint of " + checkpoint.size() + " entries stands behind " + head.entries());
        }
        if (!checkpoint.root().equals(tree.root())) {
            return refuseSince(
                    "what was signed as the checkpoint of " + checkpoint.size() + " entries has another root");
        }
        for (NoteKey key : keys) {
            if (key.signatureIn(signed.note()).isPresent()) {
                if (!key.signed(signed.note())) {
                    return refuseSince(
                            "the signature of the checkpoint of " + checkpoint.size() + " entries does not hold");
                }
                proven = checkpoint.size();
                provenBy = key;
            }
        }
        for (NoteKey cosigner : cosigners) {
            Optional<Instant> at = cosigner.cosigned(signed.note());
            at.ifPresent(time -> cosigned.put(cosigner, new Verification.Cosigned(cosigner, checkpoint.size(), time)));
        }
        matched = checkpoint.size();
        return true;
    }

    private boolean refuse(String reason) {
        return refuse(head.entries(), reason);
    }

    private boolean refuse(long index, String reason) {
        if (broken == null) {
            broken = new Verification.Broken(index, reason);
        }
        return false;
    }

    /** All that can be told without the log that was signed is that the difference is behind the last checkpoint that fits. */
    private boolean refuseSince(String reason) {
        long last = Math.max(matched, head.entries() - 1);
        return refuse(
                Math.min(matched, last),
                matched >= last
                        ? reason
                        : reason + "; one or more of the entries " + matched + " to " + last + " differ");
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
        if (!seen.isEmpty() && seen.lastKey() > head.entries()) {
            return new Verification.Broken(
                    head.entries(),
                    "there are " + head.entries() + " entries, but a checkpoint of " + seen.lastKey()
                            + " was seen earlier");
        }
        if (keysNamed && proven < head.entries()) {
            return unproven();
        }
        return new Verification.Sound(
                head.entries(), head.chainHash(), tree.root(), provenBy, List.copyOf(cosigned.values()));
    }

    private Verification unproven() {
        String reason = unfollowed != null
                ? "entry " + unfollowed.index() + " says that the key was lost, and names another that you have not"
                        + " accepted: " + unfollowed.to()
                : proven < 0
                        ? "no checkpoint here is signed by the key that you named"
                        : "the last checkpoint that is signed by a key that you named has " + proven + " entries";
        return new Verification.Unproven(Math.max(0, proven), head.entries(), reason, unfollowed);
    }

    private Optional<String> whatIsWrong(LedgerEntry entry, Map<?, ?> leaf) {
        if (entry.index() != head.entries()) {
            return Optional.of("entry " + entry.index() + " stands in its place: one is missing or out of order");
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
