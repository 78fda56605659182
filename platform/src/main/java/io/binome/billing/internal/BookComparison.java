package io.binome.billing.internal;

import io.binome.billing.PriceBook;
import io.binome.stacks.Action;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Value;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one version of a price book says otherwise than another, in words, and whether it says so in time. Pure. */
final class BookComparison {
    private static final SortedMap<LocalDate, String> NEVER = Collections.emptySortedMap();

    private final String book;
    private final String file;
    private final Map<String, Integer> lines;
    private final @Nullable LocalDate today;
    private final LocalDate earliest;
    private final List<ResourceChange> changes = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private BookComparison(
            String book, String file, Map<String, Integer> lines, @Nullable LocalDate today, LocalDate earliest) {
        this.book = book;
        this.file = file;
        this.lines = lines;
        this.today = today;
        this.earliest = earliest;
    }

    record Result(List<ResourceChange> changes, List<Finding> findings) {}

    /** A difference from a day on. */
    private record Difference(LocalDate from, String before, String after) {}

    /**
     * @param before null for a new book, whose prices may begin whenever they like
     * @param file in which {@code after} stands, and {@code lines} where in it
     * @param promised the first day that no notice of an earlier version protects any more
     */
    static Result compare(
            @Nullable PriceBook before,
            PriceBook after,
            String file,
            Map<String, Integer> lines,
            LocalDate today,
            LocalDate promised) {
        int notice = before == null ? 0 : Math.max(before.noticeDays(), after.noticeDays());
        LocalDate noticed = today.plusDays(notice);
        BookComparison comparison = new BookComparison(
                after.name(),
                file,
                lines,
                before == null ? null : today,
                promised.isAfter(noticed) ? promised : noticed);
        BookTimelines old = before == null ? BookTimelines.NONE : BookTimelines.of(before);
        BookTimelines now = BookTimelines.of(after);
        if (before != null && !before.currency().equals(after.currency())) {
            comparison.findings.add(new Finding(
                    "prices-currency",
                    file,
                    1,
                    1,
                    "currency",
                    "The book " + after.name() + " is in " + before.currency() + " and cannot become one in "
                            + after.currency() + ": what was agreed in one is not owed in the other.",
                    "Write another book, and let contracts name it."));
        }
        if (before != null && !before.zone().equals(after.zone())) {
            comparison.findings.add(new Finding(
                    "prices-timezone",
                    file,
                    1,
                    1,
                    "timezone",
                    "The book " + after.name() + " counts days in " + before.zone() + " and cannot count them in "
                            + after.zone() + ": hours would go over into other months, some of which are invoiced.",
                    "Write another book, for tenants that come."));
        }
        comparison.terms(old.terms(), now.terms());
        SortedSet<String> subjects = new TreeSet<>(old.prices().keySet());
        subjects.addAll(now.prices().keySet());
        subjects.forEach(subject -> comparison.price(
                subject, old.prices().getOrDefault(subject, NEVER), now.prices().getOrDefault(subject, NEVER)));
        SortedSet<String> types = new TreeSet<>(old.catalogue().keySet());
        types.addAll(now.catalogue().keySet());
        types.forEach(type -> comparison.catalogue(
                type,
                old.catalogue().getOrDefault(type, Collections.emptySortedMap()),
                now.catalogue().getOrDefault(type, Collections.emptySortedMap())));
        return new Result(comparison.changes, comparison.findings);
    }

