package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
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
import io.binome.billing.PricedTime;
import io.binome.billing.internal.RatedLines.Key;
import io.binome.billing.internal.RatedLines.Part;
import io.binome.billing.internal.RatedLines.Terms;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What is paid by the month: by the second of the month, so that a month of 31 days costs what one of 28 does, and who is
 * there for half of it pays half.
 */
public final class FeeRater {
    private static final String PER = "month";

    private final String currency;
    private final BooksOfMonth books;
    private final BillingMonth month;
    private final List<Holding> holdings;
    private final Fees fees;
    private final RatedLines lines;

    public FeeRater(AgreedBooks books, BillingMonth month, List<Holding> holdings, RatedLines lines) {
        this.currency = books.currency();
        this.books = BooksOfMonth.bySeconds(books, month);
        this.month = month;
        this.holdings = List.copyOf(holdings);
        this.fees = new Fees(this.books, month, holdings);
        this.lines = lines;
    }

    public void rate() {
        for (int part = 0; part < month.parts(); part++) {
            for (Fee fee : books.book(part).fees()) {
                fee(fee, part);
            }
            for (Commitment commitment : books.book(part).commitments()) {
                if (Fees.holds(commitment, month.date(part))) {
                    PricedTime time = books.time(part, commitment.from(), commitment.until());
                    add(
                            part,
                            new Key(
                                    Kind.COMMITMENT,
                                    null,
                                    commitment.name(),
                                    Origin.TENANT,
                                    terms(time, commitment.month()),
                                    0),
                            fees.seconds(part, true));
                }
            }
        }
    }

    private void fee(Fee fee, int part) {
        LocalDate date = month.date(part);
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
        Terms terms =
                terms(books.time(part, amount.get().from(), until), amount.get().amount());
        for (Holding holding : holdings) {
            if (holding.what() == fee.each()) {
                add(
                        part,
                        new Key(Kind.FEE, null, fee.name(), holding.origin(), terms, 0),
                        Math.multiplyExact(
                                holding.count(), month.seconds(part, holding.from(), holding.until(), true)));
            }
        }
    }

    private void add(int part, Key key, long seconds) {
        if (seconds != 0) {
            lines.add(part, key, Part.of(BigInteger.valueOf(seconds)));
        }
    }

    private Terms terms(PricedTime time, BigDecimal price) {
        return new Terms(time, price, PER, BigInteger.valueOf(month.seconds()), BigDecimal.ONE, List.of());
    }

    /** The least that the whole month costs, by as much of it as the tenant is there: of each book for its part. */
    public Fraction least() {
        BigDecimal weighted = BigDecimal.ZERO;
        for (int part = 0; part < month.parts(); part++) {
            BigDecimal seconds = BigDecimal.valueOf(fees.seconds(part, false));
            weighted = weighted.add(PriceBook.amount(books.book(part).minimums(), month.date(part))
                    .map(seconds::multiply)
                    .orElse(BigDecimal.ZERO));
        }
        return Fraction.of(weighted, BigInteger.valueOf(month.seconds()));
    }

    /** What a month that is over lacks of its least; nothing can be said of that as long as something has no price. */
    public Optional<BillLine> minimum(Money total, boolean allPriced) {
        Money missing = Bill.cents(least(), currency).minus(total);
        if (!allPriced || !month.complete() || missing.micros() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new BillLine(
                Kind.MINIMUM,
                null,
                "",
                Origin.TENANT,
                Place.TENANT,
                PricedTime.of("", month.start(), month.end(), month.zone()),
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
