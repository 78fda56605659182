package io.binome.billing;

import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigInteger;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What one thing cost at one place on one day of the price book's zone, in millionths: for charts, comparison and
 * forecasts. What is paid is rounded by {@link BillLine}.
 *
 * @param measured null for fees and commitments
 * @param quantity in base units; of fees in seconds times how many there were
 * @param amount null when there is no price
 */
public record DayCost(
        LocalDate day,
        Origin origin,
        Place place,
        @Nullable Metered measured,
        BigInteger quantity,
        @Nullable Money amount) {}
