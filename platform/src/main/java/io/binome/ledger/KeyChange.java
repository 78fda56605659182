package io.binome.ledger;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An entry by which a log goes over to another key: from the checkpoint of {@code index + 1} entries on, the new one
 * signs. Rotated: the old key has signed a note that names the new one, so whoever trusts the old one may follow.
 * Replaced: the old one was lost, nobody follows without having accepted the new one.
 *
 * @param note what the old key signed; null when it was lost
 */
public record KeyChange(
        long index, NoteKey from, NoteKey to, @Nullable SignedNote note) {
    public static final String ROTATED = "ledger-key.rotated";
    public static final String REPLACED = "ledger-key.replaced";

    /** What the old key signs. Its second line keeps it from being a checkpoint. */
    public static String statement(String origin, long index, NoteKey to) {
        return "Keys of " + origin + "\nFrom entry " + index + " on, this log is signed by\n" + to + "\n";
    }

    /** What is in an entry, if it changes the key. Empty also for one that is malformed. */
    public static Optional<KeyChange> in(long index, Map<?, ?> leaf) {
        boolean rotated = ROTATED.equals(leaf.get("kind"));
        if ((rotated || REPLACED.equals(leaf.get("kind")))
                && leaf.get("details") instanceof Map<?, ?> details
                && details.get("from") instanceof String from
                && details.get("to") instanceof String to) {
            return of(index, from, to, details.get("note") instanceof String note ? note : "")
                    .filter(change -> rotated == (change.note() != null));
        }
        return Optional.empty();
    }

    /** @param note empty when the old key was lost */
    public static Optional<KeyChange> of(long index, String from, String to, String note) {
        return NoteKey.parse(from).flatMap(old -> NoteKey.parse(to)
                .map(next ->
                        new KeyChange(index, old, next, SignedNote.parse(note).orElse(null))));
    }

    /** Whether the old key itself names the new one. */
    public boolean isSigned() {
        return note != null
                && note.text().equals(statement(from.name(), index, to))
                && from.name().equals(to.name())
                && from.signed(note);
    }
}
