package io.binome.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ICalendarTest {
    @Test
    void writesWhatOtherCalendarsRead() {
        CalendarView view = Written.calendar("""
                        zone: Europe/Paris
                        holidays: FR
                        windows: [{name: nuits, rule: FREQ=WEEKLY;BYDAY=TH, at: "22:00", until: "05:00"}]
                        freezes:
                          - name: Noël
                            reason: "Les boutiques; elles vendent, et nous ne touchons à rien de ce qui tourne jusqu’en janvier"
                            from: 2026-12-25
                            to: 2026-12-26
                        """)
                .view(Instant.parse("2026-12-24T00:00:00Z"), Instant.parse("2026-12-27T00:00:00Z"));
        String text = ICalendar.of(
                "Librairie: production",
                view,
                Instant.parse("2026-12-01T00:00:00Z"),
                new ICalendar.Words("Fenêtre", "Gel", "Exception"),
                Locale.FRENCH);
        assertThat(text)
                .startsWith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
                .endsWith("END:VCALENDAR\r\n")
                .contains("SUMMARY:Fenêtre: nuits\r\n", "DTSTART:20261224T210000Z\r\n", "DTEND:20261225T040000Z\r\n")
                .contains("SUMMARY:Noël\r\n", "DTSTART;VALUE=DATE:20261225\r\n", "DTEND;VALUE=DATE:20261226\r\n")
                .contains("SUMMARY:Gel: Noël\r\n");
        assertThat(text.replace("\r\n ", ""))
                .contains("DESCRIPTION:Les boutiques\\; elles vendent\\, et nous ne touchons à rien de ce qui tourne"
                        + " jusqu’en janvier\r\n");
        assertThat(text.split("\r\n")).allSatisfy(line -> assertThat(line.getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(75));
        assertThat(text.lines().filter(line -> line.startsWith("UID:")).distinct())
                .hasSize(3);
    }
}
