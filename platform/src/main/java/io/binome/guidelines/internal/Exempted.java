package io.binome.guidelines.internal;

import io.binome.guidelines.GuidelineFinding;
import java.time.LocalDate;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An exemption as {@code exemptions.yaml} writes it.
 *
 * @param guideline id of the rule
 * @param until the last day, in UTC, on which it holds
 */
record Exempted(
        String id,
        String guideline,
        Glob stack,
        Glob environment,
        Glob address,
        String reason,
        LocalDate until,
        int line) {

    /** @param environments whose rules hold; the exemption must be for each of them */
    boolean covers(String rule, String onStack, SortedSet<String> environments, @Nullable String at, LocalDate day) {
        return guideline.equals(rule)
                && !day.isAfter(until)
                && stack.matches(onStack)
                && environments.stream().allMatch(environment::matches)
                && (at == null ? address.text().equals("*") : address.matches(at));
    }

    GuidelineFinding.Exemption shown() {
        return new GuidelineFinding.Exemption(id, reason, until);
    }
}
