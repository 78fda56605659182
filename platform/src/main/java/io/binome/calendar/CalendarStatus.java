package io.binome.calendar;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a calendar says of an instant.
 *
 * @param open whether something may begin
 * @param why the window that is open, the freeze that holds, or that no window is open; an English sentence
 * @param nextOpening the next instant at which it opens after being closed; null when it is open now, or never opens
 *     again within two years
 * @param nextClosing the instant at which it closes next, from the present opening or the next; null when it does not
 */
public record CalendarStatus(
        boolean open,
        String why,
        @Nullable Instant nextOpening,
        @Nullable Instant nextClosing) {}
