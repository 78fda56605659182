package io.binome.guidelines.internal;

/** What a rule says of a resource or stack. */
sealed interface Verdict {
    /** It is not asked, or its {@code when} does not hold. */
    record Skipped() implements Verdict {}

    record Complies() implements Verdict {}

    /** It is not kept; for a rule without {@code must}: it applies. */
    record Violates() implements Verdict {}

    /** @param path of what it would have to know */
    record Unknown(String path) implements Verdict {}

    /** @param reason why it could not be evaluated, without a full stop */
    record Broken(String reason) implements Verdict {}
}
