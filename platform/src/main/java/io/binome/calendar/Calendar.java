package io.binome.calendar;

import io.binome.calendar.internal.RuleCalendar;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When changes may be applied, as a function of the time alone. Made from {@link CalendarRules}; what was computed is
 * kept with it, so a calendar is made once and asked often. Knows the years 1970 to 2199.
 */
public interface Calendar {
    static Calendar of(CalendarRules rules) {
        return new RuleCalendar(rules);
    }

    /**
     * Whether it is open then.
     *
     * @param purpose going back may be free of freezes, where the rules say so
     */
    CalendarStatus at(Instant time, Purpose purpose);

    /**
     * The first instant from {@code from} on at which something that takes this long can begin and end while it is open.
     *
     * @return empty when there is none within two years
     */
    Optional<Instant> nextStart(Instant from, Duration expected, Purpose purpose);

    /**
     * The first instant at which something approved then may begin, by the notice that people must be given; whether it
     * is open then is another question. Going back waits for no notice.
     */
    Instant noticeEnds(Instant approved, Purpose purpose);

    /** Everything that the rules say of a stretch of time of at most two years. */
    CalendarView view(Instant from, Instant to);

    enum Purpose {
        CHANGE,
        GOING_BACK
    }
}
