package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.Verification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger.
 *
 * @param verification what a recomputation just found; null unless it was asked for
 * @param head what is signed; null while nothing is
 */
public record LedgerPage(
        List<Row> rows,
        @Nullable String next,
        @Nullable Verification verification,
        String kind,
        @Nullable Head head,
        List<String> verifyCommands) {
    /**
     * The latest checkpoint.
     *
     * @param key the public key that has signed it
     * @param note as it is exchanged
     */
    public record Head(long size, String root, String key, List<Second> cosigners, String note) {}

    /** A second party's signature. */
    public record Second(String name, Instant at) {}

    /** An entry with who did it; {@code change} is the one that it is about, null for anything else. */
    public record Row(
            LedgerEntry entry,
            String actor,
            String sentence,
            @Nullable Change change) {}

    public Verification.@Nullable Sound sound() {
        return verification instanceof Verification.Sound sound ? sound : null;
    }

    public Verification.@Nullable Broken broken() {
        return verification instanceof Verification.Broken broken ? broken : null;
    }
}
