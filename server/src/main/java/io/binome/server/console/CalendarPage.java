package io.binome.server.console;

import io.binome.changes.Change;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When changes may be applied.
 *
 * @param environments how each stands now
 * @param chosen the one whose month is shown; null when the contract names none
 */
public record CalendarPage(
        List<Standing> environments, @Nullable Month chosen) {
    /**
     * How an environment stands.
     *
     * @param why in the reader's language
     * @param times when it opens and closes next, in words
     */
    public record Standing(String environment, boolean chosen, Badge badge, String why, List<String> times) {}

    /**
     * A month of one environment.
     *
     * @param agreed whether the contract says anything of it
     * @param weekdays their short names, from Monday
     * @param terms what is agreed, in words
     */
    public record Month(
            String environment,
            String zone,
            boolean agreed,
            String title,
            String address,
            String previous,
            String next,
            List<String> weekdays,
            List<Day> days,
            List<Term> terms) {}

    /**
     * A day of the month's weeks.
     *
     * @param within whether it is of this month
     * @param open parts of the day, in thousandths of it
     * @param frozen as {@code open}
     */
    public record Day(
            LocalDate date,
            String spoken,
            boolean within,
            boolean today,
            @Nullable String holiday,
            List<Part> open,
            List<Part> frozen,
            List<Line> lines,
            List<Queued> queued) {
        public boolean anything() {
            return holiday != null || !lines.isEmpty() || !queued.isEmpty();
        }
    }

    public record Part(int from, int width) {}

    /** @param kind {@code window}, {@code freeze} or {@code exception} */
    public record Line(
            String kind,
            String sign,
            String times,
            String name,
            @Nullable String reason) {}

    /** A change that waits for its window. */
    public record Queued(Change change, String time) {}

    public record Term(String kind, String name, String words) {}
}
