package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.Verification;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger. {@code verification}: what a recomputation just found; null unless it was asked for. */
public record LedgerPage(
        List<Row> rows, @Nullable String next, @Nullable Verification verification, String kind, String verifyCommand) {
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
