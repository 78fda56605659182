package io.binome.guidelines;

import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.kernel.Risk;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A rule in force, for people.
 *
 * @param layer who wrote what it asks: {@code shipped}, {@code provider} or {@code tenant}
 * @param title by language: {@code fr}, {@code en}
 * @param applies what it is asked of, in the words of its file
 * @param when in CEL; null for always
 * @param must in CEL; null for a rule that only gives a risk
 * @param risk that it gives; null for none
 * @param locked whether a tenant can only tighten it
 * @param file where it is written; line from 1
 */
public record RuleView(
        String id,
        String layer,
        SortedMap<String, String> title,
        String applies,
        @Nullable String when,
        @Nullable String must,
        Severity severity,
        @Nullable Risk risk,
        SortedMap<String, String> message,
        SortedMap<String, String> fix,
        @Nullable String reference,
        boolean locked,
        String file,
        int line) {}
