package io.binome.billing;

import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What something is paid for. Its order is that in which what a month includes is given out within a day: the tenant as a
 * whole, then stacks and in them services in the order in which they were made. Names have no part in it, so that renaming
 * changes no charge.
 *
 * @param stack null for the tenant as a whole
 * @param service null for the stack as a whole
 */
public record Origin(@Nullable StackId stack, @Nullable WorkloadId service) implements Comparable<Origin> {
    public static final Origin TENANT = new Origin(null, null);

    // Ids begin with the moment at which they were made, and as texts they are in its order.
    private static final Comparator<Origin> ORDER = Comparator.<Origin, String>comparing(origin -> text(origin.stack()))
            .thenComparing(origin -> text(origin.service()));

    public static Origin of(UsageHour hour) {
        return new Origin(hour.stack(), hour.service());
    }

    private static String text(@Nullable Object id) {
        return id == null ? "" : id.toString();
    }

    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
