package io.binome.calendar.internal;

import io.binome.calendar.CalendarFinding;
import io.binome.calendar.CalendarRules;
import io.binome.calendar.CalendarRules.Dates;
import io.binome.calendar.CalendarRules.Freeze;
import io.binome.calendar.CalendarRules.HolidayRegion;
import io.binome.calendar.CalendarRules.Notice;
import io.binome.calendar.CalendarRules.Opening;
import io.binome.calendar.CalendarRules.Recurring;
import io.binome.calendar.CalendarRules.Window;
import io.binome.calendar.CalendarRules.WorkingHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads a calendar from its YAML nodes. */
public final class RulesReader {
    private static final List<String> CALENDAR =
            List.of("zone", "holidays", "workingHours", "windows", "freezes", "exceptions", "notice", "goingBack");
    private static final List<String> HOURS = List.of("days", "from", "to");
    private static final List<String> WINDOW =
            List.of("name", "rule", "starting", "at", "for", "until", "except", "onHolidays");
    private static final List<String> FREEZE =
            List.of("name", "reason", "from", "to", "rule", "starting", "at", "for", "until", "except", "goingBack");
    private static final List<String> DATES = List.of("from", "to");
    private static final List<String> EXCEPTION = List.of("from", "to", "reason");

    private static final int MOST_WINDOW_DAYS = 7;
    private static final int MOST_REPEATED_FREEZE_DAYS = 92;
    private static final int MOST_EXCEPTION_DAYS = 31;
    private static final int MOST_NOTICE_DAYS = 60;

    private final CalendarNodes nodes;
    private final RecurrenceReader recurrences;
    private final DatesReader dates;

    public RulesReader(List<CalendarFinding> findings) {
        nodes = new CalendarNodes(findings);
        recurrences = new RecurrenceReader(nodes);
        dates = new DatesReader(nodes);
    }

    public Optional<CalendarRules> read(Node calendar, String where) {
        Map<String, Node> entries = nodes.mapping(calendar, where, CALENDAR);
        if (nodes.anythingWrong() && entries.isEmpty()) {
            return Optional.empty();
        }
        ZoneId zone = nodes.required(
                        entries, "zone", calendar, where, "Whose clock it is, for example 'zone: Europe/Paris'.")
                .flatMap(node -> zone(node, where + ".zone"))
                .orElse(ZoneId.of("UTC"));
        HolidayRegion holidays = optional(entries, "holidays")
                .flatMap(node -> holidays(node, where + ".holidays"))
                .orElse(null);
        WorkingHours hours = optional(entries, "workingHours")
                .flatMap(node -> workingHours(node, where + ".workingHours"))
                .orElse(WorkingHours.USUAL);
        Map<Window, Node> windows = new LinkedHashMap<>();
        Node windowList = entries.get("windows");
        if (windowList != null) {
            windows(windowList, where + ".windows", windows);
        }
        Map<Freeze, Node> freezes = new LinkedHashMap<>();
        optional(entries, "freezes").ifPresent(node -> freezes(node, where + ".freezes", freezes));
        List<Opening> exceptions = optional(entries, "exceptions")
                .map(node -> exceptions(node, where + ".exceptions"))
                .orElse(List.of());
        Notice notice = optional(entries, "notice")
                .flatMap(node -> notice(node, where + ".notice"))
                .orElse(Notice.NONE);
        boolean anyTime = word(entries, "goingBack", where, "any-time", "in-windows");
        if (nodes.anythingWrong()) {
            return Optional.empty();
        }
        CalendarRules rules = new CalendarRules(
                zone,
                holidays,
                hours,
                windowList == null ? null : List.copyOf(windows.keySet()),
                List.copyOf(freezes.keySet()),
                exceptions,
                notice,
                anyTime);
        new Contradictions(rules, windows, freezes, nodes).find(where);
        return nodes.anythingWrong() ? Optional.empty() : Optional.of(rules);
    }

