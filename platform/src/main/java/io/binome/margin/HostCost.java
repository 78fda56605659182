package io.binome.margin;

import io.binome.kernel.HostCostId;
import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a host costs by the month, for the months in {@code [from, until)}.
 *
 * @param host with the {@code hostName} and {@code siteName} it had then: it may be gone
 * @param amount of each month, in whole cents, never negative
 * @param until null while no end is known; equal to {@code from} for an entry that was a mistake
 * @param note for people, perhaps empty
 * @param recordedBy reference of the actor
 */
public record HostCost(
        HostCostId id,
        HostId host,
        String hostName,
        String siteName,
        Kind kind,
        Money amount,
        YearMonth from,
        @Nullable YearMonth until,
        String note,
        Instant recordedAt,
        String recordedBy) {
    /** What is paid for. */
    public enum Kind {
        RENT,
        DEPRECIATION,
        ENERGY,
        LICENCES,
        OTHER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean covers(YearMonth month) {
        return !month.isBefore(from) && (until == null || month.isBefore(until));
    }

    public boolean isMistake() {
        return from.equals(until);
    }
}
