package io.binome.states;

import org.jspecify.annotations.Nullable;

/**
 * A state as it stands.
 *
 * @param latest null while nothing was written, or after it was deleted
 * @param lock null while nobody holds it
 */
public record StateSummary(
        StateKey key,
        @Nullable StateVersion latest,
        @Nullable StateLock lock) {}
