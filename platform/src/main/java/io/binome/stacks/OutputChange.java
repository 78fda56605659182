package io.binome.stacks;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happens to a value that a stack hands on to others.
 *
 * @param before by path inside the value, {@code ""} for the value itself; empty when it is new
 * @param after empty when it goes
 */
public record OutputChange(
        String name, Action action, SortedMap<String, Value> before, SortedMap<String, Value> after) {
    public OutputChange {
        before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }
}
