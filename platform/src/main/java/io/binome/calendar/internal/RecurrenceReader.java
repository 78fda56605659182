package io.binome.calendar.internal;

import io.binome.calendar.CalendarRules.End;
import io.binome.calendar.CalendarRules.Recurrence;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code rule}, {@code starting}, {@code at}, {@code for} and {@code until} of a window or a freeze. */
final class RecurrenceReader {
    private final CalendarNodes nodes;

    RecurrenceReader(CalendarNodes nodes) {
        this.nodes = nodes;
    }

    Optional<Recurrence> read(Map<String, Node> entries, Node of, String where, int mostDays) {
        Optional<Node> rule = nodes.required(
                entries, "rule", of, where, "On which days, as RFC 5545 says it: FREQ=WEEKLY;BYDAY=TU,TH");
        Optional<LocalTime> at = nodes.required(entries, "at", of, where, "When it begins on such a day: at: \"22:00\"")
                .flatMap(node -> time(node, where + ".at"));
        Optional<End> end = end(entries, of, where, mostDays);
        Node startingNode = entries.get("starting");
        @Nullable LocalDate starting = null;
        if (startingNode != null) {
            String text = nodes.text(startingNode, where + ".starting").orElse("");
            starting = TimeTexts.date(text)
                    .filter(day -> day.getYear() >= 2000 && day.getYear() < 2100)
                    .orElse(null);
            if (starting == null) {
                nodes.wrong(
                        CalendarNodes.VALUE,
                        startingNode,
                        where + ".starting",
                        "'" + text + "' is no day of this century.",
                        "Write the first day as 2027-01-04.");
                return Optional.empty();
            }
        }
        if (rule.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> text = nodes.text(rule.get(), where + ".rule");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            DayRule days = DayRule.parse(text.get(), starting);
            if (days.first(LocalDate.of(2000, 1, 1)).isEmpty()) {
                nodes.wrong(
                        CalendarNodes.CONTRADICTION,
                        rule.get(),
                        where + ".rule",
                        "No day ever matches this rule.",
                        "Look for a day that its month does not have, or an UNTIL before its first day.");
                return Optional.empty();
            }
        } catch (DayRule.Refused refused) {
            nodes.wrong(CalendarNodes.VALUE, rule.get(), where + ".rule", refused.reason(), refused.instead());
            return Optional.empty();
        }
        if (at.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Recurrence(text.get(), starting, at.get(), end.get()));
    }

    Optional<LocalTime> time(Node node, String where) {
        return nodes.text(node, where).flatMap(text -> {
            Optional<LocalTime> time = TimeTexts.time(text);
            if (time.isEmpty()) {
                nodes.wrong(
                        CalendarNodes.VALUE,
                        node,
                        where,
                        "'" + text + "' is no time of day.",
                        "Write hours and minutes: \"22:00\"");
            }
            return time;
        });
    }

    private Optional<End> end(Map<String, Node> entries, Node of, String where, int mostDays) {
        Node lasting = entries.get("for");
        Node until = entries.get("until");
        if (until != null && lasting == null) {
            return time(until, where + ".until").map(End.At::new);
        }
        if (lasting == null || until != null) {
            nodes.wrong(
                    lasting == null ? CalendarNodes.MISSING : CalendarNodes.VALUE,
                    lasting == null ? of : lasting,
                    where + ".for",
                    "It must be said once when it ends.",
                    "Write for: 4h (time that really passes), or until: \"05:00\" (what the clock shows).");
            return Optional.empty();
        }
        return nodes.text(lasting, where + ".for").flatMap(text -> {
            Optional<End.After> length = TimeTexts.length(text);
            Duration whole = length.map(after -> Duration.ofDays(after.days()).plus(after.rest()))
                    .orElse(Duration.ZERO);
            if (!whole.isPositive() || whole.compareTo(Duration.ofDays(mostDays)) > 0) {
                nodes.wrong(
                        CalendarNodes.CONTRADICTION,
                        lasting,
                        where + ".for",
                        "'" + text + "' is no length of more than nothing and at most " + mostDays + " days.",
                        "Write 90m, 4h, 1d or 1d 12h.");
                return Optional.<End>empty();
            }
            return length.map(End.class::cast);
        });
    }
}
