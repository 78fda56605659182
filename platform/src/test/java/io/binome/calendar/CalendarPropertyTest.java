package io.binome.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.calendar.Calendar.Purpose;
import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.Notice;
import io.binome.calendar.CalendarRules.Opening;
import io.binome.calendar.CalendarRules.Recurrence;
import io.binome.calendar.CalendarRules.Recurring;
import io.binome.calendar.CalendarRules.WorkingHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The calendar beside one that looks at each minute and computes nothing ahead. */
class CalendarPropertyTest {
    private static final int MINUTES = 9 * 24 * 60;

    /** Weekly windows as the naive calendar understands them. */
    record Weekly(Set<DayOfWeek> days, LocalTime at, End end) {
        Recurrence recurrence() {
            String by = days.stream().map(day -> day.name().substring(0, 2)).collect(Collectors.joining(","));
            return new Recurrence("FREQ=WEEKLY;BYDAY=" + by, null, at, end);
        }

        boolean covers(Instant time, ZoneId zone, Set<LocalDate> except) {
            LocalDate today = LocalDate.ofInstant(time, zone);
            for (LocalDate day = today.minusDays(9); !day.isAfter(today.plusDays(1)); day = day.plusDays(1)) {
                if (days.contains(day.getDayOfWeek()) && !except.contains(day)) {
                    ZonedDateTime from = day.atTime(at).atZone(zone);
                    ZonedDateTime to =
                            switch (end) {
                                case End.After after ->
                                    from.plusDays(after.days()).plus(after.rest());
                                case End.At until ->
                                    (until.time().isAfter(at) ? day : day.plusDays(1))
                                            .atTime(until.time())
                                            .atZone(zone);
                            };
                    if (!time.isBefore(from.toInstant()) && time.isBefore(to.toInstant())) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    record Case(
            ZoneId zone,
            LocalDate day,
            List<Weekly> windows,
            List<Weekly> freezes,
            List<Dates> frozen,
            List<Dates> openings,
            boolean goingBackAllowed,
            Set<LocalDate> except) {
        CalendarRules rules() {
            List<CalendarRules.Window> named = new ArrayList<>();
            for (Weekly window : windows) {
                named.add(new Recurring("w" + named.size(), window.recurrence(), new TreeSet<>(except), true));
            }
            List<Freeze> holding = new ArrayList<>();
            for (Weekly freeze : freezes) {
                holding.add(new Freeze("r", "r", new CalendarRules.Repeated(freeze.recurrence()), List.of(), false));
            }
            for (Dates dates : frozen) {
                holding.add(new Freeze("d", "d", dates, List.of(), goingBackAllowed));
            }
            return new CalendarRules(
                    zone,
                    null,
                    WorkingHours.USUAL,
                    windows.isEmpty() ? null : named,
                    holding,
                    openings.stream().map(dates -> new Opening(dates, "x")).toList(),
                    Notice.NONE,
                    false);
        }

        boolean open(Instant time, Purpose purpose) {
            if (openings.stream().anyMatch(dates -> covers(dates, time))) {
                return true;
            }
            boolean window = windows.isEmpty() || windows.stream().anyMatch(one -> one.covers(time, zone, except));
            boolean freeze = freezes.stream().anyMatch(one -> one.covers(time, zone, Set.of()))
                    || !(goingBackAllowed && purpose == Purpose.GOING_BACK)
                            && frozen.stream().anyMatch(dates -> covers(dates, time));
            return window && !freeze;
        }

        private boolean covers(Dates dates, Instant time) {
            return !time.isBefore(dates.from().atZone(zone).toInstant())
                    && time.isBefore(dates.to().atZone(zone).toInstant());
        }
    }

    @Property(tries = 120)
    void isOpenWhenEachMinuteSaysSo(@ForAll("cases") Case one, @ForAll Purpose purpose) {
        Calendar calendar = Calendar.of(one.rules());
        Instant begin = one.day().atStartOfDay(one.zone()).toInstant();
        boolean[] open = new boolean[MINUTES];
        for (int minute = 0; minute < MINUTES; minute++) {
            open[minute] = one.open(begin.plusSeconds(60L * minute), purpose);
        }
        int nextOpening = -1;
        int nextClosing = -1;
        for (int minute = MINUTES - 1; minute >= 0; minute--) {
            Instant time = begin.plusSeconds(60L * minute);
            if (minute < MINUTES - 1) {
                nextOpening = !open[minute] && open[minute + 1] ? minute + 1 : nextOpening;
                nextClosing = open[minute] && !open[minute + 1] ? minute + 1 : nextClosing;
            }
            if (minute % 7 != 0 && (minute == 0 || open[minute] == open[minute - 1])) {
                continue;
            }
            CalendarStatus status = calendar.at(time, purpose);
            assertThat(status.open()).as(() -> "open at " + time).isEqualTo(open[minute]);
            if (!open[minute] && nextOpening > 0) {
                assertThat(status.nextOpening()).isEqualTo(begin.plusSeconds(60L * nextOpening));
            }
            if (open[minute]) {
                assertThat(status.nextOpening()).isNull();
            }
            if (nextClosing > 0 && (open[minute] || nextOpening > 0 && nextOpening < nextClosing)) {
                assertThat(status.nextClosing()).isEqualTo(begin.plusSeconds(60L * nextClosing));
            }
        }
    }

    @Property(tries = 120)
    void startsAtTheFirstMinuteFromWhichAllAreOpen(@ForAll("cases") Case one, @ForAll("durations") Duration expected) {
        Calendar calendar = Calendar.of(one.rules());
        Instant begin = one.day().atStartOfDay(one.zone()).toInstant();
        int length = (int) expected.toMinutes();
        int run = 0;
        Instant naive = null;
        for (int minute = 0; minute < MINUTES && naive == null; minute++) {
            run = one.open(begin.plusSeconds(60L * minute), Purpose.CHANGE) ? run + 1 : 0;
            if (run == length) {
                naive = begin.plusSeconds(60L * (minute + 1 - length));
            }
        }
        Instant start = calendar.nextStart(begin, expected, Purpose.CHANGE).orElse(null);
        if (naive != null) {
            assertThat(start).isEqualTo(naive);
        } else if (start != null) {
            assertThat(start.plus(expected)).isAfter(begin.plusSeconds(60L * MINUTES));
        }
    }

    @Property(tries = 60)
    void aViewAgreesWithEachQuestion(@ForAll("cases") Case one) {
        Calendar calendar = Calendar.of(one.rules());
        Instant begin = one.day().atStartOfDay(one.zone()).toInstant();
        List<CalendarView.Span> spans =
                calendar.view(begin, begin.plus(Duration.ofMinutes(MINUTES))).open();
        for (int minute = 0; minute < MINUTES; minute += 5) {
            Instant time = begin.plusSeconds(60L * minute);
            assertThat(spans.stream().anyMatch(span -> !time.isBefore(span.from()) && time.isBefore(span.to())))
                    .isEqualTo(calendar.at(time, Purpose.CHANGE).open());
        }
    }

    @Provide
    Arbitrary<Duration> durations() {
        return Arbitraries.integers().between(1, 600).map(Duration::ofMinutes);
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<ZoneId> zones = Arbitraries.of(
                        "Europe/Paris",
                        "UTC",
                        "America/New_York",
                        "Australia/Lord_Howe",
                        "Asia/Kathmandu",
                        "Pacific/Apia")
                .map(ZoneId::of);
        // Around changes of the clock, of the year and of February, and anywhere.
        Arbitrary<LocalDate> days = Arbitraries.oneOf(
                Arbitraries.of("2026-03-26", "2026-10-22", "2026-12-28", "2028-02-25", "2027-04-01", "2026-03-05")
                        .map(LocalDate::parse),
                Arbitraries.integers().between(0, 4_000).map(day -> LocalDate.of(2024, 1, 1)
                        .plusDays(day)));
        return Combinators.combine(zones, days).flatAs((zone, day) -> {
            Arbitrary<Dates> dates = Combinators.combine(
                            Arbitraries.integers().between(-1_000, MINUTES),
                            Arbitraries.integers().between(1, 3_000))
                    .as((from, length) -> {
                        LocalDateTime begin = day.atStartOfDay().plusMinutes(from);
                        return new Dates(begin, begin.plusMinutes(length));
                    });
            return Combinators.combine(
                            weekly().list().ofMaxSize(3),
                            weekly().list().ofMaxSize(1),
                            dates.list().ofMaxSize(2),
                            dates.list().ofMaxSize(1),
                            Arbitraries.of(true, false),
                            Arbitraries.integers()
                                    .between(0, 9)
                                    .map(day::plusDays)
                                    .set()
                                    .ofMaxSize(2))
                    .as((windows, freezes, frozen, openings, allowed, except) ->
                            new Case(zone, day, windows, freezes, frozen, openings, allowed, except));
        });
    }

    private static Arbitrary<Weekly> weekly() {
        Arbitrary<Set<DayOfWeek>> days =
                Arbitraries.of(DayOfWeek.class).set().ofMinSize(1).ofMaxSize(5).map(EnumSet::copyOf);
        Arbitrary<LocalTime> times =
                Arbitraries.integers().between(0, 95).map(quarter -> LocalTime.ofSecondOfDay(quarter * 900L));
        Arbitrary<End> ends = Arbitraries.oneOf(
                times.map(End.At::new),
                Combinators.combine(
                                Arbitraries.integers().between(0, 2),
                                Arbitraries.integers().between(1, 1_500))
                        .as((whole, minutes) -> new End.After(whole, Duration.ofMinutes(minutes))));
        return Combinators.combine(days, times, ends).as(Weekly::new);
    }
}
