package io.binome.changes.internal;

import io.binome.contracts.Need;
import java.util.Locale;

/** A need as an English phrase, for problems and the ledger. */
final class NeedWords {
    private NeedWords() {}

    /** {@code 1 approval by an operator of the provider (production × high)}; no names and no addresses. */
    static String phrase(Need need) {
        StringBuilder words = new StringBuilder();
        words.append(need.count())
                .append(need.count() == 1 ? " approval" : " approvals")
                .append(" by ");
        if (!need.people().isEmpty()) {
            words.append("an owner of the path");
        } else if (need.atLeast() != null) {
            words.append(need.atLeast().name().toLowerCase(Locale.ROOT));
        } else {
            words.append("anybody who is no author");
        }
        if (need.party() != null) {
            words.append(" of the ").append(need.party().name().toLowerCase(Locale.ROOT));
        }
        if (!need.because().isEmpty()) {
            words.append(" (").append(need.because()).append(")");
        }
        return words.toString();
    }
}
