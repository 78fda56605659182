package io.binome.stacks;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happens to one resource.
 *
 * @param address unique in the plan: {@code service.web}, {@code volume.data}, {@code network.back}
 * @param before attributes as they run, by dotted path; empty when it is created
 * @param after attributes as wanted; empty when it is deleted
 * @param replacedBecause paths of the attributes that cannot change in place; empty unless it is replaced
 * @param notes sentences that a reviewer should read, such as why an update stops the service first
 */
public record ResourceChange(
        String address,
        String type,
        String name,
        Action action,
        SortedMap<String, Value> before,
        SortedMap<String, Value> after,
        List<String> replacedBecause,
        List<String> notes) {
    public ResourceChange {
        before = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(after));
        replacedBecause = List.copyOf(replacedBecause);
        notes = List.copyOf(notes);
    }
}
