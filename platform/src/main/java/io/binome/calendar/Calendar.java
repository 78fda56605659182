package io.binome.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When changes may be applied, as a function of the time alone. Made from {@link CalendarRules}. */
public interface Calendar {
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

    enum Purpose {
        CHANGE,
        GOING_BACK
    }
}
