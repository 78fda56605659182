package io.binome.ledger;

import java.util.Map;

/**
 * What happened.
 *
 * @param kind dotted name in the past tense, such as {@code change.applied}
 * @param subject what it happened to, as {@code change:<id>}, {@code repository:<id>}, …
 * @param details ids, hashes, counts; no personal names and no secrets; types as {@link io.binome.kernel.CanonicalJson}
 */
public record LedgerEvent(String kind, String subject, Map<String, ?> details) {
    public LedgerEvent {
        details = Map.copyOf(details);
    }
}
