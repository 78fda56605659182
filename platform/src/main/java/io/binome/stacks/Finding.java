package io.binome.stacks;

import org.jspecify.annotations.Nullable;

/**
 * Something in a file that keeps it from being planned, at its place.
 *
 * @param line from 1; 0 when it concerns the whole file
 * @param key where in the document, such as {@code services.web.volumes[0]}; null when it concerns the whole file
 * @param reason what is wrong, a sentence
 * @param instead what to write instead, a sentence; null when there is no advice
 */
public record Finding(
        String code,
        String file,
        int line,
        int column,
        @Nullable String key,
        String reason,
        @Nullable String instead) {}
