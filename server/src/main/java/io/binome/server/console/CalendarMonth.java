package io.binome.server.console;

import io.binome.calendar.Calendar.Purpose;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarStatus;
import io.binome.calendar.CalendarView;
import io.binome.calendar.CalendarView.Kind;
import io.binome.calendar.CalendarView.Mark;
import io.binome.changes.Change;
import io.binome.changes.ChangeState;
import io.binome.server.api.TenantCalendars.OfEnvironment;
import io.binome.server.console.CalendarPage.Day;
import io.binome.server.console.CalendarPage.Line;
import io.binome.server.console.CalendarPage.Part;
import io.binome.server.console.CalendarPage.Queued;
import io.binome.server.console.CalendarPage.Term;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays a calendar's month out in weeks, in the reader's language and on the calendar's clock. */
final class CalendarMonth {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");
    private static final int THOUSANDTHS = 1_000;

    private final Frame frame;
    private final Instant now;
    private final Locale locale;
    private final WindowWords words;

    CalendarMonth(Frame frame, Instant now) {
        this.frame = frame;
        this.now = now;
        this.locale = Locale.forLanguageTag(frame.reader().language());
        this.words = new WindowWords(frame.reader());
    }

    YearMonth thisMonth(OfEnvironment one) {
        return YearMonth.from(now.atZone(one.rules().zone()));
    }

    CalendarPage.Standing standing(OfEnvironment one, boolean chosen) {
        CalendarStatus status = one.calendar().at(now, Purpose.CHANGE);
        ZoneId zone = one.rules().zone();
        List<String> times = new ArrayList<>();
        if (status.nextOpening() != null) {
            times.add(frame.text(
                    "calendar.opens", spoken(status.nextOpening(), zone), frame.relative(status.nextOpening())));
        } else if (!status.open()) {
            times.add(frame.text("calendar.opens-never"));
        }
        if (status.nextClosing() != null) {
            times.add(frame.text(
                    "calendar.closes", spoken(status.nextClosing(), zone), frame.relative(status.nextClosing())));
        }
        Badge badge =
                status.open() ? Badge.ok(frame.text("calendar.open")) : Badge.waiting(frame.text("calendar.closed"));
        String why = one.agreed() == null
                ? frame.text("calendar.nothing-agreed")
                : frame.reader().sentence(status.why());
        return new CalendarPage.Standing(one.environment(), chosen, badge, why, times);
    }

    private String spoken(Instant time, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                .withLocale(locale)
                .format(time.atZone(zone).toLocalDateTime());
    }

