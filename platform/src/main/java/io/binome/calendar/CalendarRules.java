package io.binome.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one calendar as a contract writes them. It is open where a window is open and no freeze holds, and in
 * every exception. All local times are of {@code zone}; a local time that a clock change skips is read with the offset
 * before it, one that comes twice is its first coming (RFC 5545, section 3.3.5).
 *
 * @param holidays whose public holidays count; null for none
 * @param windows their union is open; null when no windows are agreed, so that only freezes close
 * @param exceptions stretches agreed to be open whatever windows and freezes say
 * @param notice how long before they begin changes must have been approved
 * @param goingBackAnyTime whether going back waits neither for windows nor for any freeze
 */
public record CalendarRules(
        ZoneId zone,
        @Nullable HolidayRegion holidays,
        WorkingHours workingHours,
        @Nullable List<Window> windows,
        List<Freeze> freezes,
        List<Opening> exceptions,
        Notice notice,
        boolean goingBackAnyTime) {
    public CalendarRules {
        windows = windows == null ? null : List.copyOf(windows);
        freezes = List.copyOf(freezes);
        exceptions = List.copyOf(exceptions);
    }

    /** Never closed. */
    public static CalendarRules always(ZoneId zone) {
        return new CalendarRules(zone, null, WorkingHours.USUAL, null, List.of(), List.of(), Notice.NONE, false);
    }

    /**
     * @param country ISO 3166-1, two capital letters
     * @param region of the country, as Jollyday names them ({@code BY} of Germany); null for the whole country
     */
    public record HolidayRegion(String country, @Nullable String region) {
        @Override
        public String toString() {
            return region == null ? country : country + "-" + region;
        }
    }

    /** When people work. Until the next day where {@code to} is not after {@code from}. Public holidays are free. */
    public record WorkingHours(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
        public static final WorkingHours USUAL = new WorkingHours(
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(9, 0), LocalTime.of(18, 0));

        public WorkingHours {
            days = Collections.unmodifiableSet(EnumSet.copyOf(days));
        }
    }

    /** When changes may begin. A window belongs to the day on which it opens. */
    public sealed interface Window {
        String name();
    }

    /** While people work. */
    public record BusinessHours() implements Window {
        @Override
        public String name() {
            return "business-hours";
        }
    }

    /** While people do not work: evenings, nights, free days of the week, public holidays. */
    public record OffHours() implements Window {
        @Override
        public String name() {
            return "off-hours";
        }
    }

    /**
     * @param except days on which it does not open
     * @param onHolidays whether it opens on public holidays
     */
    public record Recurring(String name, Recurrence when, SortedSet<LocalDate> except, boolean onHolidays)
            implements Window {
        public Recurring {
            except = Collections.unmodifiableSortedSet(new TreeSet<>(except));
        }
    }

    /**
     * @param rule RFC 5545, by days: its frequency is daily, weekly, monthly or yearly
     * @param starting the first day that can match, from which intervals and counts run; null where it needs none
     * @param at when it begins on such a day
     */
    public record Recurrence(String rule, @Nullable LocalDate starting, LocalTime at, End end) {}

    public sealed interface End {
        /** Days by the calendar, so that they end at the same time of day, then time that really passes. */
        record After(int days, Duration rest) implements End {}

        /** The next coming of that time of day: on the day on which it began when it is later, else on the next. */
        record At(LocalTime time) implements End {}
    }

    /**
     * A time in which no change begins, whatever windows say.
     *
     * @param except stretches in which it does not hold; windows decide then
     * @param goingBackAllowed whether going back is free of it
     */
    public record Freeze(String name, String reason, When when, List<Dates> except, boolean goingBackAllowed) {
        public Freeze {
            except = List.copyOf(except);
        }
    }

    public sealed interface When {}

    /** Half-open. */
    public record Dates(LocalDateTime from, LocalDateTime to) implements When {}

    public record Repeated(Recurrence recurrence) implements When {}

    /** A stretch agreed to be open. */
    public record Opening(Dates dates, String reason) {}

    /**
     * How long people must know beforehand: both are waited for, the days first.
     *
     * @param workingDays days on which people work, 0 to 60
     * @param time that really passes, at most 60 days
     */
    public record Notice(int workingDays, Duration time) {
        public static final Notice NONE = new Notice(0, Duration.ZERO);

        public boolean isNone() {
            return workingDays == 0 && time.isZero();
        }
    }
}
