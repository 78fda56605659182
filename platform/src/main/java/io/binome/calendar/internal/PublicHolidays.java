package io.binome.calendar.internal;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import io.binome.calendar.CalendarRules.HolidayRegion;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The public holidays of one region, from Jollyday's tables, which are in its jar. */
final class PublicHolidays {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private final @Nullable HolidayManager manager;
    private final String[] region;

    private PublicHolidays(@Nullable HolidayManager manager, String[] region) {
        this.manager = manager;
        this.region = region;
    }

    /** @throws IllegalArgumentException when {@link #known} does not know it */
    static PublicHolidays of(@Nullable HolidayRegion region) {
        if (region == null) {
            return new PublicHolidays(null, new String[0]);
        }
        HolidayManager manager = manager(region.country())
                .orElseThrow(() -> new IllegalArgumentException("No holidays are known of " + region));
        List<String> path = path(manager, region.region())
                .orElseThrow(() -> new IllegalArgumentException("No holidays are known of " + region));
        return new PublicHolidays(manager, path.toArray(String[]::new));
    }

    static boolean knowsCountry(String country) {
        return manager(country).isPresent();
    }

    /** Of a country that is known. */
    static boolean knowsRegion(HolidayRegion region) {
        return manager(region.country())
                .flatMap(manager -> path(manager, region.region()))
                .isPresent();
    }

    /** The regions of a country that is known, in order. */
    static List<String> regions(String country) {
        return manager(country)
                .map(manager -> manager.getCalendarHierarchy().getChildren().keySet().stream()
                        .map(name -> name.toUpperCase(Locale.ROOT))
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    private static Optional<HolidayManager> manager(String country) {
        // The tables have stock exchanges too, which are nobody's country.
        if (!COUNTRY.matcher(country).matches()
                || !HolidayManager.getSupportedCalendarCodes().contains(country)) {
            return Optional.empty();
        }
        return Optional.of(HolidayManager.getInstance(ManagerParameters.create(country.toLowerCase(Locale.ROOT))));
    }

    private static Optional<List<String>> path(HolidayManager manager, @Nullable String region) {
        List<String> path = new ArrayList<>();
        if (region == null) {
            return Optional.of(path);
        }
        Map<String, CalendarHierarchy> children = manager.getCalendarHierarchy().getChildren();
        for (String part : region.split("-", -1)) {
            Optional<Map.Entry<String, CalendarHierarchy>> child = children.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(part))
                    .findFirst();
            if (child.isEmpty()) {
                return Optional.empty();
            }
            path.add(child.get().getKey());
            children = child.get().getValue().getChildren();
        }
        return Optional.of(path);
    }

    /** The days of a year on which people are free, with their names by language. */
    SortedMap<LocalDate, Map<String, String>> in(int year) {
        SortedMap<LocalDate, Map<String, String>> days = new TreeMap<>();
        if (manager == null) {
            return days;
        }
        manager.getHolidays(Year.of(year), region).stream()
                // Observances are days that people remember at work.
                .filter(holiday -> holiday.getType() != HolidayType.OBSERVANCE)
                // Two may fall on one day: the same one gives its name each time.
                .sorted(Comparator.comparing(Holiday::getPropertiesKey))
                .forEach(holiday -> days.putIfAbsent(
                        holiday.getDate(),
                        Map.of(
                                "en", holiday.getDescription(Locale.ENGLISH),
                                "fr", holiday.getDescription(Locale.FRENCH))));
        return days;
    }
}
