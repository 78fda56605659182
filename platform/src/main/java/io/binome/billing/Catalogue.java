package io.binome.billing;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Unit prices of resources of infrastructure, as CSV files write them.
 *
 * @param rows in the order of their files and lines
 */
public record Catalogue(List<Row> rows) {
    public static final Catalogue EMPTY = new Catalogue(List.of());

    public Catalogue {
        rows = List.copyOf(rows);
    }

    /**
     * One price of one part of a kind of resource.
     *
     * @param type such as {@code openstack_compute_instance_v2}; a star at its end stands for any rest
     * @param part what of the resource it pays for, such as {@code root disk}; the parts of a resource are added up. Of the
     *     rows of a part, the one with the most conditions that are all met holds
     * @param conditions values that attributes must have, by their paths; an empty one for an attribute that is not set
     * @param unit as written, such as {@code hour} or {@code GB-month}
     * @param hourly whether the price is for an hour, not for a month
     * @param quantity path of the attribute that it is multiplied by; null for 1
     * @param from the first day on which it holds, until that of the next row with the same type, part and conditions
     */
    public record Row(
            String type,
            String part,
            SortedMap<String, String> conditions,
            String unit,
            boolean hourly,
            @Nullable String quantity,
            BigDecimal price,
            String currency,
            LocalDate from,
            String file,
            int line) {
        public Row {
            conditions = Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
        }

        /** Whether it speaks of this kind of resource. */
        public boolean speaksOf(String resourceType) {
            return type.endsWith("*")
                    ? resourceType.startsWith(type.substring(0, type.length() - 1))
                    : resourceType.equals(type);
        }
    }
}
