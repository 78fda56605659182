package io.binome.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarReaderTest {
    @Test
    void readsWhatTheReferenceShows() {
        CalendarRules rules = Written.rules("""
                zone: Europe/Paris
                holidays: FR-57
                workingHours: {days: [mon, tue, wed, thu, fri], from: "08:30", to: "18:00"}
                notice: 2 working days
                goingBack: any-time
                windows:
                  - off-hours
                  - name: Tuesday and Thursday at lunch
                    rule: FREQ=WEEKLY;BYDAY=TU,TH
                    at: "12:00"
                    for: 1h 30m
                    except: [2026-12-24]
                    onHolidays: closed
                freezes:
                  - name: Christmas
                    reason: The shops sell half of their year
                    from: 2026-12-18
                    to: 2027-01-04
                    goingBack: allowed
                    except: [2026-12-21, {from: 2026-12-27 22:00, to: 2026-12-28 04:00}]
                exceptions:
                  - {from: 2027-02-01 00:00, to: 2027-02-01 24:00, reason: The new tax}
                """);
        assertThat(rules.notice().workingDays()).isEqualTo(2);
        assertThat(rules.windows()).hasSize(2);
        assertThat(rules.freezes().getFirst().except()).hasSize(2);
        assertThat(rules.exceptions().getFirst().dates().to()).isEqualTo("2027-02-02T00:00");
        assertThat(CalendarTerms.of(rules))
                .containsEntry("public holidays", "of FR-57")
                .containsEntry("working hours", "Monday, Tuesday, Wednesday, Thursday, Friday, 08:30 to 18:00")
                .containsEntry("notice", "2 working days")
                .containsEntry("going back", "at any time")
                .containsEntry(
                        "window Tuesday and Thursday at lunch",
                        "FREQ=WEEKLY;BYDAY=TU,TH at 12:00 for 1 h 30 min, not on public holidays, not on 2026-12-24")
                .containsEntry(
                        "freeze Christmas",
                        "2026-12-18 to 2027-01-04, except 2026-12-21, 2026-12-27 22:00 to 2026-12-28 04:00,"
                                + " going back is allowed: The shops sell half of their year")
                .containsEntry("exception 2027-02-01", "open in any case: The new tax");
        assertThat(new Calendars().of(rules)).isNotNull();
    }

    private static final String RULE = "zone: UTC\nwindows:\n- name: w\n  at: \"10:00\"\n  for: 1h\n  rule: ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=SECONDLY",
                "FREQ=MINUTELY;BYDAY=MO",
                "FREQ=HOURLY",
                "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,1,2,3",
                "FREQ=DAILY;BYSECOND=1",
                "FREQ=WEEKLY",
                "FREQ=MONTHLY",
                "FREQ=YEARLY;BYMONTH=2",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
                "FREQ=DAILY;COUNT=3",
                "FREQ=DAILY;INTERVAL=999999999",
                "FREQ=DAILY;UNTIL=20270101T000000Z",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31;BYDAY=MO",
                "FREQ=DAILY;UNTIL=19990101",
                "FREQ=WEEKLY;BYDAY=XX",
                "every tuesday",
                "FREQ=WEEKLY;BYDAY=1MO",
                "RSCALE=CHINESE;FREQ=DAILY",
                "FREQ=DAILY;FREQ=DAILY;FREQ=SECONDLY",
            })
    @Timeout(10)
    void refusesRulesThatAreHostileOrNeverMatch(String rule) {
        assertThat(Written.findings(RULE + rule)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(6);
            assertThat(finding.key()).isEqualTo("calendar.windows[0].rule");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {} | 1 | There is no 'zone' here.
            {zone: Europe/Pariss} | 1 | 'Europe/Pariss' is no timezone.
            {zone: CET} | 1 | 'CET' is no timezone.
            {zone: UTC, holidays: ZZ} | 1 | No public holidays are known of 'ZZ'.
            {zone: UTC, holidays: NYSE} | 1 | No public holidays are known of 'NYSE'.
            {zone: UTC, holidays: DE-XX} | 1 | No region 'XX' is known of DE.
            {zone: UTC, window: []} | 1 | 'window' is not known here.
            {zone: UTC, windows: []} | 1 | The list of windows is empty: it would never open.
            {zone: UTC, windows: [nights]} | 1 | 'nights' is no window.
            {zone: UTC, notice: soon} | 1 | 'soon' is no notice of at most 60 days.
            {zone: UTC, notice: 61d} | 1 | '61d' is no notice of at most 60 days.
            {zone: UTC, goingBack: yes} | 1 | 'yes' is not known here.
            {zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: "25:00", for: 1h}]} | 1 | '25:00' is no time of day.
            {zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: "5:00", for: 0h}]} | 1 | '0h' is no length of more than nothing and at most 7 days.
            {zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: "5:00", for: 8d}]} | 1 | '8d' is no length of more than nothing and at most 7 days.
            {zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: "5:00"}]} | 1 | It must be said once when it ends.
            {zone: UTC, windows: [{name: w, rule: FREQ=DAILY, at: "5:00", for: 1h, until: "6:00"}]} | 1 | It must be said once when it ends.
            {zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2026-12-17}]} | 1 | It ends before it begins.
            {zone: UTC, freezes: [{name: f, reason: r, from: 2026-12-18, to: 2028-12-17}]} | 1 | It is longer than 366 days.
            {zone: UTC, freezes: [{name: f, from: 2026-12-18, to: 2026-12-19}]} | 1 | There is no 'reason' here.
            {zone: UTC, freezes: [{name: f, reason: r, from: 2026-02-30, to: 2026-12-19}]} | 1 | '2026-02-30' is no day and no time of one.
            {zone: UTC, freezes: [{name: f, reason: r, rule: FREQ=DAILY, at: "0:00", for: 1d}]} | 1 | The freezes cover all the time: nothing could ever be applied.
            {zone: UTC, workingHours: {days: []}} | 1 | No day is worked on.
            """)
    void saysWhatIsWrong(String yaml, int line, String reason) {
        assertThat(Written.findings(yaml)).singleElement().satisfies(finding -> {
            assertThat(finding.reason()).isEqualTo(reason);
            assertThat(finding.line()).isEqualTo(line);
        });
    }

    @Test
    void findsWindowsThatNeverOpenAtTheirLine() {
        assertThat(Written.findings("""
                zone: Europe/Paris
                holidays: FR
                windows:
                  - name: nights
                    rule: FREQ=WEEKLY;BYDAY=SA
                    at: "22:00"
                    until: "05:00"
                  - name: Christmas
                    rule: FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25
                    at: "10:00"
                    for: 1h
                    onHolidays: closed
                freezes:
                  - name: weekends
                    reason: Nobody is there
                    rule: FREQ=WEEKLY;BYDAY=SA
                    at: 00:00
                    for: 2d
                """))
                .extracting(CalendarFinding::line, CalendarFinding::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                4, "The window 'nights' never opens: the freezes weekends cover it."),
                        org.assertj.core.groups.Tuple.tuple(
                                8, "The window 'Christmas' never opens: all its days are taken out."));
    }

    @Test
    void saysOfOneNameThatStandsTwice() {
        assertThat(Written.findings("""
                zone: UTC
                windows:
                  - {name: w, rule: FREQ=DAILY, at: "10:00", for: 1h}
                  - {name: w, rule: FREQ=DAILY, at: "12:00", for: 1h}
                """)).singleElement().satisfies(finding -> assertThat(finding.line())
                .isEqualTo(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "text",
                "~",
                "{a: {b: [c]}}",
                "{zone: [], windows: {}, freezes: 1, notice: {}}",
                "{zone: UTC, windows: [[]], freezes: [{}], exceptions: [1]}"
            })
    void anyShapeOfDocumentIsAnswered(String yaml) {
        assertThat(Written.findings(yaml)).isNotEmpty();
    }

    @Test
    void expectedDurations() {
        assertThat(ExpectedDuration.of(java.util.List.of())).isEqualTo(Duration.ofMinutes(10));
        assertThat(ExpectedDuration.of(java.util.List.of(Duration.ofSeconds(3))))
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(ExpectedDuration.of(java.util.Collections.nCopies(5, Duration.ofSeconds(3))))
                .isEqualTo(Duration.ofMinutes(1));
        java.util.List<Duration> past = new java.util.ArrayList<>();
        for (int minutes = 1; minutes <= 40; minutes++) {
            past.add(Duration.ofMinutes(minutes));
        }
        assertThat(ExpectedDuration.of(past)).isEqualTo(Duration.ofMinutes(18));
    }
}
