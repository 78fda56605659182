package io.binome.billing;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.origin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.AgreedBooks.Span;
import io.binome.billing.BillLine.Kind;
import io.binome.metering.Metered;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Months in which contracts named several price books. November 2026 in Paris begins at 23:00 UTC and has 720 hours. */
class BookChangeTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final Instant START = Instant.parse("2026-10-31T23:00:00Z");
    private static final Origin WEB = origin(1, 1);
    private static final SortedMap<String, PriceBook> BOOKS =
            TestBooks.read(Map.of("plain.yaml", """
                    name: plain
                    currency: EUR
                    prices:
                      cpu: [{from: 2026-01-01, price: 1}]
                    fees: [{name: support, prices: [{from: 2026-01-01, price: 72}]}]
                    minimum: [{from: 2026-01-01, price: 720}]
                    """, "tiered.yaml", """
                    name: tiered
                    currency: EUR
                    prices:
                      cpu: [{from: 2026-01-01, price: 3, included: 10, tiers: [{above: 20, price: 2}]}]
                    commitments: [{name: basis, of: cpu, quantity: 72, month: 36, from: 2026-01-01}]
                    discounts: [{name: late, percent: 50, from: 2026-11-20}]
                    """, "dollars.yaml", """
                    name: dollars
                    currency: USD
                    prices: {cpu: [{from: 2026-01-01, price: 9}]}
                    """));
    private static final PriceBook PLAIN = BOOKS.get("plain");
    private static final PriceBook TIERED = BOOKS.get("tiered");

    private static AgreedBooks books(Object... from) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < from.length; i += 2) {
            spans.add(new Span(Instant.parse((String) from[i]), (PriceBook) from[i + 1]));
        }
        return new AgreedBooks("EUR", PARIS, spans);
    }

    /** One CPU in each hour of the month, so that quantities are hours. */
    private static Bill bill(AgreedBooks books) {
        Rating rating = new Rating(books, NOVEMBER).add(Holding.tenant(Instant.EPOCH));
        for (int hour = 0; hour < 720; hour++) {
            rating.add(TestUsage.hour(WEB, START.plusSeconds(hour * 3_600L), Metered.CPU, CPU_HOUR));
        }
        return rating.bill(TestUsage::names);
    }

    private static List<String> lines(Bill bill) {
        return bill.lines().stream()
                .map(line -> line.kind() + " " + line.name() + " " + line.time().book() + " " + line.from() + ".."
                        + line.until() + " " + line.quantity().divide(line.baseUnits()) + " "
                        + (line.amount() == null
                                ? "unknown"
                                : line.amount().amount().setScale(2).toPlainString()))
                .toList();
    }

    @Test
    void eachPartGoesByTheBookThatWasNamedThen() {
        // 12:20 on the 16th in Paris: the hour from 12 is the old book's still, 15 days and 13 hours are 373.
        Bill bill = bill(books("2026-01-01T00:00:00Z", PLAIN, "2026-11-16T11:20:00Z", TIERED));
        // What was used before counts, so nothing is included any more and the second tier holds from the first hour
        // on.
        // Half of the commitment's 72, by the second; half price from the 20th on.
        assertThat(lines(bill))
                .containsExactly(
                        "FEE support plain 2026-11-01..2026-11-17 0 37.23",
                        "COMMITMENT basis tiered 2026-11-16..2026-12-01 0 17.38",
                        "USAGE  plain 2026-11-01..2026-11-17 373 373.00",
                        "USAGE  tiered 2026-11-16..2026-11-20 83 96.47",
                        "USAGE  tiered 2026-11-20..2026-12-01 264 264.00");
        BillLine measured = bill.lines().get(2);
        assertThat(measured.time().end()).isEqualTo(Instant.parse("2026-11-16T12:00:00Z"));
        assertThat(bill.lines().getFirst().time().end()).isEqualTo(Instant.parse("2026-11-16T11:20:00Z"));
        assertThat(bill.books())
                .extracting(AgreedBooks.Named::book, AgreedBooks.Named::from)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("plain", START),
                        org.assertj.core.groups.Tuple.tuple("tiered", Instant.parse("2026-11-16T11:20:00Z")));
        // The day of the change is one day.
        assertThat(bill.days().stream()
                        .filter(day -> day.day().equals(LocalDate.parse("2026-11-16")) && day.measured() == Metered.CPU)
                        .map(day -> day.quantity().divide(java.math.BigInteger.valueOf(CPU_HOUR))))
                .containsExactly(java.math.BigInteger.valueOf(24));
    }

    @Test
    void theMinimumIsThatOfEachBookForItsPart() {
        PriceBook nothing = PriceBook.without("", "EUR", PARIS);
        Bill bill = bill(books("2026-01-01T00:00:00Z", PLAIN, "2026-11-15T23:00:00Z", nothing));
        // 360 at 1, half of 72, and of the half minimum of 360 nothing is missing; what has no agreed price does not
        // hide it.
        assertThat(lines(bill))
                .containsExactly(
                        "FEE support plain 2026-11-01..2026-11-16 0 36.00",
                        "USAGE  plain 2026-11-01..2026-11-16 360 360.00",
                        "USAGE   2026-11-16..2026-12-01 360 unknown");
        assertThat(bill.minimum().amount()).isEqualByComparingTo("360");
        assertThat(bill.unpriced()).isEqualTo(1);
        Bill idle = new Rating(books("2026-01-01T00:00:00Z", PLAIN, "2026-11-15T23:00:00Z", nothing), NOVEMBER)
                .add(Holding.tenant(Instant.EPOCH))
                .add(TestUsage.hour(WEB, Instant.parse("2026-11-20T00:00:00Z"), Metered.CPU, CPU_HOUR))
                .bill(TestUsage::names);
        assertThat(idle.lines().getLast().kind()).isEqualTo(Kind.MINIMUM);
        assertThat(idle.total().amount()).isEqualByComparingTo("360");
        // One that was named and cannot be read may have prices yet: nobody knows what is missing.
        PriceBook unread = PriceBook.without("ghost", "EUR", PARIS);
        assertThat(new Rating(books("2026-01-01T00:00:00Z", PLAIN, "2026-11-15T23:00:00Z", unread), NOVEMBER)
                        .add(Holding.tenant(Instant.EPOCH))
                        .add(TestUsage.hour(WEB, Instant.parse("2026-11-20T00:00:00Z"), Metered.CPU, CPU_HOUR))
                        .bill(TestUsage::names)
                        .lines())
                .noneMatch(line -> line.kind() == Kind.MINIMUM);
    }

    @Test
    void changesWithinAnHourMeasureNothing() {
        AgreedBooks backAgain =
                books("2026-01-01T00:00:00Z", PLAIN, "2026-11-16T11:20:00Z", TIERED, "2026-11-16T11:40:00Z", PLAIN);
        assertThat(lines(bill(backAgain)))
                .containsExactly(
                        "FEE support plain 2026-11-01..2026-11-17 0 37.23",
                        "FEE support plain 2026-11-16..2026-12-01 0 34.73",
                        "COMMITMENT basis tiered 2026-11-16..2026-11-17 0 0.02",
                        "USAGE  plain 2026-11-01..2026-12-01 720 720.00");
        // The last hour of a month: what is named in it begins to measure with the next month.
        assertThat(lines(bill(books("2026-01-01T00:00:00Z", PLAIN, "2026-11-30T22:30:00Z", TIERED))))
                .contains("USAGE  plain 2026-11-01..2026-12-01 720 720.00");
    }

    @Test
    void aChangeAndAChangeBackHaveTheirOwnLinesAndOneCommitment() {
        AgreedBooks backAgain =
                books("2026-01-01T00:00:00Z", TIERED, "2026-11-10T23:00:00Z", PLAIN, "2026-11-15T23:00:00Z", TIERED);
        // 25 of 30 days of a commitment of 72 are 60; the first ten hours are included.
        assertThat(lines(bill(backAgain)))
                .containsExactly(
                        "FEE support plain 2026-11-11..2026-11-16 0 12.00",
                        "COMMITMENT basis tiered 2026-11-01..2026-11-11 0 12.00",
                        "COMMITMENT basis tiered 2026-11-16..2026-12-01 0 18.00",
                        "USAGE  tiered 2026-11-01..2026-11-11 20 0.00",
                        "USAGE  tiered 2026-11-01..2026-11-11 220 340.00",
                        "USAGE  plain 2026-11-11..2026-11-16 120 120.00",
                        "USAGE  tiered 2026-11-16..2026-11-20 96 192.00",
                        "USAGE  tiered 2026-11-20..2026-12-01 264 264.00");
    }

    @Test
    void oneInAnotherCurrencyIsNoBookOfTheMonth() {
        assertThatThrownBy(() -> books("2026-01-01T00:00:00Z", PLAIN, "2026-11-16T00:00:00Z", BOOKS.get("dollars")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dollars is not in EUR");
    }
}
