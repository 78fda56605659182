package io.binome.runs.internal;

import io.binome.runs.LogMask;
import io.binome.runs.SecretSearch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks forms up by their first four characters: one step for each character of the text, and memory for little more
 * than the forms, however long they are (an automaton of a few values of 64 KiB would take gigabytes).
 */
public final class FormSearch implements SecretSearch {
    private static final int FILTER_BITS = 1 << 16;

    private static final int PART_BITS = 1 << 20;
    /** What is left of a form at the end of a line, where a program folded it, counts from here. */
    private static final int SHORTEST_PART = 8;
    /** A value may be in JSON that is in a string of HCL. */
    private static final int DEEPEST_ESCAPES = 3;

    private final BitSet filter = new BitSet(FILTER_BITS);
    private final Map<Integer, List<String>> byStart = new HashMap<>();
    private final List<String> folded = new ArrayList<>();
    /** Which four characters follow each other anywhere in a form that may be folded. */
    private final BitSet parts = new BitSet();

    private final int longest;

    public FormSearch(Collection<byte[]> values) {
        int most = 0;
        for (String form : SecretForms.of(values)) {
            int start = start(form, 0);
            filter.set(slot(start));
            byStart.computeIfAbsent(start, _ -> new ArrayList<>()).add(form);
            most = Math.max(most, form.length());
            if (isFoldable(form)) {
                folded.add(form);
                for (int i = 0; i + LogMask.SHORTEST <= form.length(); i++) {
                    parts.set(start(form, i) & PART_BITS - 1);
                }
            }
        }
        byStart.values()
                .forEach(forms ->
                        forms.sort(Comparator.comparingInt(String::length).reversed()));
        longest = most;
    }

    @Override
    public int longest() {
        // As it may stand in the text: each character as \\u00xx, or each byte of three as %XX.
        return longest * 9;
    }

    @Override
    public int cutBefore(String text, int at) {
        BitSet hits = hits(text);
        if (!hits.get(at)) {
            return at;
        }
        int before = hits.previousClearBit(at) + 1;
        return before > 0 ? before : hits.nextClearBit(at);
    }

    @Override
    public boolean findsIn(String text) {
        return !hits(text).isEmpty();
    }

    @Override
    public String masked(String text) {
        BitSet hits = hits(text);
        addFolded(text, hits);
        if (hits.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int at = 0;
        for (int hit = hits.nextSetBit(0); hit >= 0; hit = hits.nextSetBit(at)) {
            masked.append(text, at, hit).append(LogMask.MASK);
            at = hits.nextClearBit(hit);
        }
        return masked.append(text, at, text.length()).toString();
    }

    /** The characters that belong to a value. */
    BitSet hits(String text) {
        BitSet hits = new BitSet();
        if (byStart.isEmpty() || text.length() < LogMask.SHORTEST) {
            return hits;
        }
        Unescaped plain = Unescaped.none(text);
        search(plain, hits);
        searchEncoded(plain, hits);
        Unescaped inner = plain;
        for (int depth = 0; depth < DEEPEST_ESCAPES; depth++) {
            inner = inner.withoutBackslashes();
            if (inner == null) {
                break;
            }
            search(inner, hits);
            searchEncoded(inner, hits);
        }
        return hits;
    }

    /** A line that is nothing but the middle or the end of a value, as where a program breaks base64 every 76 characters. */
    private void addFolded(String text, BitSet hits) {
        String line = text.strip();
        if (line.length() >= SHORTEST_PART
                && parts.get(start(line, 0) & PART_BITS - 1)
                && parts.get(start(line, line.length() - LogMask.SHORTEST) & PART_BITS - 1)
                && folded.stream().anyMatch(form -> line.length() < form.length() && form.contains(line))) {
            int from = text.indexOf(line);
            hits.set(from, from + line.length());
        }
    }

    private void searchEncoded(Unescaped text, BitSet hits) {
        Unescaped decoded = text.withoutPercents(false);
        if (decoded != null) {
            search(decoded, hits);
        }
        Unescaped form = text.withoutPercents(true);
        if (form != null) {
            search(form, hits);
        }
    }

    private void search(Unescaped view, BitSet hits) {
        String text = view.text();
        int last = text.length() - LogMask.SHORTEST;
        for (int i = 0; i <= last; i++) {
            int start = start(text, i);
            if (filter.get(slot(start))) {
                int length = match(text, i, byStart.get(start));
                if (length > 0) {
                    hits.set(view.place(i), view.place(i + length));
                }
            }
        }
    }

    /** How much of the text at that place is a form, or the beginning of one that goes on in the next line. */
    private static int match(String text, int at, @Nullable List<String> forms) {
        if (forms == null) {
            return 0;
        }
        int left = text.length() - at;
        int part = 0;
        for (String form : forms) {
            if (form.length() <= left) {
                if (text.startsWith(form, at)) {
                    return Math.max(form.length(), part);
                }
            } else if (left >= SHORTEST_PART && form.regionMatches(0, text, at, left) && isFoldable(form)) {
                part = left;
            }
        }
        return part;
    }

    /** Lines of a value are forms of their own. */
    private static boolean isFoldable(String form) {
        return form.length() > 2 * SHORTEST_PART && form.indexOf('\n') < 0;
    }

    private static int start(String text, int at) {
        int start = 0;
        for (int i = at; i < at + LogMask.SHORTEST; i++) {
            start = start * 0x01000193 + text.charAt(i);
        }
        return start;
    }

    private static int slot(int start) {
        return (start ^ start >>> 16) & FILTER_BITS - 1;
    }

    @Override
    public String toString() {
        return "FormSearch[]";
    }
}
