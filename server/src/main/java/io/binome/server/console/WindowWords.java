package io.binome.server.console;

import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.Recurrence;
import io.binome.calendar.CalendarRules.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The terms of a calendar for people who read no YAML, in the reader's language. */
final class WindowWords {
    private final Reader reader;
    private final Locale locale;

    WindowWords(Reader reader) {
        this.reader = reader;
        this.locale = Locale.forLanguageTag(reader.language());
    }

    /** Windows are known by their names, the shorthands by what they mean. */
    String name(String window) {
        return reader.word("calendar.window", window);
    }

    String of(Window window, CalendarRules rules) {
        return switch (window) {
            case CalendarRules.BusinessHours hours -> workingHours(rules);
            case CalendarRules.OffHours hours -> reader.text("calendar.off-hours.what", workingHours(rules));
            case CalendarRules.Recurring recurring ->
                recurrence(recurring.when())
                        + (recurring.onHolidays() ? "" : ", " + reader.text("calendar.not-on-holidays"))
                        + (recurring.except().isEmpty()
                                ? ""
                                : ", "
                                        + reader.text(
                                                "calendar.not-on",
                                                reader.list(recurring.except().stream()
                                                        .map(this::day)
                                                        .toList())));
        };
    }

    String of(Freeze freeze) {
        String when =
                switch (freeze.when()) {
                    case Dates dates -> dates(dates);
                    case CalendarRules.Repeated repeated -> recurrence(repeated.recurrence());
                };
        return when
                + (freeze.except().isEmpty()
                        ? ""
                        : ", "
                                + reader.text(
                                        "calendar.except",
                                        reader.list(freeze.except().stream()
                                                .map(this::dates)
                                                .toList())))
                + ". " + freeze.reason() + (freeze.reason().endsWith(".") ? "" : ".")
                + (freeze.goingBackAllowed() ? " " + reader.text("calendar.going-back-allowed") : "");
    }

    String dates(Dates dates) {
        LocalDateTime to = dates.to();
        if (!dates.from().toLocalTime().equals(LocalTime.MIDNIGHT)
                || !to.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            return reader.text(
                    "calendar.from-to",
                    day(dates.from().toLocalDate()) + " " + dates.from().toLocalTime(),
                    day(to.toLocalDate()) + " " + to.toLocalTime());
        }
        LocalDate first = dates.from().toLocalDate();
        LocalDate last = to.toLocalDate().minusDays(1);
        return first.equals(last) ? day(first) : reader.text("calendar.from-to", day(first), day(last));
    }

    String workingHours(CalendarRules rules) {
        CalendarRules.WorkingHours hours = rules.workingHours();
        String days = reader.list(hours.days().stream().sorted().map(this::day).toList());
        return reader.text("calendar.working-hours", days, hours.from().toString(), end(hours.to()))
                + (rules.holidays() == null ? "" : ", " + reader.text("calendar.not-on-holidays"));
    }

    String notice(CalendarRules.Notice notice) {
        return notice.workingDays() > 0
                ? reader.text("calendar.notice.working-days", notice.workingDays())
                : length(0, notice.time());
    }

    private String recurrence(Recurrence recurrence) {
        String days = days(recurrence.rule()).orElse(recurrence.rule());
        String at = recurrence.at().toString();
        String times =
                switch (recurrence.end()) {
                    case End.At end -> reader.text("calendar.at-to", at, end(end.time()));
                    case End.After after -> reader.text("calendar.at-for", at, length(after.days(), after.rest()));
                };
        return days + " " + times
                + (recurrence.starting() == null
                        ? ""
                        : ", " + reader.text("calendar.starting", day(recurrence.starting())));
    }

    /** Of rules as people usually write them; the others are shown as they are. */
    private Optional<String> days(String rule) {
        Map<String, String> parts = new TreeMap<>();
        for (String part :
                rule.toUpperCase(Locale.ROOT).replaceFirst("^RRULE:", "").split(";")) {
            String[] pair = part.split("=", 2);
            parts.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        String frequency = parts.remove("FREQ");
        String days = parts.remove("BYDAY");
        String monthDays = parts.remove("BYMONTHDAY");
        parts.remove("WKST");
        if (!parts.isEmpty() || frequency == null) {
            return Optional.empty();
        }
        if (frequency.equals("DAILY") && days == null && monthDays == null) {
            return Optional.of(reader.text("calendar.every-day"));
        }
        if (frequency.equals("WEEKLY") && days != null && monthDays == null) {
            return named(days).map(names -> reader.text("calendar.every", reader.list(names)));
        }
        if (frequency.equals("MONTHLY") && days == null && monthDays != null) {
            return monthDays.equals("-1")
                    ? Optional.of(reader.text("calendar.last-of-month"))
                    : monthDays.matches("[1-9]\\d?(,[1-9]\\d?)*")
                            ? Optional.of(reader.text("calendar.of-month", reader.list(List.of(monthDays.split(",")))))
                            : Optional.empty();
        }
        if (frequency.equals("MONTHLY") && days != null && days.matches("(-1|[1-4])[A-Z]{2}")) {
            String which = days.substring(0, days.length() - 2);
            return named(days.substring(days.length() - 2))
                    .map(names -> reader.text("calendar.nth." + which, names.getFirst()));
        }
        return Optional.empty();
    }

    private Optional<List<String>> named(String days) {
        List<String> names = new ArrayList<>();
        for (String two : days.split(",")) {
            Optional<DayOfWeek> day = Stream.of(DayOfWeek.values())
                    .filter(one -> one.name().startsWith(two) && two.length() == 2)
                    .findFirst();
            if (day.isEmpty()) {
                return Optional.empty();
            }
            names.add(day(day.get()));
        }
        return Optional.of(names);
    }

    private String day(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, locale);
    }

    private String day(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(day);
    }

    /** Midnight at the end of a day. */
    private static String end(LocalTime time) {
        return time.equals(LocalTime.MIDNIGHT) ? "24:00" : time.toString();
    }

    private String length(int days, Duration rest) {
        return Stream.of(
                        days + rest.toDays() > 0 ? reader.text("calendar.days", days + rest.toDays()) : "",
                        rest.toHoursPart() > 0 ? rest.toHoursPart() + " h" : "",
                        rest.toMinutesPart() > 0 ? rest.toMinutesPart() + " min" : "")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
