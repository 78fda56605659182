package io.binome.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time as a calendar's rules see it, for pages and feeds.
 *
 * @param open when changes may begin, windows merged and freezes taken out; in order
 * @param marks windows, freezes and exceptions as they are written, in order of their beginnings; they overlap
 * @param holidays public holidays of the region, in order
 */
public record CalendarView(ZoneId zone, List<Span> open, List<Mark> marks, List<Holiday> holidays) {
    public CalendarView {
        open = List.copyOf(open);
        marks = List.copyOf(marks);
        holidays = List.copyOf(holidays);
    }

    /** Half-open. */
    public record Span(Instant from, Instant to) {}

    /**
     * @param reason why people froze or opened it; null for windows
     * @param goingBack of a freeze: whether going back is free of it
     */
    public record Mark(Kind kind, String name, @Nullable String reason, boolean goingBack, Instant from, Instant to) {}

    public enum Kind {
        WINDOW,
        FREEZE,
        EXCEPTION
    }

    /** @param names by language ({@code en}, {@code fr}) */
    public record Holiday(LocalDate date, Map<String, String> names) {
        public Holiday {
            names = Map.copyOf(names);
        }

        public String name(Locale locale) {
            return names.getOrDefault(locale.getLanguage(), names.getOrDefault("en", date.toString()));
        }
    }
}
