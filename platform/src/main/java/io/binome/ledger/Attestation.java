package io.binome.ledger;

/** What a log's key signs beside checkpoints and its own succession: the hash of what was made from the log. */
public final class Attestation {
    private Attestation() {}

    /**
     * The text of the note. Its second line keeps it from being a checkpoint.
     *
     * @param sha256 lower-case hexadecimal
     */
    public static String text(String origin, String sha256) {
        return "Evidence from " + origin + "\nThe SHA-256 of its manifest is\n" + sha256 + "\n";
    }
}
