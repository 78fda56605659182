package io.binome.billing.internal;

import io.binome.stacks.Value;
import java.util.SortedMap;

/** What resources of one engine cost a month. */
interface ResourcePricer {
    /** Whether a resource of this type can cost anything at all. */
    boolean costs(String type);

    /**
     * Whether a resource of this type costs the same with other attributes, even where nobody knows how much: none of
     * those on which prices rest is another one.
     */
    boolean alike(String type, SortedMap<String, Value> one, SortedMap<String, Value> other);

    /** @param values attributes of a resource that exists */
    Priced price(String type, SortedMap<String, Value> values);
}
