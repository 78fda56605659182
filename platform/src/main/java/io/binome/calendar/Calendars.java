package io.binome.calendar;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the calendars that were asked for last, so that what they computed serves the next question too. Rules that are
 * equal share a calendar, whoever wrote them.
 */
public final class Calendars {
    private static final int MOST = 500;

    private final Map<CalendarRules, Calendar> kept = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CalendarRules, Calendar> eldest) {
            return size() > MOST;
        }
    });

    public Calendar of(CalendarRules rules) {
        return kept.computeIfAbsent(rules, Calendar::of);
    }
}
