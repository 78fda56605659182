package io.binome.calendar.internal;

import io.binome.calendar.Calendar;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.Window;
import io.binome.calendar.CalendarStatus;
import io.binome.calendar.CalendarView;
import io.binome.calendar.CalendarView.Kind;
import io.binome.calendar.internal.Spans.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A calendar that computes what it is asked for a year at a time and keeps it: a question is then a binary search. Safe
 * for use by many threads.
 */
public final class RuleCalendar implements Calendar {
    /** How far ahead one looks. */
    private static final long HORIZON = Duration.ofDays(731).toSeconds();

    private final CalendarRules rules;
    private final ZoneId zone;
    private final PublicHolidays holidays;
    private final List<Named<Window>> windows;
    private final List<Named<Freeze>> freezes;
    private final List<Named<CalendarRules.Opening>> exceptions;

    private final Map<Integer, Map<LocalDate, Map<String, String>>> holidaysByYear = new ConcurrentHashMap<>();
    private final Map<YearOf, Spans> spansByYear = new ConcurrentHashMap<>();

    /** A rule and what it covers. */
    private record Named<T>(T rule, Source source) {}

    /** What is kept: of one source, or of the whole calendar for one purpose. Sources are told apart by identity. */
    private record YearOf(Object what, int year) {}

    /** @throws IllegalArgumentException for rules that {@link RulesReader} refuses */
    public RuleCalendar(CalendarRules rules) {
        this.rules = rules;
        zone = rules.zone();
        holidays = PublicHolidays.of(rules.holidays());
        List<Window> written = rules.windows();
        windows = written == null
                ? List.of()
                : written.stream()
                        .map(window -> new Named<>(window, source(window)))
                        .toList();
        freezes = rules.freezes().stream()
                .map(freeze -> new Named<>(freeze, source(freeze)))
                .toList();
        exceptions = rules.exceptions().stream()
                .map(opening -> new Named<>(opening, Source.of(opening.dates(), zone)))
                .toList();
    }

    private Source source(Window window) {
        return switch (window) {
            case CalendarRules.BusinessHours hours -> businessHours();
            case CalendarRules.OffHours hours -> businessHours().complement();
            case CalendarRules.Recurring recurring -> {
                Predicate<LocalDate> admitted =
                        day -> !recurring.except().contains(day) && (recurring.onHolidays() || !isHoliday(day));
                yield Source.of(recurring.when(), zone, admitted);
            }
        };
    }

    private Source businessHours() {
        CalendarRules.WorkingHours hours = rules.workingHours();
        return Source.daily(hours.from(), new CalendarRules.End.At(hours.to()), zone, this::isWorkingDay);
    }

    private Source source(Freeze freeze) {
        Source source =
                switch (freeze.when()) {
                    case CalendarRules.Dates dates -> Source.of(dates, zone);
                    case CalendarRules.Repeated repeated -> Source.of(repeated.recurrence(), zone, day -> true);
                };
        for (CalendarRules.Dates except : freeze.except()) {
            source = source.without(Source.of(except, zone));
        }
        return source;
    }

    private boolean isHoliday(LocalDate day) {
        return holidaysByYear.computeIfAbsent(day.getYear(), holidays::in).containsKey(day);
    }

    private boolean isWorkingDay(LocalDate day) {
        return rules.workingHours().days().contains(day.getDayOfWeek()) && !isHoliday(day);
    }

    /** What a source covers of a year. */
    private Spans during(Source source, int year) {
        return kept(new YearOf(source, year), () -> source.during(year));
    }

    /** When it is open in a year. */
    private Spans open(int year, Purpose purpose) {
        return kept(new YearOf(purpose, year), () -> {
            Spans always = Spans.of(Years.first(year), Years.first(year + 1));
            if (anyTime(purpose)) {
                return always;
            }
            Spans open = rules.windows() == null ? always : Spans.NONE;
            for (Named<Window> window : windows) {
                open = open.union(during(window.source(), year));
            }
            for (Named<Freeze> freeze : freezes) {
                if (holds(freeze.rule(), purpose)) {
                    open = open.without(during(freeze.source(), year));
                }
            }
            for (Named<CalendarRules.Opening> exception : exceptions) {
                open = open.union(during(exception.source(), year));
            }
            return open;
        });
    }

