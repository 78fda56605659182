package io.binome.stacks;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happens to one resource.
 *
 * @param address unique in the plan: {@code service.web}, {@code module.shop["eu.west"].aws_instance.web[0]}
 * @param before attributes as they run, by dotted path; empty when it is created
 * @param after attributes as wanted; empty when it is deleted
 * @param replacedBecause paths of the attributes that cannot change in place; empty unless it is replaced
 * @param notes sentences that a reviewer should read, such as why an update stops the service first
 * @param provenance where it comes from, when it is moved, imported or left over
 */
public record ResourceChange(
        String address,
        String type,
        String name,
        Action action,
        SortedMap<String, Value> before,
        SortedMap<String, Value> after,
        List<String> replacedBecause,
        List<String> notes,
        Provenance provenance) {
    public ResourceChange {
        before = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(before));
        after = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(after));
        replacedBecause = List.copyOf(replacedBecause);
        notes = List.copyOf(notes);
    }
    /** A resource that was and stays under this address. */
    public ResourceChange(
            String address,
            String type,
            String name,
            Action action,
            SortedMap<String, Value> before,
            SortedMap<String, Value> after,
            List<String> replacedBecause,
            List<String> notes) {
        this(address, type, name, action, before, after, replacedBecause, notes, Provenance.PLAIN);
    }

    /** Whether applying it does anything, if only to what the state knows. */
    public boolean acts() {
        return action.changes() || provenance.changesState();
    }

    /** The same with other values after. */
    public ResourceChange withAfter(SortedMap<String, Value> other) {
        return new ResourceChange(address, type, name, action, before, other, replacedBecause, notes, provenance);
    }
}
