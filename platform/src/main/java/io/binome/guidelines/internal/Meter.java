package io.binome.guidelines.internal;

/**
 * Counts what an evaluation costs: each look into a plan, and the length of each text that is searched or joined. What
 * loops do on their own is limited by CEL itself; the two together bound every evaluation, however it is written. The
 * same rule over the same plan costs the same.
 */
final class Meter {
    /** That of the evaluation under way, for functions, which are handed their arguments alone. */
    static final ScopedValue<Meter> CURRENT = ScopedValue.newInstance();

    private static final int CHARACTERS_A_STEP = 64;

    private long left;

    void begin(long steps) {
        left = steps;
    }

    void spend(long steps) {
        left -= steps;
        if (left < 0) {
            throw new TooCostly();
        }
    }

    /** For going over a text once. */
    void spendOn(CharSequence text) {
        spend(1L + text.length() / CHARACTERS_A_STEP);
    }

    /** An evaluation took more than it may. */
    static final class TooCostly extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooCostly() {
            super("it looks at more than one evaluation may", null, false, false);
        }
    }
}