    CalendarPage.Month month(OfEnvironment one, YearMonth month, List<Change> queued) {
        ZoneId zone = one.rules().zone();
        LocalDate first = month.atDay(1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate last = month.atEndOfMonth().with(TemporalAdjusters.nextOrSame(DayOfWeek.SUNDAY));
        CalendarView view = one.calendar()
                .view(
                        first.atStartOfDay(zone).toInstant(),
                        last.plusDays(1).atStartOfDay(zone).toInstant());
        List<Day> days = first.datesUntil(last.plusDays(1))
                .map(date -> day(date, month, view, queued))
                .toList();
        String address = "/t/" + (frame.tenant() == null ? "" : frame.tenant().name()) + "/calendar?environment="
                + one.environment();
        return new CalendarPage.Month(
                one.environment(),
                zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(),
                one.agreed() != null,
                DateTimeFormatter.ofPattern("LLLL yyyy", locale).format(month),
                address,
                address + "&month=" + month.minusMonths(1),
                address + "&month=" + month.plusMonths(1),
                Arrays.stream(DayOfWeek.values())
                        .map(day -> day.getDisplayName(TextStyle.SHORT, locale))
                        .toList(),
                days,
                terms(one));
    }

    private Day day(LocalDate date, YearMonth month, CalendarView view, List<Change> queued) {
        Stretch day = new Stretch(
                date.atStartOfDay(view.zone()).toInstant(),
                date.plusDays(1).atStartOfDay(view.zone()).toInstant());
        List<Part> open = new ArrayList<>();
        view.open().forEach(span -> day.part(span.from(), span.to(), open));
        List<Part> frozen = new ArrayList<>();
        view.marks().stream()
                .filter(mark -> mark.kind() == Kind.FREEZE)
                .forEach(mark -> day.part(mark.from(), mark.to(), frozen));
        return new Day(
                date,
                DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                        .withLocale(locale)
                        .format(date),
                YearMonth.from(date).equals(month),
                date.equals(LocalDate.ofInstant(now, view.zone())),
                view.holidays().stream()
                        .filter(holiday -> holiday.date().equals(date))
                        .findFirst()
                        .map(holiday -> holiday.name(locale))
                        .orElse(null),
                open,
                frozen,
                lines(day, view),
                queued(day, view.zone(), queued));
    }

    private record Stretch(Instant from, Instant to) {
        boolean meets(Instant begin, Instant end) {
            return begin.isBefore(to) && from.isBefore(end);
        }

        Instant within(Instant time) {
            return time.isBefore(from) ? from : time.isAfter(to) ? to : time;
        }

        void part(Instant begin, Instant end, List<Part> parts) {
            if (meets(begin, end)) {
                int left = thousandths(within(begin));
                parts.add(new Part(left, Math.max(1, thousandths(within(end)) - left)));
            }
        }

        private int thousandths(Instant time) {
            return (int) (Duration.between(from, time).toMillis()
                    * THOUSANDTHS
                    / Duration.between(from, to).toMillis());
        }
    }

    /** One line a name, with all its times of that day; of a day that is frozen throughout no windows, which do not count. */
    private List<Line> lines(Stretch day, CalendarView view) {
        Map<String, List<String>> times = new LinkedHashMap<>();
        Map<String, Mark> marks = new LinkedHashMap<>();
        boolean frozen = view.marks().stream()
                .anyMatch(mark -> mark.kind() == Kind.FREEZE
                        && !mark.from().isAfter(day.from())
                        && !mark.to().isBefore(day.to()));
        for (Mark mark : view.marks()) {
            if (day.meets(mark.from(), mark.to()) && !(frozen && mark.kind() == Kind.WINDOW)) {
                String key = mark.kind() + mark.name();
                marks.putIfAbsent(key, mark);
                times.computeIfAbsent(key, name -> new ArrayList<>()).add(times(day, mark, view.zone()));
            }
        }
        List<Line> lines = new ArrayList<>();
        marks.forEach((key, mark) -> lines.add(new Line(
                mark.kind().name().toLowerCase(Locale.ROOT),
                switch (mark.kind()) {
                    case WINDOW -> "○";
                    case FREEZE -> "❄";
                    case EXCEPTION -> "✓";
                },
                String.join(", ", times.getOrDefault(key, List.of())),
                mark.kind() == Kind.WINDOW ? words.name(mark.name()) : mark.name(),
                mark.kind() == Kind.FREEZE ? mark.reason() : null)));
        return lines;
    }

    private String times(Stretch day, Mark mark, ZoneId zone) {
        boolean wholeDay = !mark.from().isAfter(day.from()) && !mark.to().isBefore(day.to());
        if (wholeDay) {
            return frame.text("calendar.all-day");
        }
        String to = mark.to().isBefore(day.to()) ? HOUR.format(mark.to().atZone(zone)) : "24:00";
        return HOUR.format(day.within(mark.from()).atZone(zone)) + "–" + to;
    }

    private static List<Queued> queued(Stretch day, ZoneId zone, List<Change> changes) {
        return changes.stream()
                .filter(change -> {
                    Instant start = startsAt(change);
                    return start != null && !start.isBefore(day.from()) && start.isBefore(day.to());
                })
                .map(change -> new Queued(
                        change,
                        HOUR.format(java.util.Objects.requireNonNull(startsAt(change))
                                .atZone(zone))))
                .toList();
    }

    private static @Nullable Instant startsAt(Change change) {
        return change.state() instanceof ChangeState.Scheduled scheduled ? scheduled.startsAt() : null;
    }

    private List<Term> terms(OfEnvironment one) {
        CalendarRules rules = one.agreed();
        List<Term> terms = new ArrayList<>();
        if (rules == null) {
            return terms;
        }
        List<CalendarRules.Window> windows = rules.windows();
        if (windows == null) {
            terms.add(new Term("window", frame.text("calendar.windows"), frame.text("calendar.no-windows")));
        } else {
            windows.forEach(
                    window -> terms.add(new Term("window", words.name(window.name()), words.of(window, rules))));
        }
        rules.freezes().forEach(freeze -> terms.add(new Term("freeze", freeze.name(), words.of(freeze))));
        rules.exceptions()
                .forEach(opening -> terms.add(new Term("exception", opening.reason(), words.dates(opening.dates()))));
        if (!rules.notice().isNone()) {
            terms.add(new Term(
                    "notice",
                    frame.text("calendar.notice"),
                    frame.text("calendar.notice.what", words.notice(rules.notice()))));
        }
        if (rules.goingBackAnyTime()) {
            terms.add(new Term(
                    "going-back", frame.text("calendar.going-back"), frame.text("calendar.going-back.any-time")));
        }
        return terms;
    }
}
