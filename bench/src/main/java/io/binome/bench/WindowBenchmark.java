package io.binome.bench;

import io.binome.calendar.Calendar;
import io.binome.calendar.Calendar.Purpose;
import io.binome.calendar.CalendarReader;
import io.binome.calendar.CalendarRules;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** Whether an environment is open, when it opens and closes, and when something that takes half an hour can begin. */
final class WindowBenchmark implements Benchmark {
    private static final String RULES = """
            zone: Europe/Paris
            holidays: FR
            windows:
              - off-hours
              - {name: lunch, rule: "FREQ=WEEKLY;BYDAY=TU,TH", at: "12:00", for: 1h 30m, onHolidays: closed}
              - {name: night, rule: "FREQ=MONTHLY;BYDAY=1SA", at: "22:00", until: "05:00"}
            freezes:
              - {name: Christmas, reason: r, from: 2026-12-18, to: 2027-01-04, goingBack: allowed}
              - {name: month end, reason: r, rule: FREQ=MONTHLY;BYMONTHDAY=-1, at: "06:00", until: "24:00"}
            """;
    private static final double TARGET_MICROS = 50;
    private static final int QUESTIONS = 200_000;
    private static final Instant BEGIN = Instant.parse("2026-11-01T00:00:00Z");

    @Override
    public String name() {
        return "windows";
    }

    @Override
    public List<Row> run(Workshop workshop) {
        CalendarRules rules = CalendarReader.read(
                        new Yaml(new LoaderOptions()).compose(new StringReader(RULES)), "calendar", new ArrayList<>())
                .orElseThrow();
        ask(Calendar.of(rules), QUESTIONS);
        long began = System.nanoTime();
        Calendar calendar = Calendar.of(rules);
        ask(calendar, 1);
        double first = (System.nanoTime() - began) / 1_000.0;
        ask(calendar, QUESTIONS);
        began = System.nanoTime();
        long open = ask(calendar, QUESTIONS);
        double each = (System.nanoTime() - began) / 1_000.0 / QUESTIONS;
        return List.of(new Row(
                name(),
                "a window question (status and next start)",
                "<= 50 µs",
                String.format(Locale.ROOT, "%.2f µs", each),
                Row.Verdict.of(each <= TARGET_MICROS),
                List.of(
                        String.format(Locale.ROOT, "the first of a calendar that nobody asked before: %.0f µs", first),
                        QUESTIONS + " questions over three months, " + open + " of them open")));
    }

    private static long ask(Calendar calendar, int questions) {
        long open = 0;
        for (int number = 0; number < questions; number++) {
            Instant time =
                    BEGIN.plusSeconds(number * 7_919L % Duration.ofDays(90).toSeconds());
            if (calendar.at(time, Purpose.CHANGE).open()
                    && calendar.nextStart(time, Duration.ofMinutes(30), Purpose.CHANGE)
                            .isPresent()) {
                open++;
            }
        }
        return open;
    }
}
