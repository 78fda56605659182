package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.PriceBook.FeeFor;
import io.binome.kernel.Money;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What must hold of every bill. */
class RatingProperties {
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final long START = Instant.parse("2026-09-30T22:00:00Z").getEpochSecond();
    private static final int HOURS = 31 * 24 + 1;

    private static final PriceBook BOOK =
            TestBooks.read(Map.of("own.yaml", """
                    name: own
                    currency: EUR
                    prices:
                      cpu:
                        - {from: 2026-01-01, price: 0.0123, included: 3.5}
                        - {from: 2026-10-12, price: 0.0377, included: 7, tiers: [{above: 20, price: 0.011}]}
                      memory: [{from: 2026-01-01, price: 0.0071, per: GiB-month}]
                      traffic: [{from: 2026-10-20, price: 1.1, tiers: [{above: 30, price: 0.7}, {above: 60, price: 0.9}]}]
                      requests: [{from: 2026-01-01, price: 0.037, per: thousand, included: 0.0005}]
                    fees:
                      - {name: support, prices: [{from: 2026-01-01, price: 149.99}, {from: 2026-10-13, price: 99}]}
                      - {name: watching, for: service, prices: [{from: 2026-01-01, price: 2.57}]}
                    minimum: [{from: 2026-01-01, price: 250}]
                    discounts:
                      - {name: autumn, percent: 7, from: 2026-10-05, until: 2026-10-25}
                      - {name: cpu, percent: 33.3, of: [cpu], from: 2026-10-15}
                    commitments: [{name: basis, of: cpu, quantity: 15, month: 0.1, from: 2026-10-04}]
                    """)).get("own");

    @Property(tries = 100)
    void linesAreTheSameWhetherDaysAreAskedForOrNot(@ForAll("usage") List<UsageHour> usage) {
        Rating rating =
                new Rating(BOOK, OCTOBER).add(Holding.tenant(Instant.EPOCH)).withoutDays();
        usage.forEach(rating::add);
        assertThat(rating.bill(TestUsage::names).lines()).isEqualTo(rate(usage).lines());
    }

    @Property(tries = 200)
    void theTotalIsTheSumOfItsLines(@ForAll("usage") List<UsageHour> usage) {
        Bill bill = rate(usage);
        BigDecimal sum = BigDecimal.ZERO;
        for (BillLine line : bill.lines()) {
            Money amount = line.amount();
            if (amount != null) {
                assertThat(amount.amount()).isEqualByComparingTo(line.exact().rounded(2));
                sum = sum.add(amount.amount());
            } else {
                assertThat(line.price()).isNull();
            }
        }
        assertThat(bill.total().amount()).isEqualByComparingTo(sum);
        if (bill.unpriced() == 0) {
            assertThat(bill.total().micros()).isGreaterThanOrEqualTo(250_000_000);
        }
    }

    @Property(tries = 200)
    void allThatWasUsedIsOnSomeLine(@ForAll("usage") List<UsageHour> usage) {
        Bill bill = rate(usage);
        for (var measured : io.binome.metering.Metered.values()) {
            BigInteger used = usage.stream()
                    .map(hour -> BigInteger.valueOf(hour.quantity(measured)))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(bill.lines().stream()
                            .filter(line -> line.measured() == measured)
                            .map(BillLine::quantity)
                            .reduce(BigInteger.ZERO, BigInteger::add))
                    .isEqualTo(used);
            assertThat(bill.days().stream()
                            .filter(day -> day.measured() == measured)
                            .map(DayCost::quantity)
                            .reduce(BigInteger.ZERO, BigInteger::add))
                    .isEqualTo(used);
        }
        bill.lines().forEach(line -> assertThat(line.charged().signum()).isNotNegative());
    }