    private static Optional<Node> optional(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private Optional<ZoneId> zone(Node node, String where) {
        Optional<String> text = nodes.text(node, where);
        // Offsets and abbreviations know no clock changes.
        if (text.isPresent()
                && (text.get().equals("UTC") || text.get().contains("/"))
                && ZoneId.getAvailableZoneIds().contains(text.get())) {
            return Optional.of(ZoneId.of(text.get()));
        }
        text.ifPresent(name -> nodes.wrong(
                CalendarNodes.VALUE,
                node,
                where,
                "'" + name + "' is no timezone.",
                "Write a name of the timezone database, for example Europe/Paris, or UTC."));
        return Optional.empty();
    }

    private Optional<HolidayRegion> holidays(Node node, String where) {
        Optional<String> text = nodes.text(node, where);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = text.get().toUpperCase(Locale.ROOT).split("-", 2);
        if (!PublicHolidays.knowsCountry(parts[0])) {
            nodes.wrong(
                    CalendarNodes.VALUE,
                    node,
                    where,
                    "No public holidays are known of '" + text.get() + "'.",
                    "Write a country's two letters, for example FR, with a region where it has its own: FR-57, DE-BY.");
            return Optional.empty();
        }
        HolidayRegion region = new HolidayRegion(parts[0], parts.length == 1 ? null : parts[1]);
        if (!PublicHolidays.knowsRegion(region)) {
            nodes.wrong(
                    CalendarNodes.VALUE,
                    node,
                    where,
                    "No region '" + parts[1] + "' is known of " + parts[0] + ".",
                    "Known are: " + String.join(", ", PublicHolidays.regions(parts[0])) + ".");
            return Optional.empty();
        }
        return Optional.of(region);
    }

    private Optional<WorkingHours> workingHours(Node node, String where) {
        Map<String, Node> entries = nodes.mapping(node, where, HOURS);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        Node written = entries.get("days");
        if (written == null) {
            days.addAll(WorkingHours.USUAL.days());
        } else {
            for (Node item : nodes.list(written, where + ".days")) {
                nodes.text(item, where + ".days").ifPresent(text -> TimeTexts.day(text)
                        .ifPresentOrElse(
                                days::add,
                                () -> nodes.wrong(
                                        CalendarNodes.VALUE,
                                        item,
                                        where + ".days",
                                        "'" + text + "' is no day of the week.",
                                        "Write monday, tuesday, …, or mon, tue, ….")));
            }
        }
        LocalTime from = optional(entries, "from")
                .flatMap(time -> recurrences.time(time, where + ".from"))
                .orElse(WorkingHours.USUAL.from());
        LocalTime to = optional(entries, "to")
                .flatMap(time -> recurrences.time(time, where + ".to"))
                .orElse(WorkingHours.USUAL.to());
        if (days.isEmpty()) {
            if (!nodes.anythingWrong()) {
                nodes.wrong(CalendarNodes.VALUE, node, where + ".days", "No day is worked on.", null);
            }
            return Optional.empty();
        }
        return Optional.of(new WorkingHours(days, from, to));
    }

    private void windows(Node list, String where, Map<Window, Node> windows) {
        List<Node> items = nodes.list(list, where);
        if (items.isEmpty() && !nodes.anythingWrong()) {
            nodes.wrong(
                    CalendarNodes.CONTRADICTION,
                    list,
                    where,
                    "The list of windows is empty: it would never open.",
                    "Leave 'windows' out for a calendar that only freezes close.");
        }
        Set<String> names = new TreeSet<>();
        int index = 0;
        for (Node item : items) {
            String at = where + "[" + index++ + "]";
            window(item, at).ifPresent(window -> {
                once(names, window.name(), item, at);
                windows.put(window, item);
            });
        }
    }

    private void once(Set<String> names, String name, Node node, String where) {
        if (!names.add(name)) {
            nodes.wrong(CalendarNodes.VALUE, node, where + ".name", "The name '" + name + "' stands here twice.", null);
        }
    }

    private Optional<Window> window(Node node, String where) {
        if (node instanceof ScalarNode scalar) {
            return switch (scalar.getValue()) {
                case "business-hours" -> Optional.of(new CalendarRules.BusinessHours());
                case "off-hours" -> Optional.of(new CalendarRules.OffHours());
                default -> {
                    nodes.wrong(
                            CalendarNodes.VALUE,
                            node,
                            where,
                            "'" + scalar.getValue() + "' is no window.",
                            "Write business-hours, off-hours, or a mapping with name, rule, at and for.");
                    yield Optional.empty();
                }
            };
        }
        Map<String, Node> entries = nodes.mapping(node, where, WINDOW);
        Optional<String> name = nodes.required(entries, "name", node, where, "People are told which window is open.")
                .flatMap(value -> nodes.line(value, where + ".name"));
        SortedSet<LocalDate> except = new TreeSet<>();
        optional(entries, "except").ifPresent(days -> {
            for (Node day : nodes.list(days, where + ".except")) {
                dates.day(day, where + ".except").ifPresent(except::add);
            }
        });
        boolean onHolidays = !word(entries, "onHolidays", where, "closed", "open");
        return recurrences
                .read(entries, node, where, MOST_WINDOW_DAYS)
                .flatMap(when -> name.map(named -> new Recurring(named, when, except, onHolidays)));
    }

    private void freezes(Node list, String where, Map<Freeze, Node> freezes) {
        Set<String> names = new TreeSet<>();
        int index = 0;
        for (Node item : nodes.list(list, where)) {
            String at = where + "[" + index++ + "]";
            freeze(item, at).ifPresent(freeze -> {
                once(names, freeze.name(), item, at);
                freezes.put(freeze, item);
            });
        }
    }

    private Optional<Freeze> freeze(Node node, String where) {
        Map<String, Node> entries = nodes.mapping(node, where, FREEZE);
        Optional<String> name = nodes.required(entries, "name", node, where, "People are told which freeze holds.")
                .flatMap(value -> nodes.line(value, where + ".name"));
        Optional<String> reason = nodes.required(entries, "reason", node, where, "Who waits wants to know what for.")
                .flatMap(value -> nodes.line(value, where + ".reason"));
        List<Dates> except = new ArrayList<>();
        optional(entries, "except").ifPresent(items -> {
            for (Node item : nodes.list(items, where + ".except")) {
                dates.read(item, where + ".except").ifPresent(except::add);
            }
        });
        boolean goingBack = word(entries, "goingBack", where, "allowed", "refused");
        Optional<? extends CalendarRules.When> when =
                entries.containsKey("rule") ? repeated(entries, node, where) : dates.read(entries, node, where);
        if (name.isEmpty() || reason.isEmpty() || when.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Freeze(name.get(), reason.get(), when.get(), except, goingBack));
    }

    private Optional<CalendarRules.Repeated> repeated(Map<String, Node> entries, Node node, String where) {
        for (String alien : DATES) {
            if (entries.containsKey(alien)) {
                nodes.wrong(
                        CalendarNodes.VALUE,
                        entries.get(alien),
                        where + "." + alien,
                        "'" + alien + "' belongs to a freeze without a rule.",
                        "Write 'starting' for the first day, and an UNTIL in the rule for the last.");
                return Optional.empty();
            }
        }
        return recurrences.read(entries, node, where, MOST_REPEATED_FREEZE_DAYS).map(CalendarRules.Repeated::new);
    }

    private List<Opening> exceptions(Node list, String where) {
        List<Opening> exceptions = new ArrayList<>();
        int index = 0;
        for (Node item : nodes.list(list, where)) {
            String at = where + "[" + index++ + "]";
            Map<String, Node> entries = nodes.mapping(item, at, EXCEPTION);
            Optional<String> reason = nodes.required(entries, "reason", item, at, "Both sides will ask why.")
                    .flatMap(value -> nodes.line(value, at + ".reason"));
            dates.read(entries, item, at, MOST_EXCEPTION_DAYS)
                    .ifPresent(when -> reason.ifPresent(why -> exceptions.add(new Opening(when, why))));
        }
        return exceptions;
    }

    private Optional<Notice> notice(Node node, String where) {
        Optional<String> text = nodes.text(node, where);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Notice> notice = TimeTexts.workingDays(text.get())
                .map(days -> new Notice(days, Duration.ZERO))
                .or(() -> TimeTexts.length(text.get())
                        .map(length ->
                                new Notice(0, Duration.ofDays(length.days()).plus(length.rest()))));
        if (notice.isEmpty()
                || notice.get().workingDays() > MOST_NOTICE_DAYS
                || notice.get().time().compareTo(Duration.ofDays(MOST_NOTICE_DAYS)) > 0) {
            nodes.wrong(
                    CalendarNodes.VALUE,
                    node,
                    where,
                    "'" + text.get() + "' is no notice of at most " + MOST_NOTICE_DAYS + " days.",
                    "Write 4h, 2d, or 3 working days.");
            return Optional.empty();
        }
        return notice;
    }

    /** Whether the first of two words is written; the second is what holds when nothing is. */
    private boolean word(Map<String, Node> entries, String key, String where, String yes, String no) {
        Node node = entries.get(key);
        if (node == null) {
            return false;
        }
        @Nullable String text = nodes.text(node, where + "." + key).orElse(null);
        if (text != null && !text.equals(yes) && !text.equals(no)) {
            nodes.wrong(
                    CalendarNodes.VALUE,
                    node,
                    where + "." + key,
                    "'" + text + "' is not known here.",
                    "Write " + yes + " or " + no + ".");
        }
        return yes.equals(text);
    }
}
