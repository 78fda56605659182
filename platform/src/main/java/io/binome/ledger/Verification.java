package io.binome.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a recomputation of a log found. */
public sealed interface Verification {
    /**
     * Every hash holds, and as far as keys were named, what they signed.
     *
     * @param head the last chain hash, empty for an empty log
     * @param root of the Merkle tree over all entries
     * @param signedBy whose checkpoint covers every entry; null when no key was named, so that nobody vouches for it
     * @param cosigned by whom else, and how far
     */
    record Sound(
            long entries,
            String head,
            TreeHash root,
            @Nullable NoteKey signedBy,
            List<Cosigned> cosigned) implements Verification {
        public Sound {
            cosigned = List.copyOf(cosigned);
        }
    }

    /**
     * Every hash holds, but no checkpoint by a key that was named covers the entries from {@code from} on.
     *
     * @param change the entry by which the log went over to a key that was not named; null when there is none
     */
    record Unproven(
            long from,
            long entries,
            String reason,
            @Nullable KeyChange change) implements Verification {}

    /** The first entry that does not hold, and why. */
    record Broken(long index, String reason) implements Verification {}

    /** A second party's latest signature. */
    record Cosigned(NoteKey by, long entries, Instant at) {}
}
