package io.binome.server.console;

import io.binome.billing.BillLine;
import io.binome.billing.Bills;
import io.binome.billing.HourCosts;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thing cost at one place in one piece of a period.
 *
 * @param at the piece, as {@link Period#pieces} has it
 * @param what {@code cpu}, …; of fees and the like their kind and name
 * @param amount null when there is no price
 */
public record CostPiece(
        String at,
        Origin origin,
        Place place,
        String what,
        BigInteger quantity,
        @Nullable Money amount) {
    /** By month in whole cents, else in millionths; by hour shared out. What is still to come is not there. */
    static List<CostPiece> read(Bills bills, Metering metering, TenantScope scope, Period period, Instant now) {
        List<CostPiece> pieces = new ArrayList<>();
        switch (period.by()) {
            case MONTH ->
                bills.months(scope, period.firstMonth(), period.lastMonth()).forEach((month, bill) -> bill.lines()
                        .forEach(line -> pieces.add(new CostPiece(
                                month.toString(),
                                line.origin(),
                                line.place(),
                                what(line),
                                line.quantity(),
                                line.amount()))));
            case DAY ->
                bills.days(scope, period.from(), period.until())
                        .forEach(day -> pieces.add(new CostPiece(
                                day.day().toString(),
                                day.origin(),
                                day.place(),
                                what(day.measured()),
                                day.quantity(),
                                day.amount())));
            case HOUR -> {
                ZoneId zone = zone(bills, scope, period);
                List<UsageHour> hours = new ArrayList<>();
                metering.hours(scope, period.begin(zone), period.end(zone), hours::add);
                HourCosts.of(bills.days(scope, period.from(), period.until()), hours, zone, now)
                        .forEach(hour -> pieces.add(new CostPiece(
                                hour.hour().toString(),
                                hour.origin(),
                                hour.place(),
                                what(hour.measured()),
                                hour.quantity(),
                                hour.amount())));
            }
        }
        return pieces;
    }

    static ZoneId zone(Bills bills, TenantScope scope, Period period) {
        return bills.basis(scope, period.lastMonth()).zone();
    }

    private static String what(BillLine line) {
        return line.measured() == null
                ? (line.kind().name().toLowerCase(java.util.Locale.ROOT) + " " + line.name()).strip()
                : line.measured().word();
    }

    private static String what(@Nullable Metered measured) {
        return measured == null ? "fee" : measured.word();
    }
}
