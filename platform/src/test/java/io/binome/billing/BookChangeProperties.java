package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.AgreedBooks.Span;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** What must hold of every bill of a month in which several price books were named. October has 745 hours in Paris. */
class BookChangeProperties {
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final long START = Instant.parse("2026-09-30T22:00:00Z").getEpochSecond();
    private static final long SECONDS = (31 * 24 + 1) * 3_600L;

    private static final SortedMap<String, PriceBook> BOOKS = TestBooks.read(Map.of("one.yaml", """
                    name: one
                    currency: EUR
                    prices:
                      cpu:
                        - {from: 2026-01-01, price: 0.0123, included: 3.5}
                        - {from: 2026-10-12, price: 0.0377, included: 7, tiers: [{above: 20, price: 0.011}]}
                      memory: [{from: 2026-01-01, price: 0.0071, per: GiB-month}]
                      requests: [{from: 2026-01-01, price: 0.037, per: thousand, included: 0.0005}]
                    fees:
                      - {name: support, prices: [{from: 2026-01-01, price: 149.99}, {from: 2026-10-13, price: 99}]}
                    minimum: [{from: 2026-01-01, price: 250}]
                    discounts: [{name: autumn, percent: 7, from: 2026-10-05, until: 2026-10-25}]
                    commitments: [{name: basis, of: cpu, quantity: 15, month: 0.1, from: 2026-10-04}]
                    """, "two.yaml", """
                    name: two
                    currency: EUR
                    prices:
                      cpu: [{from: 2026-01-01, price: 0.03, tiers: [{above: 9, price: 0.02}]}]
                      memory: [{from: 2026-10-09, price: 0.00002, per: GiB-hour}]
                      traffic: [{from: 2026-10-20, price: 1.1, tiers: [{above: 30, price: 0.7}]}]
                      requests: [{from: 2026-01-01, price: 3, per: million}]
                    fees: [{name: watching, for: tenant, prices: [{from: 2026-01-01, price: 2.57}]}]
                    minimum: [{from: 2026-01-01, price: 31}]
                    commitments: [{name: basis, of: cpu, quantity: 40, month: 1, from: 2026-10-20}]
                    """));
    private static final PriceBook NONE = PriceBook.without("", "EUR", PARIS);

    /** A change at a second of the month to a book, by its number; 2 for none. */
    record Change(long second, int book) {}

    private static PriceBook book(int number) {
        return number == 2 ? NONE : BOOKS.get(number == 0 ? "one" : "two");
    }

    private static AgreedBooks books(int first, List<Change> changes) {
        List<Span> spans = new ArrayList<>(List.of(new Span(Instant.EPOCH, book(first))));
        changes.stream()
                .sorted((one, other) -> Long.compare(one.second(), other.second()))
                .forEach(change ->
                        spans.add(new Span(Instant.ofEpochSecond(START + change.second()), book(change.book()))));
        return new AgreedBooks("EUR", PARIS, spans);
    }

    private static Bill rate(AgreedBooks books, List<UsageHour> usage) {
        Rating rating = new Rating(books, OCTOBER).add(Holding.tenant(Instant.EPOCH));
        usage.forEach(rating::add);
        return rating.bill(TestUsage::names);
    }

    /** A contract that changes something else, however often, changes no cent. */
    @Property(tries = 200)
    void namingTheSameBookAgainChangesNothing(
            @ForAll("usage") List<UsageHour> usage, @ForAll("changes") List<Change> changes, @ForAll("cuts") long cut) {
        AgreedBooks once = books(0, changes);
        PriceBook then =
                once.spans().get(once.at(Instant.ofEpochSecond(START + cut))).book();
        List<Span> again = new ArrayList<>(once.spans());
        again.add(new Span(Instant.ofEpochSecond(START + cut), then));
        again.sort((one, other) -> one.from().compareTo(other.from()));
        assertThat(rate(new AgreedBooks("EUR", PARIS, again), usage)).isEqualTo(rate(once, usage));
    }

    @Property(tries = 100)
    void oneBookNamedManyTimesIsTheMonthOfThatBook(
            @ForAll("usage") List<UsageHour> usage, @ForAll("changes") List<Change> changes) {
        List<Change> same =
                changes.stream().map(change -> new Change(change.second(), 0)).toList();
        assertThat(rate(books(0, same), usage)).isEqualTo(rate(AgreedBooks.of(book(0)), usage));
    }

