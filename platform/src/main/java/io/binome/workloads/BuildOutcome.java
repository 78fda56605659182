package io.binome.workloads;

/** What came of a build. */
public sealed interface BuildOutcome {
    record Built(String imageId) implements BuildOutcome {}

    record Failed(String reason) implements BuildOutcome {}
}
