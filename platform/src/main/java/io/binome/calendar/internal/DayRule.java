package io.binome.calendar.internal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.Part;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * An RFC 5545 rule over days: which days match. The time of day is no part of it, so that nothing comes more often than
 * daily and the work for a year is bounded.
 */
final class DayRule {
    static final int MOST_CHARACTERS = 200;

    private static final int MOST_INTERVAL = 100;
    private static final int MOST_COUNT = 5_000;
    /** A rule gives no more days of a year, and iterators begin two years before. */
    private static final int MOST_STEPS = 3 * 366;

    private static final Set<Freq> FREQUENCIES = EnumSet.of(Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);

    private final RecurrenceRule rule;
    private final @Nullable LocalDate starting;

    private DayRule(RecurrenceRule rule, @Nullable LocalDate starting) {
        this.rule = rule;
        this.starting = starting;
    }

    /** Why a rule cannot be taken. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient @Nullable String instead;

        Refused(String reason, @Nullable String instead) {
            super(reason);
            this.instead = instead;
        }

        String reason() {
            return String.valueOf(getMessage());
        }

        @Nullable
        String instead() {
            return instead;
        }
    }

    /** @throws IllegalArgumentException for what {@link #parse} refuses */
    static DayRule of(String text, @Nullable LocalDate starting) {
        try {
            return parse(text, starting);
        } catch (Refused refused) {
            throw new IllegalArgumentException(text + ": " + refused.reason(), refused);
        }
    }

    static DayRule parse(String text, @Nullable LocalDate starting) throws Refused {
        if (text.length() > MOST_CHARACTERS) {
            throw new Refused("The rule is longer than " + MOST_CHARACTERS + " characters.", null);
        }
        RecurrenceRule rule;
        try {
            String upper = text.strip().toUpperCase(Locale.ROOT);
            rule = new RecurrenceRule(upper.startsWith("RRULE:") ? upper.substring(6) : upper, RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException malformed) {
            throw new Refused("This is no rule of RFC 5545.", "For example FREQ=WEEKLY;BYDAY=TU,TH");
        }
        bounded(rule);
        if (starting == null) {
            standsAlone(rule);
        }
        return new DayRule(rule, starting);
    }

    private static void bounded(RecurrenceRule rule) throws Refused {
        if (!FREQUENCIES.contains(rule.getFreq())) {
            throw new Refused(
                    "A rule says on which days; " + rule.getFreq() + " is more often than daily.",
                    "Use DAILY, WEEKLY, MONTHLY or YEARLY, and 'at' for the time of day.");
        }
        if (rule.hasPart(Part.BYHOUR) || rule.hasPart(Part.BYMINUTE) || rule.hasPart(Part.BYSECOND)) {
            throw new Refused(
                    "A rule says on which days; BYHOUR, BYMINUTE and BYSECOND have no place in it.",
                    "Write the time of day as 'at'.");
        }
        if (rule.hasPart(Part.RSCALE) || rule.hasPart(Part.SKIP)) {
            throw new Refused("RSCALE and SKIP are not read.", null);
        }
        if (rule.getInterval() > MOST_INTERVAL) {
            throw new Refused("The INTERVAL is larger than " + MOST_INTERVAL + ".", null);
        }
        Integer count = rule.getCount();
        if (count != null && count > MOST_COUNT) {
            throw new Refused("The COUNT is larger than " + MOST_COUNT + ".", "Use UNTIL with a date.");
        }
        if (rule.getUntil() != null && !rule.getUntil().isAllDay()) {
            throw new Refused("UNTIL is a time.", "Write it as a date: UNTIL=20271231");
        }
    }

    /** Without a first day a rule must say by itself on which days it falls. */
    private static void standsAlone(RecurrenceRule rule) throws Refused {
        boolean days =
                switch (rule.getFreq()) {
                    case DAILY -> true;
                    case WEEKLY -> rule.hasPart(Part.BYDAY);
                    case MONTHLY -> rule.hasPart(Part.BYDAY) || rule.hasPart(Part.BYMONTHDAY);
                    default ->
                        rule.hasPart(Part.BYYEARDAY)
                                || rule.hasPart(Part.BYDAY)
                                || rule.hasPart(Part.BYMONTH) && rule.hasPart(Part.BYMONTHDAY);
                };
        if (!days) {
            throw new Refused(
                    "The rule does not say on which days.",
                    "Add BYDAY or BYMONTHDAY, or the key 'starting' with its first day.");
        }
        if (rule.getInterval() > 1 || rule.getCount() != null) {
            throw new Refused("INTERVAL and COUNT run from a first day.", "Add the key 'starting' with that day.");
        }
    }

    /** The days of a year that match, in order. */
    List<LocalDate> in(int year) {
        LocalDate from = LocalDate.of(year, 1, 1);
        LocalDate to = from.plusYears(1);
        List<LocalDate> days = new ArrayList<>();
        if (starting != null && !starting.isBefore(to)) {
            return days;
        }
        try {
            // Weeks and sets of a year reach over its ends, so that the iterator begins well before.
            LocalDate begin = starting == null ? from.minusYears(1) : starting;
            RecurrenceRuleIterator iterator = rule.iterator(toDateTime(begin));
            if (begin.isBefore(from)) {
                iterator.fastForward(toDateTime(from));
            }
            for (int step = 0; step < MOST_STEPS && iterator.hasNext(); step++) {
                LocalDate day = toDate(iterator.nextDateTime());
                if (day.isBefore(from)) {
                    continue;
                }
                if (day.isAfter(to.plusDays(7))) {
                    break;
                }
                if (day.isBefore(to)) {
                    days.add(day);
                }
            }
        } catch (IllegalArgumentException nothingMatches) {
            // The library looked through many periods in vain: nothing follows.
            return sorted(days);
        }
        return sorted(days);
    }

    /** The first day that ever matches, looking forty years ahead: the 29th of February on a Friday comes in 28. */
    Optional<LocalDate> first(LocalDate from) {
        LocalDate begin = starting == null ? from : starting;
        try {
            RecurrenceRuleIterator iterator = rule.iterator(toDateTime(begin));
            if (iterator.hasNext()) {
                LocalDate day = toDate(iterator.nextDateTime());
                return day.isBefore(begin.plusYears(40)) ? Optional.of(day) : Optional.empty();
            }
        } catch (IllegalArgumentException nothingMatches) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static List<LocalDate> sorted(List<LocalDate> days) {
        days.sort(Comparator.naturalOrder());
        return days;
    }

    private static DateTime toDateTime(LocalDate date) {
        return new DateTime(date.getYear(), date.getMonthValue() - 1, date.getDayOfMonth());
    }

    private static LocalDate toDate(DateTime time) {
        return LocalDate.of(time.getYear(), time.getMonth() + 1, time.getDayOfMonth());
    }
}
