package io.binome.advice;

import io.binome.kernel.ChangeId;
import io.binome.kernel.Risk;
import java.time.Instant;
import java.util.Set;

/**
 * A change of the record.
 *
 * @param reference as people name it, {@code shop!12}
 * @param environments that it touched
 * @param risk the highest of its plans
 * @param at when it was applied, or went wrong
 */
public record AppliedChange(
        ChangeId change, String reference, Set<String> environments, Risk risk, Instant at, Outcome outcome) {
    public AppliedChange {
        environments = Set.copyOf(environments);
    }

    public enum Outcome {
        /** Applied at the first attempt, and nobody went back. */
        STAYED,
        /** An apply of it broke off, whatever came of it later. */
        FAILED,
        /** It was gone back on, or undone by another change. */
        WENT_BACK,
        /** Applied by an operator's override: it proves nothing either way. */
        OVERRIDDEN,
        /** Applied although rules warned of it, and it stayed: it is shown, and earns nothing. */
        WARNED;

        /** What speaks for less autonomy. */
        public boolean incident() {
            return this == FAILED || this == WENT_BACK;
        }
    }
}