    /** Not computeIfAbsent: computing one asks for others. */
    private Spans kept(YearOf key, Supplier<Spans> compute) {
        Spans known = spansByYear.get(key);
        if (known == null) {
            known = compute.get();
            spansByYear.put(key, known);
        }
        return known;
    }

    private boolean anyTime(Purpose purpose) {
        return purpose == Purpose.GOING_BACK && rules.goingBackAnyTime();
    }

    private static boolean holds(Freeze freeze, Purpose purpose) {
        return purpose == Purpose.CHANGE || !freeze.goingBackAllowed();
    }

    @Override
    public CalendarStatus at(Instant time, Purpose purpose) {
        long second = time.getEpochSecond();
        boolean open = open(Years.of(second), purpose).contains(second);
        Span next = next(second, second + HORIZON, purpose);
        return new CalendarStatus(
                open,
                why(second, purpose, open),
                open || next == null ? null : Instant.ofEpochSecond(next.from()),
                next == null || next.to() >= second + HORIZON ? null : Instant.ofEpochSecond(next.to()));
    }

    private String why(long second, Purpose purpose, boolean open) {
        int year = Years.of(second);
        if (anyTime(purpose)) {
            return "Going back is agreed to be open at any time.";
        }
        for (Named<CalendarRules.Opening> exception : exceptions) {
            if (during(exception.source(), year).contains(second)) {
                return "An exception opens it: " + Sentence.of(exception.rule().reason());
            }
        }
        for (Named<Freeze> freeze : freezes) {
            if (holds(freeze.rule(), purpose) && during(freeze.source(), year).contains(second)) {
                return "The freeze '" + freeze.rule().name() + "' holds: "
                        + Sentence.of(freeze.rule().reason());
            }
        }
        if (!open) {
            return "No window is open.";
        }
        return windows.stream()
                .filter(window -> during(window.source(), year).contains(second))
                .findFirst()
                .map(window -> "The window '" + window.rule().name() + "' is open.")
                .orElse("No windows are agreed, and no freeze holds.");
    }

    /** The stretch that is open then, or the next one that begins before the horizon; its beginning may lie earlier. */
    private @Nullable Span next(long second, long horizon, Purpose purpose) {
        for (int year = Years.of(second); year <= Years.LAST + 2 && Years.first(year) < horizon; year++) {
            Spans spans = open(year, purpose);
            int index = spans.firstEndingAfter(second);
            if (index < spans.size()) {
                long from = spans.from(index);
                return from >= horizon ? null : new Span(from, end(spans.to(index), year, horizon, purpose));
            }
        }
        return null;
    }

    /** Stretches are kept by year: one that reaches the end of its year may go on in the next. */
    private long end(long end, int year, long horizon, Purpose purpose) {
        int following = year + 1;
        while (end == Years.first(following) && end < horizon) {
            Spans spans = open(following, purpose);
            if (spans.isEmpty() || spans.from(0) != end) {
                return end;
            }
            end = spans.to(0);
            following++;
        }
        return end;
    }

    @Override
    public Optional<Instant> nextStart(Instant from, Duration expected, Purpose purpose) {
        long horizon = from.getEpochSecond() + HORIZON;
        Span span = next(from.getEpochSecond(), horizon, purpose);
        while (span != null) {
            Instant opening = Instant.ofEpochSecond(span.from());
            Instant start = opening.isBefore(from) ? from : opening;
            // What is open up to the horizon is taken to stay so.
            if (span.to() >= horizon || !start.plus(expected).isAfter(Instant.ofEpochSecond(span.to()))) {
                return Optional.of(start);
            }
            span = span.to() >= horizon ? null : next(span.to(), horizon, purpose);
        }
        return Optional.empty();
    }

