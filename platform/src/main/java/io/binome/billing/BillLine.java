package io.binome.billing;

import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a month: one price of one thing at one place.
 *
 * @param measured null for fees, commitments and the minimum
 * @param name of the fee or the commitment; otherwise empty
 * @param time how long the price held in this month, and by which book
 * @param quantity in base units of {@code measured}, all that was used, what was included too; of fees in seconds times
 *     how many there were; of the minimum 0
 * @param included how much of it the month's included amount took
 * @param committed how much of it was covered by commitments
 * @param price for {@code baseUnits} of it, before discounts; null when there is none
 * @param per such as {@code GiB-hour}, or {@code month}
 * @param baseUnits how many base units a {@code per} has; of fees the seconds of this month
 * @param tier 0 for the first price, from 1 for those above a quantity
 * @param share what discounts leave of 1
 * @param discounts their names
 * @param estimated whether part of the quantity could only be bounded
 * @param exact what it costs, exactly; null when there is no price
 * @param amount {@code exact} in whole cents, half up: this is where a bill rounds, once; null when there is no price
 */
public record BillLine(
        Kind kind,
        @Nullable Metered measured,
        String name,
        Origin origin,
        Place place,
        PricedTime time,
        BigInteger quantity,
        BigInteger included,
        BigInteger committed,
        @Nullable BigDecimal price,
        String per,
        BigInteger baseUnits,
        int tier,
        BigDecimal share,
        List<String> discounts,
        boolean estimated,
        @Nullable Fraction exact,
        @Nullable Money amount) {
    public BillLine {
        discounts = List.copyOf(discounts);
    }

    /** What a line is for. */
    public enum Kind {
        /** What was measured. */
        USAGE,
        /** By the month. */
        FEE,
        /** What is paid in any case, so that some use costs nothing more. */
        COMMITMENT,
        /** What is missing to the least that a month costs. */
        MINIMUM
    }

    /** The first day of the price in this month. */
    public LocalDate from() {
        return time.from();
    }

    /** The first day after {@link #from} without it. */
    public LocalDate until() {
        return time.until();
    }

    /** What has to be paid for of {@link #quantity}. */
    public BigInteger charged() {
        return quantity.subtract(included).subtract(committed);
    }

    /** Whether anybody has written down what it costs. */
    public boolean priced() {
        return amount != null;
    }

    /** For JSON: amounts as decimal texts, quantities as texts of whole numbers, which no reader rounds. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", kind.name().toLowerCase(java.util.Locale.ROOT));
        if (measured != null) {
            json.put("of", measured.word());
        }
        json.put("name", name);
        json.put("environment", place.environment());
        json.put("repository", place.repository());
        json.put("stack", place.stack());
        json.put("service", place.service());
        json.put("from", time.from().toString());
        json.put("until", time.until().toString());
        json.put("begin", time.begin().toString());
        json.put("end", time.end().toString());
        json.put("book", time.book());
        json.put("quantity", quantity.toString());
        json.put("included", included.toString());
        json.put("committed", committed.toString());
        if (price != null) {
            json.put("price", PriceBook.words(price));
        }
        json.put("per", per);
        json.put("baseUnits", baseUnits.toString());
        json.put("tier", tier);
        json.put("share", PriceBook.words(share));
        json.put("discounts", discounts);
        json.put("estimated", estimated);
        if (exact != null) {
            json.put("exact", exact.toString());
        }
        if (amount != null) {
            json.put(
                    "amount",
                    amount.amount().setScale(Bill.digits(amount.currency())).toPlainString());
        }
        return json;
    }
}
