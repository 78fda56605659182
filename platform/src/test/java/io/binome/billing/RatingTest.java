package io.binome.billing;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.billing.TestUsage.hour;
import static io.binome.billing.TestUsage.origin;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.BillLine.Kind;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Months put in prices, by hand. */
class RatingTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Origin WEB = origin(1, 1);
    private static final Origin WORKER = origin(1, 2);

    private static PriceBook book(String prices) {
        return TestBooks.read(Map.of("own.yaml", "name: own\ncurrency: EUR\n" + prices))
                .get("own");
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    private static BigDecimal cents(Money money) {
        return money.amount().setScale(2);
    }

    private static Bill bill(Rating rating) {
        return rating.bill(TestUsage::names);
    }

    @Test
    void whatWasUsedTimesItsPriceRoundedOnceHalfUp() {
        PriceBook book =
                book("prices: {cpu: [{from: 2026-01-01, price: 0.012}], memory: [{from: 2026-01-01, price: 0.004}]}\n");
        Rating rating = new Rating(book, NOVEMBER);
        // 100 hours at half a CPU are 50 CPU-hours, 0.60 EUR; at 375 MiB they cost 0.1464843… EUR.
        Instant start = at("2026-11-10T00:00:00Z");
        for (int i = 0; i < 100; i++) {
            rating.add(hour(WEB, start.plusSeconds(i * 3_600L), CPU_HOUR / 2, 375L * (1 << 20) * 3_600, 0, 0, 0));
        }
        Bill bill = bill(rating);
        assertThat(bill.lines()).hasSize(2);
        assertThat(bill.lines().getFirst().quantity()).isEqualTo(BigInteger.valueOf(50 * CPU_HOUR));
        assertThat(bill.lines().getFirst().exact()).hasToString("3/5");
        assertThat(bill.lines().getLast().exact().rounded(6)).isEqualByComparingTo("0.146484");
        assertThat(cents(bill.lines().getLast().amount())).isEqualTo("0.15");
        assertThat(cents(bill.total())).isEqualTo("0.75");
        assertThat(bill.days()).hasSize(10);
    }

    @Test
    void halfACentIsPaid() {
        PriceBook book = book("prices: {traffic: [{from: 2026-01-01, price: 0.005}]}\n");
        assertThat(cents(bill(new Rating(book, NOVEMBER)
                                .add(hour(WEB, at("2026-11-10T00:00:00Z"), Metered.TRAFFIC, 1_000_000_000L)))
                        .total()))
                .isEqualTo("0.01");
        assertThat(cents(bill(new Rating(book, NOVEMBER)
                                .add(hour(WEB, at("2026-11-10T00:00:00Z"), Metered.TRAFFIC, 999_999_999L)))
                        .total()))
                .isEqualTo("0.00");
    }

    @Test
    void whatHasNoPriceIsUnknownAndNotFree() {
        PriceBook book =
                book("prices: {cpu: [{from: 2026-11-15, price: 0.012}]}\nminimum: [{from: 2026-01-01, price: 10}]\n");
        Bill bill = bill(new Rating(book, NOVEMBER)
                .add(Holding.tenant(Instant.EPOCH))
                .add(hour(WEB, at("2026-11-10T00:00:00Z"), Metered.CPU, CPU_HOUR))
                .add(hour(WEB, at("2026-11-20T00:00:00Z"), Metered.CPU, CPU_HOUR))
                .add(hour(WEB, at("2026-11-20T00:00:00Z"), Metered.REQUESTS, 7)));
        assertThat(bill.unpriced()).isEqualTo(2);
        assertThat(bill.lines()).extracting(BillLine::priced).containsExactly(false, true, false);
        assertThat(bill.lines().getFirst().amount()).isNull();
        assertThat(cents(bill.total())).isEqualTo("0.01");
        assertThat(bill.days().getFirst().amount()).isNull();
    }

    @Test
    void aPriceThatChangesMidMonthMakesTwoLines() {
        PriceBook book = book("prices: {cpu: [{from: 2026-01-01, price: 1}, {from: 2026-11-15, price: 2}]}\n");
        Bill bill = bill(new Rating(book, NOVEMBER)
                // The last hour of the 14th and the first of the 15th in Paris.
                .add(hour(WEB, at("2026-11-14T22:00:00Z"), Metered.CPU, CPU_HOUR))
                .add(hour(WEB, at("2026-11-14T23:00:00Z"), Metered.CPU, CPU_HOUR)));
        assertThat(bill.lines())
                .extracting(BillLine::from)
                .containsExactly(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-15"));
        assertThat(bill.lines())
                .extracting(BillLine::until)
                .containsExactly(LocalDate.parse("2026-11-15"), LocalDate.parse("2026-12-01"));
        assertThat(bill.lines())
                .extracting(line -> cents(line.amount()))
                .containsExactly(new BigDecimal("1.00"), new BigDecimal("2.00"));
    }

    @Test
    void theMonthHasTheHoursOfItsZone() {
        PriceBook book = book("prices: {requests: [{from: 2026-01-01, price: 1, per: request}]}\n");
        for (var expected : Map.of(
                        "2026-03", 31 * 24 - 1, "2026-10", 31 * 24 + 1, "2026-02", 28 * 24, "2028-02", 29 * 24)
                .entrySet()) {
            YearMonth month = YearMonth.parse(expected.getKey());
            Rating rating = new Rating(book, month);
            Instant start = month.atDay(1).atStartOfDay(book.zone()).toInstant().minusSeconds(36_000);
            for (int i = 0; i < 800; i++) {
                rating.add(hour(WEB, start.plusSeconds(i * 3_600L), Metered.REQUESTS, 1));
            }
            Bill bill = bill(rating);
            assertThat(cents(bill.total()))
                    .as(expected.getKey())
                    .isEqualByComparingTo(expected.getValue().toString());
            assertThat(bill.days()).hasSize(month.lengthOfMonth());
            if (month.getMonthValue() == 10) {
                assertThat(bill.days().get(24).quantity()).isEqualTo(25);
            }
            if (month.getMonthValue() == 3) {
                assertThat(bill.days().get(28).quantity()).isEqualTo(23);
            }
        }
    }

    @Test
    void whatIsIncludedGoesToWhoUsesItFirst() {
        PriceBook book = book(
                "prices: {traffic: [{from: 2026-01-01, price: 1, included: 10, tiers: [{above: 20, price: 0.5}]}]}\n");
        Bill bill = bill(new Rating(book, NOVEMBER)
                .add(hour(WORKER, at("2026-11-05T00:00:00Z"), Metered.TRAFFIC, 8_000_000_000L))
                .add(hour(WEB, at("2026-11-06T00:00:00Z"), Metered.TRAFFIC, 4_000_000_000L))
                .add(hour(WORKER, at("2026-11-06T00:00:00Z"), Metered.TRAFFIC, 10_000_000_000L)));
        // The worker's 8 are included, 2 of the web's 4 too; then 8 of the worker's at 1 and 2 at half.
        assertThat(bill.lines()).hasSize(3);
        BillLine web = bill.lines().get(0);
        assertThat(web.included()).isEqualTo(2_000_000_000L);
        assertThat(cents(web.amount())).isEqualTo("2.00");
        BillLine worker = bill.lines().get(1);
        assertThat(worker.quantity()).isEqualTo(16_000_000_000L);
        assertThat(worker.included()).isEqualTo(8_000_000_000L);
        assertThat(cents(worker.amount())).isEqualTo("8.00");
        BillLine above = bill.lines().get(2);
        assertThat(above.tier()).isEqualTo(1);
        assertThat(cents(above.amount())).isEqualTo("1.00");
    }

    @Test
    void discountsAndCommitmentsTakeOff() {
        PriceBook book = book("""
                prices: {cpu: [{from: 2026-01-01, price: 1, included: 1}]}
                discounts: [{name: autumn, percent: 10, from: 2026-11-10, until: 2026-11-20}]
                commitments: [{name: basis, of: cpu, quantity: 30, month: 12, from: 2026-11-11}]
                """);
        Bill bill = bill(new Rating(book, NOVEMBER)
                .add(Holding.tenant(Instant.EPOCH))
                .add(hour(WEB, at("2026-11-02T00:00:00Z"), Metered.CPU, 3 * CPU_HOUR))
                .add(hour(WEB, at("2026-11-12T00:00:00Z"), Metered.CPU, 24 * CPU_HOUR)));
        // The commitment holds for 20 of 30 days: it costs 8 and covers 20 of the 24 hours; 10 % is off the other 4.
        assertThat(bill.lines()).extracting(BillLine::kind).containsExactly(Kind.COMMITMENT, Kind.USAGE, Kind.USAGE);
        assertThat(cents(bill.lines().get(0).amount())).isEqualTo("8.00");
        assertThat(cents(bill.lines().get(1).amount())).isEqualTo("2.00");
        assertThat(bill.lines().get(2).committed()).isEqualTo(20 * CPU_HOUR);
        assertThat(bill.lines().get(2).discounts()).containsExactly("autumn");
        assertThat(cents(bill.lines().get(2).amount())).isEqualTo("3.60");
    }

    @Test
    void feesGoByTheSecondOfTheMonthAndAWholeMonthIsWhole() {
        PriceBook book = book("""
                prices: {cpu: [{from: 2026-01-01, price: 1}]}
                fees:
                  - {name: support, prices: [{from: 2026-01-01, price: 150}]}
                  - {name: watching, for: service, prices: [{from: 2026-01-01, price: 2.5}]}
                  - {name: copies, for: replica, prices: [{from: 2026-01-01, price: 1}]}
                  - {name: backup, for: volume, prices: [{from: 2026-01-01, price: 3}]}
                """);
        for (String month : List.of("2026-02", "2026-03", "2026-10", "2026-11")) {
            Rating rating = new Rating(book, YearMonth.parse(month));
            Instant middle = rating.from()
                    .plusSeconds(
                            (rating.until().getEpochSecond() - rating.from().getEpochSecond()) / 2);
            Bill bill = bill(rating.add(Holding.tenant(Instant.EPOCH))
                    .add(new Holding(WEB, FeeFor.SERVICE, "", 1, Instant.EPOCH, null))
                    .add(new Holding(WEB, FeeFor.REPLICA, "", 2, Instant.EPOCH, middle))
                    .add(new Holding(WEB, FeeFor.REPLICA, "", 4, middle, null))
                    .add(new Holding(new Origin(WEB.stack(), null), FeeFor.VOLUME, "store", 1, middle, null)));
            assertThat(bill.lines())
                    .as(month)
                    .extracting(line -> line.name() + " " + cents(line.amount()))
                    .containsExactly("support 150.00", "backup 1.50", "copies 3.00", "watching 2.50");
        }
    }

    @Test
    void theMinimumIsMissingOnlyWhenTheMonthIsOver() {
        PriceBook book =
                book("prices: {cpu: [{from: 2026-01-01, price: 1}]}\nminimum: [{from: 2026-01-01, price: 20}]\n");
        Instant joined = at("2026-11-15T23:00:00Z");
        Rating whole = new Rating(book, NOVEMBER)
                .add(Holding.tenant(joined))
                .add(hour(WEB, at("2026-11-20T00:00:00Z"), Metered.CPU, 3 * CPU_HOUR));
        Bill bill = bill(whole);
        assertThat(bill.lines().getLast().kind()).isEqualTo(Kind.MINIMUM);
        assertThat(cents(bill.lines().getLast().amount())).isEqualTo("7.00");
        assertThat(cents(bill.total())).isEqualTo("10.00");
        Bill early = bill(new Rating(AgreedBooks.of(book), NOVEMBER, at("2026-11-25T00:00:00Z"))
                .add(Holding.tenant(joined))
                .add(hour(WEB, at("2026-11-20T00:00:00Z"), Metered.CPU, 3 * CPU_HOUR)));
        assertThat(early.complete()).isFalse();
        assertThat(cents(early.total())).isEqualTo("3.00");
        assertThat(cents(early.minimum())).isEqualTo("10.00");
        Bill went = bill(new Rating(book, NOVEMBER)
                .add(Holding.tenant(Instant.EPOCH, joined))
                .add(hour(WEB, at("2026-11-10T00:00:00Z"), Metered.CPU, 3 * CPU_HOUR)));
        assertThat(cents(went.total())).as("half of the month").isEqualTo("10.00");
        assertThat(bill(new Rating(book, NOVEMBER.plusMonths(1)).add(Holding.tenant(Instant.EPOCH, joined)))
                        .lines())
                .as("nothing of the months after it")
                .isEmpty();
    }

    @Test
    void aCorrectionTakesAwayWhatItWouldHaveCost() {
        PriceBook book = book("prices: {traffic: [{from: 2026-01-01, price: 1, included: 10}]}\n");
        Bill bill = bill(new Rating(book, NOVEMBER)
                .add(hour(WEB, at("2026-11-05T00:00:00Z"), Metered.TRAFFIC, 15_000_000_000L))
                .add(hour(WEB, at("2026-11-06T00:00:00Z"), Metered.TRAFFIC, -7_000_000_000L)));
        assertThat(bill.lines()).hasSize(1);
        assertThat(bill.lines().getFirst().quantity()).isEqualTo(8_000_000_000L);
        assertThat(bill.lines().getFirst().included()).isEqualTo(8_000_000_000L);
        assertThat(cents(bill.total())).isEqualTo("0.00");
    }

    @Test
    void whatOutgrows64BitsIsStillExact() {
        PriceBook book = book("prices: {volume: [{from: 2026-01-01, price: 0.05}]}\n");
        Rating rating = new Rating(book, NOVEMBER);
        for (int i = 0; i < 5; i++) {
            rating.add(hour(WEB, at("2026-11-05T00:00:00Z").plusSeconds(i * 3_600L), Metered.VOLUME, Long.MAX_VALUE));
        }
        assertThat(bill(rating).lines().getFirst().quantity())
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(5)));
    }
}
