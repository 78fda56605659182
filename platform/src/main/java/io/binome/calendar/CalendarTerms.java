package io.binome.calendar;

import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.Recurrence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The terms of a calendar in words, each under a name of its own, so that two calendars can be compared. */
public final class CalendarTerms {
    private CalendarTerms() {}

    /** By the way in the document ({@code window off-hours}); values are English phrases without a final point. */
    public static SortedMap<String, String> of(CalendarRules rules) {
        SortedMap<String, String> terms = new TreeMap<>();
        terms.put("timezone", rules.zone().getId());
        terms.put("public holidays", rules.holidays() == null ? "none" : "of " + rules.holidays());
        terms.put(
                "working hours",
                days(rules.workingHours().days().stream().sorted().toList()) + ", "
                        + rules.workingHours().from() + " to "
                        + end(rules.workingHours().to()));
        List<CalendarRules.Window> windows = rules.windows();
        if (windows == null) {
            terms.put("windows", "none agreed: open unless a freeze holds");
        } else {
            windows.forEach(window -> terms.put("window " + window.name(), window(window)));
        }
        rules.freezes().forEach(freeze -> terms.put("freeze " + freeze.name(), freeze(freeze)));
        rules.exceptions()
                .forEach(opening ->
                        terms.put("exception " + dates(opening.dates()), "open in any case: " + opening.reason()));
        terms.put("notice", notice(rules.notice()));
        terms.put("going back", rules.goingBackAnyTime() ? "at any time" : "in windows");
        return terms;
    }

    private static String window(CalendarRules.Window window) {
        return switch (window) {
            case CalendarRules.BusinessHours hours -> "working hours";
            case CalendarRules.OffHours hours -> "outside of working hours, on free days and on public holidays";
            case CalendarRules.Recurring recurring ->
                recurrence(recurring.when())
                        + (recurring.onHolidays() ? "" : ", not on public holidays")
                        + (recurring.except().isEmpty()
                                ? ""
                                : ", not on "
                                        + recurring.except().stream()
                                                .map(LocalDate::toString)
                                                .collect(Collectors.joining(", ")));
        };
    }

    private static String freeze(Freeze freeze) {
        String when =
                switch (freeze.when()) {
                    case Dates dates -> dates(dates);
                    case CalendarRules.Repeated repeated -> recurrence(repeated.recurrence());
                };
        return when
                + (freeze.except().isEmpty()
                        ? ""
                        : ", except "
                                + freeze.except().stream()
                                        .map(CalendarTerms::dates)
                                        .collect(Collectors.joining(", ")))
                + (freeze.goingBackAllowed() ? ", going back is allowed" : "") + ": " + freeze.reason();
    }

    private static String recurrence(Recurrence recurrence) {
        String end =
                switch (recurrence.end()) {
                    case End.At at -> " to " + end(at.time());
                    case End.After after -> " for " + length(after.days(), after.rest());
                };
        return recurrence.rule() + " at " + recurrence.at() + end
                + (recurrence.starting() == null ? "" : ", starting " + recurrence.starting());
    }

    /** Midnight at the end of a day. */
    private static String end(LocalTime time) {
        return time.equals(LocalTime.MIDNIGHT) ? "24:00" : time.toString();
    }

    private static String length(int days, Duration rest) {
        StringBuilder text = new StringBuilder();
        if (days > 0) {
            text.append(days).append(" d ");
        }
        if (rest.toHours() > 0) {
            text.append(rest.toHours()).append(" h ");
        }
        if (rest.toMinutesPart() > 0) {
            text.append(rest.toMinutesPart()).append(" min ");
        }
        return text.toString().strip();
    }

    private static String dates(Dates dates) {
        LocalDateTime to = dates.to();
        boolean wholeDays = dates.from().toLocalTime().equals(LocalTime.MIDNIGHT)
                && to.toLocalTime().equals(LocalTime.MIDNIGHT);
        if (!wholeDays) {
            return text(dates.from()) + " to " + text(to);
        }
        LocalDate first = dates.from().toLocalDate();
        LocalDate last = to.toLocalDate().minusDays(1);
        return first.equals(last) ? first.toString() : first + " to " + last;
    }

    private static String text(LocalDateTime time) {
        return time.toLocalDate() + " " + time.toLocalTime();
    }

    private static String notice(CalendarRules.Notice notice) {
        if (notice.isNone()) {
            return "none";
        }
        return notice.workingDays() == 1
                ? "1 working day"
                : notice.workingDays() > 0
                        ? notice.workingDays() + " working days"
                        : length(
                                (int) notice.time().toDays(),
                                notice.time().minusDays(notice.time().toDays()));
    }

    private static String days(List<DayOfWeek> days) {
        return days.stream()
                .map(day -> day.name().charAt(0) + day.name().substring(1).toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
