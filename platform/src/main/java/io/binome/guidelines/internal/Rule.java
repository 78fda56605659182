package io.binome.guidelines.internal;

import dev.cel.runtime.Program;
import io.binome.guidelines.GuidelineFinding.Severity;
import io.binome.kernel.Risk;
import io.binome.stacks.Action;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A rule as its file writes it, compiled.
 *
 * @param when whether it concerns the resource or stack; null for always
 * @param must what must hold; null for one that only gives a risk
 * @param unknown what it counts as when it cannot be said before the apply
 * @param risk that it gives where it is not kept, or without {@code must} where it applies; null for none
 * @param at which key of the resource it speaks of, for the place of findings; null for the resource itself
 * @param locked whether tenants may only tighten it ({@code final} in the file)
 */
record Rule(
        String id,
        Place place,
        About about,
        SortedMap<String, String> title,
        Applies applies,
        @Nullable Expression when,
        @Nullable Expression must,
        Severity severity,
        Unknown unknown,
        @Nullable Risk risk,
        SortedMap<String, String> message,
        SortedMap<String, String> fix,
        @Nullable String reference,
        @Nullable String at,
        boolean locked,
        List<RuleCase> cases) {

    /** Where it is written. */
    record Place(String file, int line, int column) {}

    enum About {
        RESOURCE,
        STACK
    }

    /** What is not known counts as. */
    enum Unknown {
        PASS,
        WARN,
        BLOCK;

        Severity severity() {
            return switch (this) {
                case PASS -> Severity.INFO;
                case WARN -> Severity.WARN;
                case BLOCK -> Severity.BLOCK;
            };
        }

        static Unknown as(Severity severity) {
            return switch (severity) {
                case INFO -> PASS;
                case WARN -> WARN;
                case BLOCK -> BLOCK;
            };
        }
    }

    /** Which plans and resources it is asked of, before any expression is evaluated; empty lists stand for all. */
    record Applies(List<Glob> engines, List<Glob> environments, List<Glob> types, Set<Action> actions) {}

    /** @param source as written */
    record Expression(String source, Program program) {}

    Rule tuned(Severity other, Unknown otherUnknown, @Nullable Risk otherRisk, boolean otherLocked, Place written) {
        return new Rule(
                id,
                written,
                about,
                title,
                applies,
                when,
                must,
                other,
                otherUnknown,
                otherRisk,
                message,
                fix,
                reference,
                at,
                otherLocked,
                cases);
    }
}
