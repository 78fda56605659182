package io.binome.stacks;

import org.jspecify.annotations.Nullable;

/** The value of an attribute in a plan. */
public sealed interface Value {
    /** Shown as it is: a string, a boolean, null, {@code []}, <code>{}</code> or a number as JSON text. */
    record Known(String json) implements Value {}

    /** Never shown; {@code fingerprint} tells whether two are the same (a keyed hash, per tenant). */
    record Sensitive(String fingerprint) implements Value {}

    /**
     * Only known once applied.
     *
     * @param newAtEveryPlan null, unless it has a value when planned but another one each time, such as the time of
     *     planning: then the JSON text of that value with a word such as {@code ⟨time⟩} for each part that is new
     */
    record Unknown(@Nullable String newAtEveryPlan) implements Value {
        public Unknown() {
            this(null);
        }
    }

    static Value text(String text) {
        return new Known(io.binome.kernel.CanonicalJson.text(text));
    }

    static Value number(long number) {
        return new Known(Long.toString(number));
    }

    static Value truth(boolean truth) {
        return new Known(Boolean.toString(truth));
    }
}
