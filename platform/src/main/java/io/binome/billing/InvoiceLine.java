package io.binome.billing;

import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of an invoice: a line of the month's bill as it was rounded, what a correction of an earlier month adds or takes
 * off, or a credit.
 *
 * @param position from 1
 * @param measured null for fees, commitments, the minimum and credits
 * @param name of the fee or the commitment; of a credit its reason; otherwise empty
 * @param place whose it is, in names of then
 * @param month of the usage: an earlier one than the invoice's for corrections
 * @param time how long the price held, and by which book
 * @param quantity of {@code per}, what is charged, to twelve digits; negative where something is taken off
 * @param used of {@code per}, with what was included or committed
 * @param price of one {@code per}, after discounts; never negative
 * @param discount what discounts take off, in percent; 0 for none
 * @param amount in whole cents
 */
public record InvoiceLine(
        int position,
        Kind kind,
        @Nullable Metered measured,
        String name,
        Origin origin,
        Place place,
        YearMonth month,
        PricedTime time,
        BigDecimal quantity,
        BigDecimal used,
        String per,
        BigDecimal price,
        BigDecimal discount,
        boolean estimated,
        Money amount) {
    /** The first day. */
    public LocalDate from() {
        return time.from();
    }

    /** The first day after it. */
    public LocalDate until() {
        return time.until();
    }

    /**
     * The quantity with as few digits behind the point as, times the price, still come to the amount.
     *
     * @return empty when so many digits at most do not
     */
    public Optional<BigDecimal> quantity(int least, int most) {
        for (int digits = least; digits <= most; digits++) {
            BigDecimal rounded = quantity.setScale(digits, RoundingMode.HALF_UP);
            if (Bill.cents(rounded.multiply(price), amount.currency()).equals(amount)) {
                return Optional.of(rounded);
            }
        }
        return Optional.empty();
    }

    /** What a line is for. */
    public enum Kind {
        USAGE,
        FEE,
        COMMITMENT,
        MINIMUM,
        CORRECTION,
        CREDIT
    }
}
