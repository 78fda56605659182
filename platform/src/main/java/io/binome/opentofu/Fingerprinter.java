package io.binome.opentofu;

/** Stands between values that must not be seen and the plan that is shown. */
@FunctionalInterface
public interface Fingerprinter {
    /**
     * What stands for a sensitive value: the same for the same value, and no way back to it. A keyed hash, per tenant.
     *
     * @param json canonical JSON of the value
     */
    String fingerprint(String json);

    /** Whether this text holds a secret that nobody marked: such a value is fingerprinted as if it were marked. */
    default boolean holdsSecret(String text) {
        return false;
    }
}