    private void terms(SortedMap<String, String> before, SortedMap<String, String> after) {
        List<String> notes = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String was = before.getOrDefault(name, "");
            String becomes = after.getOrDefault(name, "");
            if (!was.equals(becomes) && today != null) {
                notes.add(name + ": " + arrow(was, becomes));
            }
        }
        if (today == null) {
            notes.add("A new price book: contracts can name it from now on.");
        }
        add("terms", "price-book", words(before), words(after), notes);
    }

    private static SortedMap<String, Value> words(SortedMap<String, String> words) {
        SortedMap<String, Value> values = new TreeMap<>();
        words.forEach((name, text) -> values.put(name, Value.text(text)));
        return values;
    }

    private void price(String subject, SortedMap<LocalDate, String> before, SortedMap<LocalDate, String> after) {
        List<String> notes = new ArrayList<>();
        for (Difference difference : differences(before, after)) {
            String sentence = said(subject) + ": " + arrow(difference.before(), difference.after()) + " from "
                    + difference.from();
            notes.add(sentence);
            inTime(
                    subject,
                    difference,
                    sentence,
                    file,
                    lines.getOrDefault(RateReader.place(subject, difference.from()), 1));
        }
        add(subject, "price", values("", before), values("", after), notes);
    }

    private void catalogue(
            String type,
            SortedMap<String, SortedMap<LocalDate, String>> before,
            SortedMap<String, SortedMap<LocalDate, String>> after) {
        List<String> notes = new ArrayList<>();
        SortedMap<String, Value> was = new TreeMap<>();
        SortedMap<String, Value> becomes = new TreeMap<>();
        SortedSet<String> subjects = new TreeSet<>(before.keySet());
        subjects.addAll(after.keySet());
        for (String subject : subjects) {
            SortedMap<LocalDate, String> old = before.getOrDefault(subject, NEVER);
            SortedMap<LocalDate, String> now = after.getOrDefault(subject, NEVER);
            was.putAll(values(subject + " from ", old));
            becomes.putAll(values(subject + " from ", now));
            for (Difference difference : differences(old, now)) {
                String sentence = type + ", " + subject + ": " + arrow(difference.before(), difference.after())
                        + " from " + difference.from();
                notes.add(sentence);
                // What had no price was unknown, and nobody was promised anything.
                if (!difference.before().isEmpty()) {
                    inTime(type, difference, sentence, file, 1);
                }
            }
        }
        add("catalogue." + type, "catalogue", was, becomes, notes);
    }

    private static SortedMap<String, Value> values(String prefix, SortedMap<LocalDate, String> timeline) {
        SortedMap<String, Value> values = new TreeMap<>();
        timeline.forEach((day, words) -> values.put(prefix + day, Value.text(words.isEmpty() ? "nothing" : words)));
        return values;
    }

    /** Days from which on something else holds than so far, each only where it begins. */
    private static List<Difference> differences(
            SortedMap<LocalDate, String> before, SortedMap<LocalDate, String> after) {
        SortedSet<LocalDate> days = new TreeSet<>(before.keySet());
        days.addAll(after.keySet());
        List<Difference> differences = new ArrayList<>();
        for (LocalDate day : days) {
            String was = BookTimelines.on(before, day);
            String becomes = BookTimelines.on(after, day);
            if (!was.equals(becomes)) {
                differences.add(new Difference(day, was, becomes));
            }
        }
        return differences;
    }

    private void inTime(String subject, Difference difference, String sentence, String where, int line) {
        if (today == null || !difference.from().isBefore(earliest)) {
            return;
        }
        boolean past = difference.from().isBefore(today);
        findings.add(new Finding(
                "prices-notice",
                where,
                line,
                1,
                subject,
                past
                        ? sentence + " would change what things cost on days that are over."
                        : sentence
                                + " begins too early: a price must stand in this book for as long as its notice says.",
                "Let it begin on " + earliest + " or later, and leave what holds until then as it is."));
    }

    private void add(
            String name,
            String type,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> notes) {
        if (!before.equals(after)) {
            Action action = before.isEmpty() ? Action.CREATE : after.isEmpty() ? Action.DELETE : Action.UPDATE;
            changes.add(new ResourceChange(
                    book + "." + name, type, name, action, before, after, List.of(), List.copyOf(notes)));
        }
    }

    private static String said(String subject) {
        return subject.equals("cpu") ? "CPU" : subject.substring(0, 1).toUpperCase(Locale.ROOT) + subject.substring(1);
    }

    /** {@code 0.012 → 0.014 EUR per CPU-hour} where only the amount differs. */
    private static String arrow(String before, String after) {
        if (before.isEmpty()) {
            return after;
        }
        if (after.isEmpty()) {
            return "no longer " + before;
        }
        int space = before.indexOf(' ');
        int other = after.indexOf(' ');
        return space > 0 && other > 0 && before.substring(space).equals(after.substring(other))
                ? before.substring(0, space) + " → " + after
                : before + " → " + after;
    }
}