    @Override
    public Instant noticeEnds(Instant approved, Purpose purpose) {
        CalendarRules.Notice notice = rules.notice();
        if (purpose == Purpose.GOING_BACK || notice.isNone()) {
            return approved;
        }
        Instant end = approved;
        if (notice.workingDays() > 0) {
            ZonedDateTime local = approved.atZone(zone);
            LocalDate day = local.toLocalDate();
            // A day on which nobody works counts for nothing, and what came on it is heard of on the next morning.
            boolean heard = isWorkingDay(day);
            // Far enough for any number of days, however few are worked.
            LocalDate last = day.plusYears(2);
            int left = notice.workingDays();
            while (left > 0 && day.isBefore(last)) {
                day = day.plusDays(1);
                if (isWorkingDay(day)) {
                    if (heard) {
                        left--;
                    } else {
                        heard = true;
                        local = day.atStartOfDay(zone);
                    }
                }
            }
            end = ZonedDateTime.of(day.atTime(local.toLocalTime()), zone).toInstant();
        }
        return end.plus(notice.time());
    }

    @Override
    public CalendarView view(Instant from, Instant to) {
        if (Duration.between(from, to).getSeconds() > HORIZON) {
            throw new IllegalArgumentException("A view is of two years at most");
        }
        List<CalendarView.Mark> marks = new ArrayList<>();
        for (Named<Window> window : windows) {
            String name = window.rule().name();
            for (CalendarView.Span span : between(from, to, year -> during(window.source(), year))) {
                marks.add(new CalendarView.Mark(Kind.WINDOW, name, null, false, span.from(), span.to()));
            }
        }
        for (Named<Freeze> freeze : freezes) {
            Freeze rule = freeze.rule();
            for (CalendarView.Span span : between(from, to, year -> during(freeze.source(), year))) {
                marks.add(new CalendarView.Mark(
                        Kind.FREEZE, rule.name(), rule.reason(), rule.goingBackAllowed(), span.from(), span.to()));
            }
        }
        for (Named<CalendarRules.Opening> exception : exceptions) {
            String reason = exception.rule().reason();
            for (CalendarView.Span span : between(from, to, year -> during(exception.source(), year))) {
                marks.add(new CalendarView.Mark(Kind.EXCEPTION, reason, reason, false, span.from(), span.to()));
            }
        }
        marks.sort(Comparator.comparing(CalendarView.Mark::from)
                .thenComparing(CalendarView.Mark::kind)
                .thenComparing(CalendarView.Mark::name));
        return new CalendarView(
                zone, between(from, to, year -> open(year, Purpose.CHANGE)), marks, holidaysBetween(from, to));
    }

    private List<CalendarView.Span> between(Instant from, Instant to, IntFunction<Spans> byYear) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        Spans all = Spans.NONE;
        for (int year = Years.of(from.getEpochSecond()); year <= Years.of(to.getEpochSecond()); year++) {
            all = all.union(byYear.apply(year));
        }
        Spans cut = all.within(from.getEpochSecond(), to.getEpochSecond());
        List<CalendarView.Span> spans = new ArrayList<>();
        for (int index = 0; index < cut.size(); index++) {
            spans.add(new CalendarView.Span(
                    Instant.ofEpochSecond(cut.from(index)), Instant.ofEpochSecond(cut.to(index))));
        }
        return spans;
    }

    private List<CalendarView.Holiday> holidaysBetween(Instant from, Instant to) {
        LocalDate first = LocalDate.ofInstant(from, zone);
        LocalDate last = LocalDate.ofInstant(to, zone);
        List<CalendarView.Holiday> days = new ArrayList<>();
        for (int year = first.getYear(); year <= last.getYear(); year++) {
            holidaysByYear.computeIfAbsent(year, holidays::in).forEach((day, names) -> {
                if (!day.isBefore(first) && day.atStartOfDay(zone).toInstant().isBefore(to)) {
                    days.add(new CalendarView.Holiday(day, names));
                }
            });
        }
        days.sort(Comparator.comparing(CalendarView.Holiday::date));
        return days;
    }
}
