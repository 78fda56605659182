package io.binome.calendar.internal;

import io.binome.calendar.CalendarRules.Dates;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads days, and stretches of time between two of them. */
final class DatesReader {
    private static final List<String> DATES = List.of("from", "to");
    private static final int MOST_DAYS = 366;
    private static final String A_DAY = "Write a day as 2027-12-24.";

    private final CalendarNodes nodes;

    DatesReader(CalendarNodes nodes) {
        this.nodes = nodes;
    }

    Optional<LocalDate> day(Node node, String where) {
        return nodes.text(node, where).flatMap(text -> {
            Optional<LocalDate> day = TimeTexts.date(text);
            if (day.isEmpty()) {
                nodes.wrong(CalendarNodes.VALUE, node, where, "'" + text + "' is no day.", A_DAY);
            }
            return day;
        });
    }

    /** One day, or a mapping with its two ends. */
    Optional<Dates> read(Node node, String where) {
        if (node instanceof ScalarNode) {
            return day(node, where)
                    .map(day -> new Dates(day.atStartOfDay(), day.plusDays(1).atStartOfDay()));
        }
        return read(nodes.mapping(node, where, DATES), node, where);
    }

    Optional<Dates> read(Map<String, Node> entries, Node node, String where) {
        return read(entries, node, where, MOST_DAYS);
    }

    Optional<Dates> read(Map<String, Node> entries, Node node, String where, int mostDays) {
        for (String alien : List.of("starting", "at", "for", "until")) {
            if (entries.containsKey(alien)) {
                nodes.wrong(
                        CalendarNodes.VALUE,
                        entries.get(alien),
                        where + "." + alien,
                        "'" + alien + "' belongs to a rule.",
                        "Write times with the days: from: 2027-12-24 18:00");
                return Optional.empty();
            }
        }
        Optional<Node> from = nodes.required(entries, "from", node, where, A_DAY);
        Optional<Node> to = nodes.required(entries, "to", node, where, "The last day, as 2028-01-03; it is included.");
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        Optional<LocalDateTime> begin = moment(from.get(), where + ".from", false);
        Optional<LocalDateTime> end = moment(to.get(), where + ".to", true);
        if (begin.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        if (!begin.get().isBefore(end.get())) {
            nodes.wrong(CalendarNodes.CONTRADICTION, to.get(), where + ".to", "It ends before it begins.", null);
            return Optional.empty();
        }
        if (begin.get().plusDays(mostDays).isBefore(end.get())) {
            nodes.wrong(
                    CalendarNodes.CONTRADICTION,
                    to.get(),
                    where + ".to",
                    "It is longer than " + mostDays + " days.",
                    null);
            return Optional.empty();
        }
        return Optional.of(new Dates(begin.get(), end.get()));
    }

    private Optional<LocalDateTime> moment(Node node, String where, boolean end) {
        return nodes.text(node, where).flatMap(text -> {
            Optional<LocalDateTime> moment = TimeTexts.moment(text, end);
            if (moment.isEmpty()) {
                nodes.wrong(
                        CalendarNodes.VALUE,
                        node,
                        where,
                        "'" + text + "' is no day and no time of one.",
                        "Write 2027-12-24 or 2027-12-24 18:00, in the calendar's own timezone.");
            }
            return moment;
        });
    }
}
