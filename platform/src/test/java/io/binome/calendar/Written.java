package io.binome.calendar;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** Calendars as contracts write them. */
public final class Written {
    private Written() {}

    public static CalendarRules rules(String yaml) {
        List<CalendarFinding> findings = new ArrayList<>();
        return CalendarReader.read(new Yaml(new LoaderOptions()).compose(new StringReader(yaml)), "calendar", findings)
                .orElseThrow(() -> new AssertionError(findings.toString()));
    }

    public static List<CalendarFinding> findings(String yaml) {
        List<CalendarFinding> findings = new ArrayList<>();
        CalendarReader.read(new Yaml(new LoaderOptions()).compose(new StringReader(yaml)), "calendar", findings);
        return findings;
    }

    public static Calendar calendar(String yaml) {
        return Calendar.of(rules(yaml));
    }
}