    @Property(tries = 100)
    void aChangeAtTheEndsOfTheMonthIsAMonthOfOneBook(@ForAll("usage") List<UsageHour> usage) {
        assertThat(rate(books(0, List.of(new Change(0, 1))), usage)).isEqualTo(rate(AgreedBooks.of(book(1)), usage));
        assertThat(rate(books(0, List.of(new Change(SECONDS, 1))), usage))
                .isEqualTo(rate(AgreedBooks.of(book(0)), usage));
        // A second of the other book is worth less than a cent of fees, and no hour begins in it.
        Bill lastSecond = rate(books(0, List.of(new Change(SECONDS - 1, 1))), usage);
        Bill whole = rate(AgreedBooks.of(book(0)), usage);
        assertThat(usageOf(lastSecond)).isEqualTo(usageOf(whole));
        assertThat(lastSecond.total().minus(whole.total()).micros()).isBetween(-10_000L, 10_000L);
        // One that changes within the first hour leaves that hour, and the fees of a second, to the other book.
        Bill firstSecond = rate(
                books(0, List.of(new Change(1, 1))),
                usage.stream()
                        .filter(hour -> hour.hour().getEpochSecond() > START)
                        .toList());
        assertThat(firstSecond.lines().stream()
                        .filter(line -> line.kind() == BillLine.Kind.USAGE)
                        .map(line -> line.time().book()))
                .allMatch("two"::equals);
    }

    private static List<Object> usageOf(Bill bill) {
        return bill.lines().stream()
                .filter(line -> line.kind() == BillLine.Kind.USAGE)
                .map(line -> List.<Object>of(line.measured(), line.origin(), line.quantity(), line.tier(), line.from()))
                .map(Object.class::cast)
                .toList();
    }

    @Property(tries = 150)
    void theTotalIsTheSumOfItsLinesAndAllThatWasUsedIsOnOne(
            @ForAll("usage") List<UsageHour> usage, @ForAll("changes") List<Change> changes) {
        Bill bill = rate(books(1, changes), usage);
        assertThat(bill.total())
                .isEqualTo(bill.lines().stream()
                        .map(BillLine::amount)
                        .filter(Objects::nonNull)
                        .reduce(Money.zero("EUR"), Money::plus));
        for (Metered measured : Metered.values()) {
            assertThat(bill.lines().stream()
                            .filter(line -> line.measured() == measured)
                            .map(BillLine::quantity)
                            .reduce(BigInteger.ZERO, BigInteger::add))
                    .isEqualTo(usage.stream()
                            .map(hour -> BigInteger.valueOf(hour.quantity(measured)))
                            .reduce(BigInteger.ZERO, BigInteger::add));
        }
        assertThat(bill.lines())
                .allMatch(line -> line.time().begin().isBefore(line.time().end()));
        List<@Nullable Metered> kinds = new ArrayList<>(List.of(Metered.values()));
        kinds.add(null);
        for (Metered measured : kinds) {
            List<BillLine> lines = bill.lines().stream()
                    .filter(line -> line.measured() == measured && line.kind() != BillLine.Kind.MINIMUM)
                    .toList();
            if (lines.stream().allMatch(BillLine::priced)) {
                BigDecimal days = bill.days().stream()
                        .filter(day -> day.measured() == measured)
                        .map(day -> day.amount().amount())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                BigDecimal exact =
                        lines.stream().map(line -> line.exact().rounded(6)).reduce(BigDecimal.ZERO, BigDecimal::add);
                assertThat(days.subtract(exact).abs()).isLessThan(new BigDecimal("0.001"));
            }
        }
    }

    /** Each line is what its book alone would ask for the quantity that was charged. */
    @Property(tries = 150)
    void aLineGoesByThePriceOfItsBookOnItsDays(
            @ForAll("usage") List<UsageHour> usage, @ForAll("changes") List<Change> changes) {
        for (BillLine line : rate(books(0, changes), usage).lines()) {
            Metered measured = line.measured();
            if (measured != null) {
                PriceBook book = line.time().book().isEmpty()
                        ? NONE
                        : BOOKS.get(line.time().book());
                LocalDate last = line.until().minusDays(1);
                for (LocalDate day : List.of(line.from(), last)) {
                    BigDecimal price = book.rate(measured, day)
                            .map(rate -> line.tier() == 0
                                    ? rate.price()
                                    : rate.tiers().get(line.tier() - 1).price())
                            .orElse(null);
                    assertThat(line.price()).isEqualTo(price);
                }
            }
        }
    }

    @Property(tries = 100)
    void linesAreTheSameWhetherDaysAreAskedForOrNotAndInWhateverOrder(
            @ForAll("usage") List<UsageHour> usage, @ForAll("changes") List<Change> changes, @ForAll long seed) {
        AgreedBooks books = books(0, changes);
        Rating rating =
                new Rating(books, OCTOBER).add(Holding.tenant(Instant.EPOCH)).withoutDays();
        List<UsageHour> shuffled = new ArrayList<>(usage);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.forEach(rating::add);
        assertThat(rating.bill(TestUsage::names).lines())
                .isEqualTo(rate(books, usage).lines());
    }

    @Provide
    Arbitrary<Long> cuts() {
        return Arbitraries.longs().between(-5_000, SECONDS + 5_000);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        // Near to one another as well, within an hour and within a day.
        Arbitrary<Long> seconds = Arbitraries.oneOf(
                Arbitraries.longs().between(0, SECONDS), Arbitraries.longs().between(864_000, 868_000));
        return Combinators.combine(seconds, Arbitraries.integers().between(0, 2))
                .as(Change::new)
                .list()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<UsageHour>> usage() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.longs().between(0, SECONDS / 3_600 - 1),
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
