package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.BillLine.Kind;
import io.binome.billing.Fraction;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Amount;
import io.binome.billing.PriceBook.Commitment;
import io.binome.billing.PriceBook.Fee;
import io.binome.billing.internal.RatedLines.Key;
import io.binome.billing.internal.RatedLines.Part;
import io.binome.billing.internal.RatedLines.Terms;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is paid by the month: by the second of the month, so that a month of 31 days costs what one of 28 does, and who is
 * there for half of it pays half.
 */
public final class FeeRater {
    private static final String PER = "month";

    private final PriceBook book;
    private final BillingMonth month;
    private final List<Holding> holdings;
    private final Fees fees;
    private final RatedLines lines;

    public FeeRater(PriceBook book, BillingMonth month, List<Holding> holdings, RatedLines lines) {
        this.book = book;
        this.month = month;
        this.holdings = List.copyOf(holdings);
        this.fees = new Fees(month, holdings);
        this.lines = lines;
    }

    public void rate() {
        for (int day = 0; day < month.days(); day++) {
            for (Fee fee : book.fees()) {
                fee(fee, day);
            }
            for (Commitment commitment : book.commitments()) {
                if (Fees.holds(commitment, month.date(day))) {
                    LocalDate from = later(commitment.from(), month.date(0));
                    LocalDate until = earlier(commitment.until(), month.date(month.days()));
                    add(
                            day,
                            new Key(
                                    Kind.COMMITMENT,
                                    null,
                                    commitment.name(),
                                    Origin.TENANT,
                                    terms(from, until, commitment.month()),
                                    0),
                            fees.seconds(day, true));
                }
            }
        }
    }

    private void fee(Fee fee, int day) {
        LocalDate date = month.date(day);
        Optional<Amount> amount =
                fee.amounts().stream().filter(one -> !date.isBefore(one.from())).reduce((_, next) -> next);
        if (amount.isEmpty()) {
            return;
        }
        LocalDate until = fee.amounts().stream()
                .map(Amount::from)
                .filter(next -> next.isAfter(amount.get().from()))
                .findFirst()
                .orElse(null);
        Terms terms = terms(
                later(amount.get().from(), month.date(0)),
                earlier(until, month.date(month.days())),
                amount.get().amount());
        for (Holding holding : holdings) {
            if (holding.what() == fee.each()) {
                add(
                        day,
                        new Key(Kind.FEE, null, fee.name(), holding.origin(), terms, 0),
                        Math.multiplyExact(holding.count(), month.seconds(day, holding.from(), holding.until(), true)));
            }
        }
    }

    private void add(int day, Key key, long seconds) {
        if (seconds != 0) {
            lines.add(day, key, Part.of(BigInteger.valueOf(seconds)));
        }
    }

    private Terms terms(LocalDate from, LocalDate until, BigDecimal price) {
        return new Terms(from, until, price, PER, BigInteger.valueOf(month.seconds()), BigDecimal.ONE, List.of());
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private static LocalDate earlier(@Nullable LocalDate one, LocalDate other) {
        return one == null || one.isAfter(other) ? other : one;
    }

    /** The least that the whole month costs, by as much of it as the tenant is there. */
    public Fraction least() {
        BigDecimal weighted = BigDecimal.ZERO;
        for (int day = 0; day < month.days(); day++) {
            BigDecimal seconds = BigDecimal.valueOf(fees.seconds(day, false));
            weighted = weighted.add(PriceBook.amount(book.minimums(), month.date(day))
                    .map(seconds::multiply)
                    .orElse(BigDecimal.ZERO));
        }
        return Fraction.of(weighted, BigInteger.valueOf(month.seconds()));
    }

    /** What a month that is over lacks of its least; nothing can be said of that as long as something has no price. */
    public Optional<BillLine> minimum(Money total, boolean allPriced) {
        Money missing = Bill.cents(least(), book.currency()).minus(total);
        if (!allPriced || !month.complete() || missing.micros() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new BillLine(
                Kind.MINIMUM,
                null,
                "",
                Origin.TENANT,
                Place.TENANT,
                month.date(0),
                month.date(month.days()),
                BigInteger.ZERO,
                BigInteger.ZERO,
                BigInteger.ZERO,
                missing.amount(),
                PER,
                BigInteger.valueOf(month.seconds()),
                0,
                BigDecimal.ONE,
                List.of(),
                false,
                Fraction.of(missing.amount()),
                missing));
    }
}
