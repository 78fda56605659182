package io.binome.billing;

import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/**
 * A month, or as much of it as is over, in prices. Without tax.
 *
 * @param books which price book holds in which part of the month, without gaps; names are empty where none was agreed
 * @param zone whose month it is
 * @param from where the month begins, {@code until} where what is rated ends
 * @param complete whether that is the whole month
 * @param lines by place, then by what is paid for
 * @param total of the lines that have a price: their sum
 * @param unpriced how many lines have none; it is not known what the month costs then, only that it is no less
 * @param minimum the least that the month costs; 0 when there is none
 * @param days what each day costs, by day and origin; not rounded to cents, so that they add up to about the total
 */
public record Bill(
        List<AgreedBooks.Named> books,
        String currency,
        ZoneId zone,
        YearMonth month,
        Instant from,
        Instant until,
        boolean complete,
        List<BillLine> lines,
        Money total,
        int unpriced,
        Money minimum,
        List<DayCost> days) {
    public Bill {
        books = List.copyOf(books);
        lines = List.copyOf(lines);
        days = List.copyOf(days);
    }

    /** Digits behind the point of what people pay: 2 for euros. */
    public static int digits(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }

    /** To whole cents, half up. */
    public static Money cents(Fraction exact, String currency) {
        return new Money(
                exact.rounded(digits(currency))
                        .setScale(6, RoundingMode.UNNECESSARY)
                        .unscaledValue()
                        .longValueExact(),
                currency);
    }

    /** To whole cents, half up. */
    public static Money cents(BigDecimal amount, String currency) {
        return cents(Fraction.of(amount), currency);
    }

    /** What price books are called by which something is rated; empty when no book was agreed. */
    public List<String> bookNames() {
        return AgreedBooks.Named.names(books);
    }

    public boolean estimated() {
        return lines.stream().anyMatch(BillLine::estimated);
    }
}
