package io.binome.changes.internal;

import static io.binome.calendar.Calendar.Purpose.CHANGE;
import static io.binome.calendar.Calendar.Purpose.GOING_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.calendar.Calendar;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Notice;
import io.binome.calendar.CalendarRules.Recurrence;
import io.binome.calendar.CalendarRules.Recurring;
import io.binome.calendar.CalendarRules.WorkingHours;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** When a change of several environments can begin. */
class OpeningTest {
    private static final Instant NOON = Instant.parse("2027-03-10T12:00:00Z");
    private static final Duration TEN = Duration.ofMinutes(10);

    private static Calendar daily(int from, int to, Notice notice) {
        return Calendar.of(new CalendarRules(
                ZoneOffset.UTC,
                null,
                WorkingHours.USUAL,
                List.of(new Recurring(
                        "daily",
                        new Recurrence("FREQ=DAILY", null, LocalTime.of(from, 0), new End.At(LocalTime.of(to, 0))),
                        new TreeSet<>(),
                        true)),
                List.of(),
                List.of(),
                notice,
                true));
    }

    private static SortedMap<String, Calendar> calendars(Map<String, Calendar> all) {
        return new TreeMap<>(all);
    }

    @Test
    void nothingKeepsWhatNoCalendarHolds() {
        assertThat(new Opening(NOON, TEN, CHANGE).closed(new TreeMap<>(), NOON)).isEmpty();
    }

    @Test
    void allOfItsEnvironmentsMustBeOpenTogether() {
        var both = calendars(Map.of("a", daily(10, 16, Notice.NONE), "b", daily(14, 20, Notice.NONE)));
        assertThat(new Opening(NOON, TEN, CHANGE).closed(both, NOON)).hasValueSatisfying(closed -> {
            assertThat(closed.environment()).isEqualTo("b");
            assertThat(closed.startsAt()).isEqualTo(Instant.parse("2027-03-10T14:00:00Z"));
        });
        assertThat(new Opening(NOON, TEN, CHANGE).closed(both, Instant.parse("2027-03-10T15:00:00Z")))
                .isEmpty();
    }

    @Test
    void whatDoesNotFitWaitsForTheNextWindow() {
        var one = calendars(Map.of("a", daily(10, 16, Notice.NONE)));
        Instant late = Instant.parse("2027-03-10T15:55:00Z");
        assertThat(new Opening(NOON, TEN, CHANGE).closed(one, late)).hasValueSatisfying(closed -> {
            assertThat(closed.why()).contains("too short").contains("10 minutes");
            assertThat(closed.startsAt()).isEqualTo(Instant.parse("2027-03-11T10:00:00Z"));
        });
    }

    @Test
    void windowsThatNeverMeetAreSaidToNeverOpen() {
        var apart = calendars(Map.of("a", daily(8, 10, Notice.NONE), "b", daily(14, 16, Notice.NONE)));
        assertThat(new Opening(NOON, TEN, CHANGE).closed(apart, NOON))
                .hasValueSatisfying(closed -> assertThat(closed.startsAt()).isNull());
    }

    @Test
    void noticeIsWaitedForButNotByWhatGoesBack() {
        var noticed = calendars(Map.of("a", daily(0, 0, new Notice(0, Duration.ofHours(4)))));
        assertThat(new Opening(NOON, TEN, CHANGE).closed(noticed, NOON)).hasValueSatisfying(closed -> {
            assertThat(closed.why()).contains("notice");
            assertThat(closed.startsAt()).isEqualTo(NOON.plus(Duration.ofHours(4)));
        });
        assertThat(new Opening(NOON, TEN, GOING_BACK).closed(noticed, NOON)).isEmpty();
    }
}
