package io.binome.calendar;

import io.binome.calendar.internal.RulesReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a calendar out of a YAML document; docs/reference/windows.md is its description for people. */
public final class CalendarReader {
    private CalendarReader() {}

    /**
     * Looks at nodes and never builds objects from them.
     *
     * @param calendar the value of the key {@code calendar}
     * @param where the path of that key, the beginning of the findings' keys
     * @param findings is added to; at most fifty
     * @return empty, with at least one finding added, when something is wrong
     */
    public static Optional<CalendarRules> read(Node calendar, String where, List<CalendarFinding> findings) {
        return new RulesReader(findings).read(calendar, where);
    }
}
