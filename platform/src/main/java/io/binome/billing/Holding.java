package io.binome.billing;

import io.binome.billing.PriceBook.FeeFor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That something was there for which a fee may be asked, from one moment until another.
 *
 * @param origin the stack, for volumes and whatever belongs to no service
 * @param name of the volume; otherwise empty
 * @param count how many at once, such as replicas of a service
 * @param until the first moment at which it was no longer so; null while it goes on
 */
public record Holding(
        Origin origin,
        FeeFor what,
        String name,
        long count,
        Instant from,
        @Nullable Instant until) {
    /** The tenant itself. */
    public static Holding tenant(Instant from) {
        return tenant(from, null);
    }

    /** The tenant itself, whose stay has ended unless {@code until} is null. */
    public static Holding tenant(Instant from, @Nullable Instant until) {
        return new Holding(Origin.TENANT, FeeFor.TENANT, "", 1, from, until);
    }
}
