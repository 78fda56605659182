package io.binome.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text with signatures below it (C2SP signed-note). Nothing is verified by reading one: see {@link NoteKey#signed}.
 *
 * @param text ends with a line end; what was signed
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** Larger than any with as many signatures as must be taken. */
    private static final int LARGEST = 64 << 10;

    private static final int MOST_SIGNATURES = 64;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** Empty when the text is not exactly a note. */
    public static Optional<SignedNote> parse(String note) {
        int split = note.lastIndexOf("\n\n");
        if (note.length() > LARGEST
                || split < 0
                || !note.endsWith("\n")
                || note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            return Optional.empty();
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(split + 2).lines().toList()) {
            Optional<NoteSignature> signature = NoteSignature.parse(line);
            if (signature.isEmpty() || signatures.size() == MOST_SIGNATURES) {
                return Optional.empty();
            }
            signatures.add(signature.get());
        }
        return signatures.isEmpty()
                ? Optional.empty()
                : Optional.of(new SignedNote(note.substring(0, split + 1), signatures));
    }

    public SignedNote with(List<NoteSignature> more) {
        return new SignedNote(
                text, Stream.concat(signatures.stream(), more.stream()).toList());
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return text + "\n"
                + signatures.stream().map(signature -> signature.line() + "\n").collect(Collectors.joining());
    }
}
