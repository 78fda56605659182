package io.binome.billing;

import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
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

    // Ids begin with the moment at which they were made, and as numbers without a sign they are in its order.
    private static final Comparator<UUID> BY_AGE = Comparator.nullsFirst((one, other) -> {
        int order = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return order != 0
                ? order
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    });

    public static Origin of(UsageHour hour) {
        return new Origin(hour.stack(), hour.service());
    }

    private @Nullable UUID stackValue() {
        return stack == null ? null : stack.value();
    }

    private @Nullable UUID serviceValue() {
        return service == null ? null : service.value();
    }

    @Override
    public int compareTo(Origin other) {
        int order = Objects.compare(stackValue(), other.stackValue(), BY_AGE);
        return order != 0 ? order : Objects.compare(serviceValue(), other.serviceValue(), BY_AGE);
    }
}
