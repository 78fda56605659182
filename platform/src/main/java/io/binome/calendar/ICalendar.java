package io.binome.calendar;

import io.binome.calendar.CalendarView.Holiday;
import io.binome.calendar.CalendarView.Mark;
import io.binome.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Windows and freezes as other calendars read them: iCalendar (RFC 5545), a few years at most. */
public final class ICalendar {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    /** Octets of a line (section 3.1). */
    private static final int LINE = 75;

    private final StringBuilder text = new StringBuilder();
    private final Instant stamp;
    private final String title;

    private ICalendar(String title, Instant stamp) {
        this.title = title;
        this.stamp = stamp;
    }

    /**
     * @param title what it is the calendar of, such as {@code Librairie: production}; identities of entries come of it
     * @param stamp when this was made
     * @param words what windows, freezes and exceptions are called before their names, in the reader's language
     */
    public static String of(String title, CalendarView view, Instant stamp, Words words, Locale locale) {
        ICalendar calendar = new ICalendar(title, stamp);
        calendar.line("BEGIN:VCALENDAR");
        calendar.line("VERSION:2.0");
        calendar.line("PRODID:-//Binome//Calendar//EN");
        calendar.line("CALSCALE:GREGORIAN");
        calendar.line("X-WR-CALNAME:" + escaped(title));
        view.marks().forEach(mark -> calendar.mark(mark, words));
        view.holidays().forEach(holiday -> calendar.holiday(holiday, locale));
        calendar.line("END:VCALENDAR");
        return calendar.text.toString();
    }

    public record Words(String window, String freeze, String exception) {}

    private void mark(Mark mark, Words words) {
        String kind =
                switch (mark.kind()) {
                    case WINDOW -> words.window();
                    case FREEZE -> words.freeze();
                    case EXCEPTION -> words.exception();
                };
        event(mark.kind() + mark.name() + mark.from(), kind + ": " + mark.name(), mark.reason());
        line("DTSTART:" + TIME.format(mark.from()));
        line("DTEND:" + TIME.format(mark.to()));
        line("TRANSP:" + (mark.kind() == CalendarView.Kind.FREEZE ? "OPAQUE" : "TRANSPARENT"));
        line("END:VEVENT");
    }

    private void holiday(Holiday holiday, Locale locale) {
        event("HOLIDAY" + holiday.date(), holiday.name(locale), null);
        line("DTSTART;VALUE=DATE:" + date(holiday.date()));
        line("DTEND;VALUE=DATE:" + date(holiday.date().plusDays(1)));
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }

    private void event(String identity, String summary, @org.jspecify.annotations.Nullable String description) {
        line("BEGIN:VEVENT");
        line("UID:" + Sha256.hex((title + "\n" + identity).getBytes(StandardCharsets.UTF_8)) + "@binome");
        line("DTSTAMP:" + TIME.format(stamp));
        line("SUMMARY:" + escaped(summary));
        if (description != null) {
            line("DESCRIPTION:" + escaped(description));
        }
    }

    private static String date(LocalDate date) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(date);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replaceAll("[\r\n]+", "\\\\n");
    }

    /** Folds at 75 octets, never within a character. */
    private void line(String line) {
        int octets = 0;
        for (int at = 0; at < line.length(); ) {
            int character = line.codePointAt(at);
            String one = Character.toString(character);
            int size = one.getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > LINE) {
                text.append("\r\n ");
                octets = 1;
            }
            text.append(one);
            octets += size;
            at += Character.charCount(character);
        }
        text.append("\r\n");
    }
}
