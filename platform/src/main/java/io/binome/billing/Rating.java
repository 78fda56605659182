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
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts prices on a month of one tenant. A function of price books, hours and holdings: no clock, no database, no order
 * in which they come. Takes hours one by one and keeps only what each origin used each day.
 *
 * <p>What a month includes, its tiers and its commitments count for all of the tenant together: by the day, and within a
 * day in the order of {@link Origin}. An hour belongs to the day and the month in which it begins, in the book's zone.
 * docs/reference/bill.md says it in words.
 */
public final class Rating {
    private final AgreedBooks books;
    private final List<Instant> cuts;
    private final BillingMonth month;
    private final UsageSheet sheet;
    private final List<Holding> holdings = new ArrayList<>();
    private boolean byDay = true;

    /** @param until what begins from then on is left out; of the time before that, fees are asked */
    public Rating(AgreedBooks books, YearMonth month, Instant until) {
        BillingMonth whole = new BillingMonth(month, books.zone(), until);
        this.books = books.within(whole.start(), whole.end());
        this.cuts =
                this.books.spans().stream().skip(1).map(AgreedBooks.Span::from).toList();
        this.month = cuts.isEmpty() ? whole : new BillingMonth(month, books.zone(), until, cuts);
        this.sheet = new UsageSheet(this.month);
    }

    /** The whole month. */
    public Rating(AgreedBooks books, YearMonth month) {
        this(books, month, Instant.MAX);
    }

    /** The whole month by one book. */
    public Rating(PriceBook book, YearMonth month) {
        this(AgreedBooks.of(book), month);
    }

    /** The first moment of the month, and so the end of the one before. */
    public Instant from() {
        return month.start();
    }

    /** Where the hours end that count. */
    public Instant until() {
        return month.until();
    }

    /** Where besides midnight a part of the month begins, as another book does. */
    public List<Instant> cuts() {
        return cuts;
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

    /**
     * Adds what was used in a part of the month already added up, in base units by the order of {@link Metered}.
     *
     * @param part from 0: of a month without {@link #cuts} its days
     */
    public Rating addPart(int part, Origin origin, long[] quantities, boolean estimated) {
        sheet.add(part, origin, quantities, estimated);
        return this;
    }

    /** Adds what fees are asked for; of holdings that overlap each other, each is paid for. */
    public Rating add(Holding holding) {
        holdings.add(holding);
        return this;
    }

    public Bill bill(Place.Names names) {
        RatedLines rated = new RatedLines(books.currency(), month, names, byDay);
        new MeasuredRater(books, month, holdings, rated).rate(sheet);
        FeeRater fees = new FeeRater(books, month, holdings, rated);
        fees.rate();
        List<BillLine> lines = rated.lines();
        // Where no book was agreed nothing will ever have a price.
        boolean known = lines.stream()
                .allMatch(line -> line.priced() || line.time().book().isEmpty());
        fees.minimum(total(lines), known).ifPresent(lines::add);
        return new Bill(
                books.named(month.end()),
                books.currency(),
                books.zone(),
                month.month(),
                month.start(),
                month.until(),
                month.complete(),
                lines,
                total(lines),
                (int) lines.stream().filter(line -> !line.priced()).count(),
                Bill.cents(fees.least(), books.currency()),
                rated.days());
    }

    private Money total(List<BillLine> lines) {
        Money total = Money.zero(books.currency());
        for (BillLine line : lines) {
            Money amount = line.amount();
            total = amount == null ? total : total.plus(amount);
        }
        return total;
    }
}