    @Property(tries = 200)
    void splittingAnIntervalNeverChangesACharge(@ForAll("usage") List<UsageHour> usage, @ForAll long seed) {
        Random random = new Random(seed);
        List<UsageHour> parts = new ArrayList<>();
        for (UsageHour hour : usage) {
            long cpu = random.nextLong(hour.cpuMicros() + 1);
            long memory = random.nextLong(hour.memoryByteSeconds() + 1);
            long sent = random.nextLong(hour.sentBytes() + 1);
            long requests = random.nextLong(hour.requests() + 1);
            parts.add(TestUsage.hour(Origin.of(hour), hour.hour(), cpu, memory, hour.volumeByteSeconds(), sent, 0));
            parts.add(TestUsage.hour(
                    Origin.of(hour),
                    hour.hour(),
                    hour.cpuMicros() - cpu,
                    hour.memoryByteSeconds() - memory,
                    0,
                    hour.sentBytes() - sent,
                    hour.requests() - requests));
            parts.add(TestUsage.hour(Origin.of(hour), hour.hour(), 0, 0, 0, 0, requests));
        }
        assertThat(rate(parts)).isEqualTo(rate(usage));
    }

    @Property(tries = 200)
    void neitherTheOrderOfRecordsNorAReplayChangesAnything(@ForAll("usage") List<UsageHour> usage, @ForAll long seed) {
        List<UsageHour> shuffled = new ArrayList<>(usage);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(rate(shuffled)).isEqualTo(rate(usage));
    }

    @Property(tries = 100)
    void splittingAHoldingNeverChangesAFee(@ForAll("cuts") long cut) {
        Origin web = TestUsage.origin(1, 1);
        Instant from = Instant.ofEpochSecond(START - 5_000);
        Instant until = Instant.ofEpochSecond(START + HOURS * 3_600L - 7);
        Instant middle = from.plusSeconds(cut);
        Bill whole = new Rating(BOOK, OCTOBER)
                .add(new Holding(web, FeeFor.SERVICE, "", 1, from, until))
                .bill(TestUsage::names);
        Bill parts = new Rating(BOOK, OCTOBER)
                .add(new Holding(web, FeeFor.SERVICE, "", 1, middle, until))
                .add(new Holding(web, FeeFor.SERVICE, "", 1, from, middle))
                .bill(TestUsage::names);
        assertThat(parts).isEqualTo(whole);
    }

    @Property(tries = 100)
    void whatDaysCostIsTheTotalButForRounding(@ForAll("usage") List<UsageHour> usage) {
        Bill bill = rate(usage);
        BigDecimal days = bill.days().stream()
                .map(DayCost::amount)
                .filter(java.util.Objects::nonNull)
                .map(Money::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal lines = bill.lines().stream()
                .filter(line -> line.kind() != BillLine.Kind.MINIMUM && line.exact() != null)
                .map(line -> line.exact().rounded(6))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(days.subtract(lines).abs()).isLessThan(new BigDecimal("0.001"));
    }

    private static Bill rate(List<UsageHour> usage) {
        Rating rating = new Rating(BOOK, OCTOBER).add(Holding.tenant(Instant.EPOCH));
        usage.forEach(rating::add);
        return rating.bill(TestUsage::names);
    }

    @Provide
    Arbitrary<Long> cuts() {
        return Arbitraries.longs().between(1, HOURS * 3_600L);
    }

    @Provide
    Arbitrary<List<UsageHour>> usage() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, HOURS - 1),
                        Arbitraries.longs().between(0, 2 * TestUsage.CPU_HOUR),
                        Arbitraries.longs().between(0, 3_600 * TestUsage.GIB),
                        Arbitraries.longs().between(0, 9_000_000_000L),
                        Arbitraries.longs().between(0, 500))
                .as((service, hour, cpu, memory, sent, requests) -> TestUsage.hour(
                        TestUsage.origin(service % 2, service),
                        Instant.ofEpochSecond(START + hour * 3_600L),
                        cpu,
                        memory,
                        0,
                        sent,
                        requests))
                .list()
                .ofMaxSize(60);
    }
}
