package io.binome.states;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two versions.
 *
 * @param entries resources and outputs by address; at most {@link #MOST}, while the counts are of all
 */
public record StateDifference(
        StateVersion from, StateVersion to, int added, int removed, int changed, List<Entry> entries) {
    public static final int MOST = 500;

    public StateDifference {
        entries = List.copyOf(entries);
    }

    /** What happened to a resource or an output. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }

    /**
     * One resource instance, or {@code output.<name>}.
     *
     * @param attributes those that differ, by dotted path; at most {@link #MOST}
     */
    public record Entry(String address, Kind kind, SortedMap<String, Attribute> attributes) {}

    /**
     * An attribute in both versions, as canonical JSON text; {@link #SENSITIVE} where the state marks it so, null where
     * it is not there.
     */
    public record Attribute(
            @Nullable String before, @Nullable String after) {
        public static final String SENSITIVE = "(sensitive)";
    }
}
