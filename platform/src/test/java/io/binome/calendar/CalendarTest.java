package io.binome.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.calendar.Calendar.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    /** Wall-clock time in Paris; of a doubled time the first coming. */
    private static Instant paris(String local) {
        return LocalDateTime.parse(local).atZone(PARIS).toInstant();
    }

    private static CalendarStatus at(Calendar calendar, String local) {
        return calendar.at(paris(local), Purpose.CHANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27T21:59, false",
        "2026-11-27T22:00, true",
        "2026-11-28T02:00, true",
        "2026-11-28T04:59, true",
        "2026-11-28T05:00, false",
        // Saturday belongs to Friday's window, Friday's small hours belong to Thursday's, which there is not.
        "2026-11-27T02:00, false",
        "2026-11-29T02:00, false",
    })
    void aWindowBelongsToTheDayOnWhichItOpens(String local, boolean open) {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: Friday night, rule: FREQ=WEEKLY;BYDAY=FR, at: 22:00, until: 05:00}
                """);
        assertThat(at(calendar, local).open()).isEqualTo(open);
    }

    @Test
    void saysWhyAndWhatComesNext() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: Tuesday evening, rule: FREQ=WEEKLY;BYDAY=TU, at: "20:00", for: 2h}
                freezes:
                  - {name: Christmas, reason: The shops sell, from: 2026-12-18, to: 2027-01-04}
                exceptions:
                  - {from: 2026-12-21 08:00, to: 2026-12-21 09:00, reason: The tax changes}
                """);
        assertThat(at(calendar, "2026-11-24T19:00"))
                .isEqualTo(new CalendarStatus(
                        false, "No window is open.", paris("2026-11-24T20:00"), paris("2026-11-24T22:00")));
        assertThat(at(calendar, "2026-11-24T20:00"))
                .isEqualTo(new CalendarStatus(
                        true, "The window 'Tuesday evening' is open.", null, paris("2026-11-24T22:00")));
        assertThat(at(calendar, "2026-12-22T20:30"))
                .isEqualTo(new CalendarStatus(
                        false,
                        "The freeze 'Christmas' holds: The shops sell.",
                        paris("2027-01-05T20:00"),
                        paris("2027-01-05T22:00")));
        assertThat(at(calendar, "2026-12-21T08:00"))
                .isEqualTo(new CalendarStatus(
                        true, "An exception opens it: The tax changes.", null, paris("2026-12-21T09:00")));
        assertThat(at(calendar, "2026-12-17T08:00").nextOpening()).isEqualTo(paris("2026-12-21T08:00"));
    }

    /**
     * The nine transitions of Argo CD's page on sync windows. A run begins only where its time fits, and one that began
     * is never cut: so no flag decides about overruns, and the page's pairs that differ by it only answer alike.
     */
    @ParameterizedTest
    @CsvSource({
        "'no window, then a freeze (1, 2)', '', 10:00 14:00, 14:00",
        "'a window, a freeze within it (3 to 6)', 08:00 18:00, 10:00 14:00, 14:00",
        "'a window, a freeze to its end (3 to 6)', 08:00 12:00, 10:00 12:00, next day",
        "'a window ends (7)', 08:00 10:00, '', next day",
        "'all windows end (8)', 08:00 10:00 09:00 10:00, '', next day",
        "'one of two windows ends (9)', 08:00 10:00 09:00 12:00, '', now",
    })
    void aRunBeginsOnlyWhereItFits(String transition, String windows, String freeze, String expected) {
        StringBuilder yaml = new StringBuilder("zone: Europe/Paris\n");
        if (!windows.isEmpty()) {
            yaml.append("windows:\n");
            String[] times = windows.split(" ");
            for (int i = 0; i < times.length; i += 2) {
                yaml.append("  - {name: w%d, rule: FREQ=DAILY, at: \"%s\", until: \"%s\"}\n"
                        .formatted(i, times[i], times[i + 1]));
            }
        }
        if (!freeze.isEmpty()) {
            String[] times = freeze.split(" ");
            yaml.append("freezes:\n  - {name: f, reason: r, from: 2026-11-24 %s, to: 2026-11-24 %s}\n"
                    .formatted(times[0], times[1]));
        }
        Calendar calendar = Written.calendar(yaml.toString());
        Instant now = paris("2026-11-24T09:50");
        assertThat(calendar.at(now, Purpose.CHANGE).open()).isTrue();
        assertThat(calendar.nextStart(now, Duration.ofMinutes(10), Purpose.CHANGE))
                .as("what ends in time begins at once")
                .contains(now);
        assertThat(calendar.nextStart(now, Duration.ofMinutes(11), Purpose.CHANGE))
                .as(transition)
                .contains(
                        switch (expected) {
                            case "now" -> now;
                            case "next day" -> paris("2026-11-25T08:00");
                            default -> paris("2026-11-24T" + expected);
                        });
    }

    @Test
    void whatFitsNoWindowNeverBegins() {
        Calendar calendar = Written.calendar("""
                zone: UTC
                windows: [{name: w, rule: FREQ=DAILY, at: "10:00", for: 1h}]
                """);
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        assertThat(calendar.nextStart(now, Duration.ofHours(1), Purpose.CHANGE)).contains(now);
        assertThat(calendar.nextStart(now, Duration.ofMinutes(61), Purpose.CHANGE))
                .isEmpty();
    }

    @Test
    void aClockThatJumpsForwardKeepsLengthsThatPass() {
        // In the night of 29 March 2026 the clock goes from 02:00 to 03:00.
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: four hours, rule: FREQ=WEEKLY;BYDAY=SA, at: "23:00", for: 4h}
                """);
        assertThat(at(calendar, "2026-03-28T23:30").nextClosing()).isEqualTo(Instant.parse("2026-03-29T02:00:00Z"));
        assertThat(at(calendar, "2026-03-29T03:59").open()).isTrue();
        assertThat(at(calendar, "2026-03-29T04:00").open()).isFalse();

        Calendar clock = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: to four, rule: FREQ=WEEKLY;BYDAY=SA, at: "23:00", until: "04:00"}
                """);
        assertThat(at(clock, "2026-03-28T23:30").nextClosing()).isEqualTo(Instant.parse("2026-03-29T02:00:00Z"));
        assertThat(at(clock, "2026-03-21T23:30").nextClosing()).isEqualTo(Instant.parse("2026-03-22T03:00:00Z"));
    }

    @Test
    void aTimeThatTheClockSkipsIsReadWithTheOffsetBefore() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: in the gap, rule: FREQ=DAILY, at: "02:30", for: 1h}
                """);
        CalendarStatus status = calendar.at(Instant.parse("2026-03-29T00:00:00Z"), Purpose.CHANGE);
        assertThat(status.nextOpening()).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(status.nextClosing()).isEqualTo(Instant.parse("2026-03-29T02:30:00Z"));
    }

    @Test
    void aTimeThatComesTwiceIsItsFirstComing() {
        // In the night of 25 October 2026 the clock goes from 03:00 back to 02:00.
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: doubled, rule: FREQ=DAILY, at: "02:30", for: 1h}
                """);
        CalendarStatus status = calendar.at(Instant.parse("2026-10-25T00:00:00Z"), Purpose.CHANGE);
        assertThat(status.nextOpening()).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(status.nextClosing()).isEqualTo(Instant.parse("2026-10-25T01:30:00Z"));

        Calendar night = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: night, rule: FREQ=WEEKLY;BYDAY=SA, at: "22:00", until: "05:00"}
                """);
        CalendarStatus open = night.at(paris("2026-10-24T22:00"), Purpose.CHANGE);
        assertThat(Duration.between(paris("2026-10-24T22:00"), open.nextClosing()))
                .isEqualTo(Duration.ofHours(8));
    }

    @Test
    void daysAreOfTheCalendarNotOfTwentyFourHours() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                windows:
                  - {name: Sunday, rule: FREQ=WEEKLY;BYDAY=SU, at: "00:00", for: 1d}
                """);
        assertThat(at(calendar, "2026-03-29T00:00").nextClosing()).isEqualTo(paris("2026-03-30T00:00"));
        assertThat(at(calendar, "2026-10-25T00:00").nextClosing()).isEqualTo(paris("2026-10-26T00:00"));
    }

    @Test
    void leapDaysAndTheEndsOfYears() {
        Calendar leap = Written.calendar("""
                zone: UTC
                windows: [{name: leap, rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29, at: "00:00", for: 1d}]
                """);
        assertThat(leap.at(Instant.parse("2027-03-01T00:00:00Z"), Purpose.CHANGE)
                        .nextOpening())
                .isEqualTo(Instant.parse("2028-02-29T00:00:00Z"));
        assertThat(leap.at(Instant.parse("2028-03-01T00:00:00Z"), Purpose.CHANGE)
                        .nextOpening())
                .as("nothing within two years")
                .isNull();

        Calendar turn = Written.calendar("""
                zone: Europe/Paris
                windows: [{name: turn, rule: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31, at: "22:00", for: 5h}]
                """);
        CalendarStatus status = at(turn, "2026-12-31T23:30");
        assertThat(status.open()).isTrue();
        assertThat(status.nextClosing()).isEqualTo(paris("2027-01-01T03:00"));
        assertThat(at(turn, "2027-01-01T02:59").open()).isTrue();
        assertThat(at(turn, "2027-01-01T03:00").open()).isFalse();
    }

    @Test
    void offHoursAreEveningsNightsFreeDaysAndPublicHolidays() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                holidays: FR
                windows: [off-hours]
                """);
        // 14 July 2026 is a Tuesday.
        assertThat(at(calendar, "2026-07-13T17:59").open()).isFalse();
        assertThat(at(calendar, "2026-07-13T18:00"))
                .isEqualTo(
                        new CalendarStatus(true, "The window 'off-hours' is open.", null, paris("2026-07-15T09:00")));
        assertThat(at(calendar, "2026-07-14T12:00").open()).isTrue();
        assertThat(at(calendar, "2026-07-11T12:00").open()).as("a Saturday").isTrue();

        Calendar hours = Written.calendar("""
                zone: Europe/Paris
                holidays: FR
                workingHours: {days: [mon, tue, wed, thu], from: 08:30, to: 17:00}
                windows: [business-hours]
                """);
        assertThat(at(hours, "2026-07-14T12:00").nextOpening()).isEqualTo(paris("2026-07-15T08:30"));
        assertThat(at(hours, "2026-07-16T17:00").nextOpening()).isEqualTo(paris("2026-07-20T08:30"));
    }

    @Test
    void regionsHaveHolidaysOfTheirOwn() {
        Calendar bavaria = Written.calendar("{zone: Europe/Berlin, holidays: DE-BY, windows: [business-hours]}");
        Calendar berlin = Written.calendar("{zone: Europe/Berlin, holidays: DE-BE, windows: [business-hours]}");
        // Epiphany, a Wednesday in 2027.
        Instant epiphany = Instant.parse("2027-01-06T10:00:00Z");
        assertThat(bavaria.at(epiphany, Purpose.CHANGE).open()).isFalse();
        assertThat(berlin.at(epiphany, Purpose.CHANGE).open()).isTrue();
    }

    @Test
    void windowsStayClosedOnHolidaysWhereTheySaySo() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                holidays: FR
                windows:
                  - {name: w, rule: FREQ=WEEKLY;BYDAY=TU, at: "10:00", for: 1h, onHolidays: closed, except: [2026-07-21]}
                """);
        assertThat(at(calendar, "2026-07-08T00:00").nextOpening()).isEqualTo(paris("2026-07-28T10:00"));
    }

    @Test
    void goingBackIsFreeWhereTheRulesSaySo() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                notice: 2d
                windows: [{name: w, rule: FREQ=DAILY, at: "10:00", for: 2h}]
                freezes:
                  - {name: strict, reason: r, from: 2026-12-01, to: 2026-12-01}
                  - {name: lenient, reason: r, from: 2026-12-02, to: 2026-12-02, goingBack: allowed}
                """);
        Instant strict = paris("2026-12-01T10:30");
        Instant lenient = paris("2026-12-02T10:30");
        assertThat(calendar.at(strict, Purpose.GOING_BACK).open()).isFalse();
        assertThat(calendar.at(strict, Purpose.GOING_BACK).nextOpening()).isEqualTo(paris("2026-12-02T10:00"));
        assertThat(calendar.at(lenient, Purpose.GOING_BACK).open()).isTrue();
        assertThat(calendar.at(lenient, Purpose.CHANGE).open()).isFalse();
        assertThat(calendar.at(paris("2026-12-02T13:00"), Purpose.GOING_BACK).open())
                .as("windows hold for it nevertheless")
                .isFalse();
        assertThat(calendar.noticeEnds(strict, Purpose.GOING_BACK)).isEqualTo(strict);

        Calendar any = Written.calendar("""
                zone: Europe/Paris
                goingBack: any-time
                windows: [{name: w, rule: FREQ=DAILY, at: "10:00", for: 2h}]
                """);
        assertThat(any.at(paris("2026-12-02T13:00"), Purpose.GOING_BACK))
                .isEqualTo(new CalendarStatus(true, "Going back is agreed to be open at any time.", null, null));
        assertThat(any.at(paris("2026-12-02T13:00"), Purpose.CHANGE).open()).isFalse();
    }

    @Test
    void freezesHaveExceptionsAndComeBackByRule() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                freezes:
                  - name: month end
                    reason: The books are closed
                    rule: FREQ=MONTHLY;BYMONTHDAY=-1
                    at: 00:00
                    for: 1d
                    except: [2026-12-31]
                """);
        assertThat(at(calendar, "2026-11-30T12:00").nextOpening()).isEqualTo(paris("2026-12-01T00:00"));
        assertThat(at(calendar, "2026-12-31T12:00").open()).isTrue();
        assertThat(at(calendar, "2028-02-29T12:00").open()).isFalse();
        assertThat(at(calendar, "2026-12-31T12:00"))
                .isEqualTo(new CalendarStatus(
                        true, "No windows are agreed, and no freeze holds.", null, paris("2027-01-31T00:00")));
    }

    @Test
    void intervalsRunFromTheFirstDay() {
        Calendar calendar = Written.calendar("""
                zone: UTC
                windows:
                  - {name: w, rule: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO, starting: 2026-01-05, at: "10:00", for: 1h}
                """);
        assertThat(calendar.at(Instant.parse("2029-12-31T09:00:00Z"), Purpose.CHANGE)
                        .nextOpening())
                .isEqualTo(Instant.parse("2029-12-31T10:00:00Z"));
        assertThat(calendar.at(Instant.parse("2030-01-01T09:00:00Z"), Purpose.CHANGE)
                        .nextOpening())
                .isEqualTo(Instant.parse("2030-01-14T10:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "4h, 2026-11-27T17:00, 2026-11-27T21:00",
        "2d, 2026-11-27T17:00, 2026-11-29T17:00",
        // Friday; Monday is the first working day after.
        "1 working day, 2026-11-27T17:00, 2026-11-30T17:00",
        "3 working days, 2026-11-27T17:00, 2026-12-02T17:00",
        // Heard of on Monday morning.
        "1 working day, 2026-11-28T17:00, 2026-12-01T00:00",
        // Christmas and the weekend lie between.
        "2 working days, 2026-12-24T10:00, 2026-12-29T10:00",
    })
    void noticeIsCountedInTimeOrInWorkingDays(String notice, String approved, String end) {
        Calendar calendar = Written.calendar("{zone: Europe/Paris, holidays: FR, notice: " + notice + "}");
        assertThat(calendar.noticeEnds(paris(approved), Purpose.CHANGE)).isEqualTo(paris(end));
    }

    @Test
    void showsAMonth() {
        Calendar calendar = Written.calendar("""
                zone: Europe/Paris
                holidays: FR
                windows:
                  - {name: night, rule: FREQ=WEEKLY;BYDAY=FR, at: "22:00", until: "02:00"}
                freezes:
                  - {name: Christmas, reason: The shops sell, from: 2026-12-18, to: 2027-01-04, goingBack: allowed}
                """);
        CalendarView view = calendar.view(paris("2026-12-01T00:00"), paris("2027-01-01T00:00"));
        assertThat(view.open())
                .containsExactly(
                        new CalendarView.Span(paris("2026-12-04T22:00"), paris("2026-12-05T02:00")),
                        new CalendarView.Span(paris("2026-12-11T22:00"), paris("2026-12-12T02:00")));
        assertThat(view.marks()).hasSize(5);
        assertThat(view.marks())
                .filteredOn(mark -> mark.kind() == CalendarView.Kind.FREEZE)
                .containsExactly(new CalendarView.Mark(
                        CalendarView.Kind.FREEZE,
                        "Christmas",
                        "The shops sell",
                        true,
                        paris("2026-12-18T00:00"),
                        paris("2027-01-01T00:00")));
        assertThat(view.holidays()).singleElement().satisfies(holiday -> {
            assertThat(holiday.date()).isEqualTo(LocalDate.of(2026, 12, 25));
            assertThat(holiday.name(Locale.FRENCH)).isEqualTo("Noël");
            assertThat(holiday.name(Locale.ENGLISH)).isEqualTo("Christmas");
        });
    }
}
