package io.binome.calendar;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with a calendar as it is written, at its place.
 *
 * @param code {@code calendar-value}, {@code calendar-unknown-key}, {@code calendar-missing} or
 *     {@code calendar-contradiction}
 * @param line from 1
 * @param column from 1
 * @param key where in the document, such as {@code environments.production.calendar.windows[0].rule}
 * @param reason what is wrong, a sentence
 * @param instead what to write instead, a sentence; null when there is no advice
 */
public record CalendarFinding(
        String code,
        int line,
        int column,
        String key,
        String reason,
        @Nullable String instead) {}
