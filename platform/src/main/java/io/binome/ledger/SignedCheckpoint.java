package io.binome.ledger;

import java.util.Optional;

/** A checkpoint with its signatures, which are not verified by reading it. */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {
    public static Optional<SignedCheckpoint> parse(String text) {
        return SignedNote.parse(text)
                .flatMap(note -> Checkpoint.parse(note.text()).map(read -> new SignedCheckpoint(read, note)));
    }

    public long size() {
        return checkpoint.size();
    }

    /** The note as it is exchanged. */
    @Override
    public String toString() {
        return note.toString();
    }
}
