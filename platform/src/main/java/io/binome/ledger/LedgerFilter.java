package io.binome.ledger;

import org.jspecify.annotations.Nullable;

/** Which entries are asked for; null means any. */
public record LedgerFilter(@Nullable String kind, @Nullable String subject) {
    public static final LedgerFilter ANY = new LedgerFilter(null, null);
}
