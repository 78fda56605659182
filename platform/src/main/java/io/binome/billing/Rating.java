package io.binome.billing;

import io.binome.billing.internal.BillingMonth;
import io.binome.billing.internal.FeeRater;
import io.binome.billing.internal.MeasuredRater;
import io.binome.billing.internal.RatedLines;
import io.binome.billing.internal.UsageSheet;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts prices on a month of one tenant. A function of a price book, hours and holdings: no clock, no database, no order
 * in which they come. Takes hours one by one and keeps only what each origin used each day.
 *
 * <p>What a month includes, its tiers and its commitments count for all of the tenant together: by the day, and within a
 * day in the order of {@link Origin}. An hour belongs to the day and the month in which it begins, in the book's zone.
 * docs/reference/bill.md says it in words.
 */
public final class Rating {
    private final PriceBook book;
    private final BillingMonth month;
    private final UsageSheet sheet;
    private final List<Holding> holdings = new ArrayList<>();
    private boolean byDay = true;

    /** @param until what begins from then on is left out; of the time before that, fees are asked */
    public Rating(PriceBook book, YearMonth month, Instant until) {
        this.book = book;
        this.month = new BillingMonth(month, book.zone(), until);
        this.sheet = new UsageSheet(this.month);
    }

    /** The whole month. */
    public Rating(PriceBook book, YearMonth month) {
        this(book, month, Instant.MAX);
    }

    /** The first moment of the month, and so the end of the one before. */
    public Instant from() {
        return month.start();
    }

    /** Where the hours end that count. */
    public Instant until() {
        return month.until();
    }

    /** Leaves {@link Bill#days} empty, which for many services is most of the work. */
    public Rating withoutDays() {
        byDay = false;
        return this;
    }

    /** Adds an hour, or a part of one, or a correction; whatever does not begin in the month is let be. */
    public Rating add(UsageHour hour) {
        sheet.add(hour);
        return this;
    }

    /** Adds what was used on a day already added up, in base units by the order of {@link Metered}. */
    public Rating addDay(LocalDate day, Origin origin, long[] quantities, boolean estimated) {
        sheet.add(day, origin, quantities, estimated);
        return this;
    }

    /** Adds what fees are asked for; of holdings that overlap each other, each is paid for. */
    public Rating add(Holding holding) {
        holdings.add(holding);
        return this;
    }

    public Bill bill(Place.Names names) {
        RatedLines rated = new RatedLines(book.currency(), month, names, byDay);
        new MeasuredRater(book, month, holdings, rated).rate(sheet);
        FeeRater fees = new FeeRater(book, month, holdings, rated);
        fees.rate();
        List<BillLine> lines = rated.lines();
        fees.minimum(total(lines), lines.stream().allMatch(BillLine::priced)).ifPresent(lines::add);
        return new Bill(
                book.name(),
                book.currency(),
                book.zone(),
                month.month(),
                month.start(),
                month.until(),
                month.complete(),
                lines,
                total(lines),
                (int) lines.stream().filter(line -> !line.priced()).count(),
                Bill.cents(fees.least(), book.currency()),
                rated.days());
    }

    private Money total(List<BillLine> lines) {
        Money total = Money.zero(book.currency());
        for (BillLine line : lines) {
            Money amount = line.amount();
            total = amount == null ? total : total.plus(amount);
        }
        return total;
    }
}
