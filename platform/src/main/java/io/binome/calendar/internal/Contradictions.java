package io.binome.calendar.internal;

import io.binome.calendar.Calendar;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Finds windows that could never be used. Freezes by dates pass, so that only freezes by rule can close a window for
 * good. Looked at are two years from the first opening.
 */
final class Contradictions {
    private static final LocalDate SOME_DAY = LocalDate.of(2026, 1, 1);
    private static final Duration TWO_YEARS = Duration.ofDays(731);

    private final CalendarRules rules;
    private final Map<Window, Node> windows;
    private final Map<Freeze, Node> freezes;
    private final CalendarNodes nodes;

    Contradictions(CalendarRules rules, Map<Window, Node> windows, Map<Freeze, Node> freezes, CalendarNodes nodes) {
        this.rules = rules;
        this.windows = windows;
        this.freezes = freezes;
        this.nodes = nodes;
    }

    void find(String where) {
        int index = 0;
        for (Map.Entry<Window, Node> entry : windows.entrySet()) {
            window(entry.getKey(), entry.getValue(), where + ".windows[" + index++ + "]");
        }
        List<Freeze> repeated = repeated();
        if (windows.isEmpty() && !repeated.isEmpty() && !opens(null, repeated, SOME_DAY)) {
            Node first = freezes.getOrDefault(
                    repeated.getFirst(), freezes.values().iterator().next());
            nodes.wrong(
                    CalendarNodes.CONTRADICTION,
                    first,
                    where + ".freezes",
                    "The freezes cover all the time: nothing could ever be applied.",
                    null);
        }
    }

    private void window(Window window, Node node, String where) {
        List<Window> alone = List.of(window);
        LocalDate from = first(window);
        if (!opens(alone, List.of(), from)) {
            nodes.wrong(
                    CalendarNodes.CONTRADICTION,
                    node,
                    where,
                    "The window '" + window.name() + "' never opens: all its days are taken out.",
                    null);
            return;
        }
        List<Freeze> repeated = repeated();
        if (!repeated.isEmpty() && !opens(alone, repeated, from)) {
            nodes.wrong(
                    CalendarNodes.CONTRADICTION,
                    node,
                    where,
                    "The window '" + window.name() + "' never opens: the freezes "
                            + String.join(
                                    ", ", repeated.stream().map(Freeze::name).toList()) + " cover it.",
                    null);
        }
    }

    private List<Freeze> repeated() {
        return freezes.keySet().stream()
                .filter(freeze -> freeze.when() instanceof CalendarRules.Repeated)
                .toList();
    }

    private static LocalDate first(Window window) {
        return window instanceof CalendarRules.Recurring recurring
                ? DayRule.of(recurring.when().rule(), recurring.when().starting())
                        .first(SOME_DAY)
                        .orElse(SOME_DAY)
                : SOME_DAY;
    }

    private boolean opens(@org.jspecify.annotations.Nullable List<Window> of, List<Freeze> freezes, LocalDate from) {
        CalendarRules only = new CalendarRules(
                rules.zone(),
                rules.holidays(),
                rules.workingHours(),
                of,
                freezes,
                List.of(),
                CalendarRules.Notice.NONE,
                false);
        Instant begin = from.atStartOfDay(rules.zone()).toInstant();
        return !Calendar.of(only).view(begin, begin.plus(TWO_YEARS)).open().isEmpty();
    }
}
