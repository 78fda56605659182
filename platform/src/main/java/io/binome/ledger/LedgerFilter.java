package io.binome.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are asked for; null means any.
 *
 * @param to exclusive
 */
public record LedgerFilter(
        @Nullable String kind,
        @Nullable String subject,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final LedgerFilter ANY = new LedgerFilter(null, null);

    public LedgerFilter(@Nullable String kind, @Nullable String subject) {
        this(kind, subject, null, null);
    }
}
