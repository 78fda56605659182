package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Bills;
import io.binome.billing.CostForecast;
import io.binome.billing.DayCost;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PricedTime;
import io.binome.kernel.Money;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tenant is told of the months that come, by bills that a test wrote. */
final class CostForecasterTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
    private static final TenantScope SCOPE = new TenantScope(new TenantId(UUID.randomUUID()));
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 21);
    private static final Instant NOW = TODAY.atTime(12, 0).atZone(ZONE).toInstant();
    private static final long EURO = 1_000_000;

    private final SortedMap<LocalDate, Long> euros = new TreeMap<>();
    private long minimum;
    private String currencyBefore = "EUR";
    private @Nullable YearMonth otherCurrencyUntil;
    private boolean ended;

    @Test
    void aSteadyTenantPaysTheSameEachDayAndTheLengthOfAMonthCounts() {
        cost(LocalDate.of(2025, 1, 1), 2);
        CostForecast forecast = forecast();
        assertThat(forecast.month()).isEqualTo(YearMonth.of(2026, 6));
        assertThat(forecast.spent()).isEqualTo(money(2 * 20));
        assertThat(expected(forecast.end())).isEqualTo(60 * EURO);
        assertThat(forecast.first()).isEqualTo(YearMonth.of(2026, 7));
        List<Range> each = known(forecast.year()).each();
        assertThat(each).hasSize(12);
        assertThat(each.get(0).expected()).isEqualTo(62 * EURO);
        assertThat(each.get(7).expected()).as("February 2027").isEqualTo(56 * EURO);
        assertThat(expected(forecast.year())).isEqualTo(730 * EURO);
        assertThat(each).allSatisfy(range -> {
            assertThat(range.low()).isBetween(0L, range.expected());
            assertThat(range.high()).isGreaterThanOrEqualTo(range.expected());
        });
    }

    @Test
    void aMonthThatBeganInItsMiddleIsNoMonthToGoBy() {
        cost(LocalDate.of(2026, 4, 12), 3);
        CostForecast forecast = forecast();
        assertThat(expected(forecast.end())).isEqualTo(90 * EURO);
        // May is whole and June will be; April is not.
        assertThat(forecast.year()).isEqualTo(new Outlook.TooShort(2, 3));
    }

    @Test
    void aMonthThatBeganOnItsFirstDayCounts() {
        cost(LocalDate.of(2026, 4, 1), 3);
        assertThat(known(forecast().year()).each().getFirst().expected()).isEqualTo(93 * EURO);
    }

    @Test
    void whoeverCameLastWeekIsToldHowLongItTakes() {
        cost(LocalDate.of(2026, 6, 14), 3);
        CostForecast forecast = forecast();
        assertThat(forecast.end()).isEqualTo(new Outlook.TooShort(7, 14));
        assertThat(forecast.year()).isEqualTo(new Outlook.TooShort(0, 3));
        assertThat(forecast.first()).isEqualTo(forecast.month());
        assertThat(forecast.atEnd()).isNull();
    }

    @Test
    void theLeastThatAMonthCostsIsPaidInAnyCase() {
        cost(LocalDate.of(2025, 1, 1), 1);
        minimum = 100 * EURO;
        Range end = forecast().atEnd();
        assertThat(end).isEqualTo(new Range(minimum, minimum, minimum));
    }

    @Test
    void monthsInAnotherCurrencyAreNotComparedWith() {
        cost(LocalDate.of(2025, 1, 1), 2);
        currencyBefore = "USD";
        otherCurrencyUntil = YearMonth.of(2026, 4);
        // May alone is in euros, and June.
        assertThat(forecast().year()).isEqualTo(new Outlook.TooShort(2, 3));
    }

    @Test
    void afterTheStayNothingComes() {
        cost(LocalDate.of(2025, 1, 1), 2);
        ended = true;
        CostForecast forecast = forecast();
        assertThat(forecast.end()).isNull();
        assertThat(forecast.year()).isNull();
    }

    @Test
    void whoeverHasNothingIsToldHowLongItTakes() {
        assertThat(forecast().end()).isEqualTo(new Outlook.TooShort(0, 14));
    }

    private CostForecast forecast() {
        return new Written().forecast(SCOPE, NOW);
    }

    /** Each day from then on until yesterday. */
    private void cost(LocalDate from, long amount) {
        from.datesUntil(TODAY).forEach(day -> euros.put(day, amount * EURO));
    }

    private static Outlook.Known known(@Nullable Outlook outlook) {
        assertThat(outlook).isInstanceOf(Outlook.Known.class);
        return (Outlook.Known) outlook;
    }

    private static long expected(@Nullable Outlook outlook) {
        return known(outlook).total().expected();
    }

    private static Money money(long amount) {
        return new Money(amount * EURO, "EUR");
    }

    private final class Written implements Bills {
        @Override
        public YearMonth current(TenantScope scope) {
            return YearMonth.from(TODAY);
        }

        @Override
        public Bill month(TenantScope scope, YearMonth month) {
            long total = euros.subMap(month.atDay(1), month.plusMonths(1).atDay(1)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            String currency = otherCurrencyUntil == null || month.isAfter(otherCurrencyUntil) ? "EUR" : currencyBefore;
            Instant from = month.atDay(1).atStartOfDay(ZONE).toInstant();
            Instant until = month.plusMonths(1).atDay(1).atStartOfDay(ZONE).toInstant();
            return new Bill(
                    List.of(new AgreedBooks.Named("standard", from, until)),
                    currency,
                    ZONE,
                    month,
                    from,
                    until,
                    month.isBefore(YearMonth.from(TODAY)),
                    total == 0 ? List.of() : List.of(line(month, new Money(total, currency))),
                    new Money(total, currency),
                    0,
                    new Money(minimum, currency),
                    List.of());
        }

        private BillLine line(YearMonth month, Money amount) {
            return new BillLine(
                    BillLine.Kind.USAGE,
                    Metered.CPU,
                    "",
                    Origin.TENANT,
                    Place.TENANT,
                    PricedTime.days(month.atDay(1), month.plusMonths(1).atDay(1), ZONE),
                    BigInteger.ONE,
                    BigInteger.ZERO,
                    BigInteger.ZERO,
                    BigDecimal.ONE,
                    "hour",
                    BigInteger.ONE,
                    0,
                    BigDecimal.ONE,
                    List.of(),
                    false,
                    null,
                    amount);
        }

        @Override
        public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
            SortedMap<YearMonth, Bill> months = new TreeMap<>();
            for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
                months.put(month, month(scope, month));
            }
            return months;
        }

        @Override
        public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
            return euros.subMap(from, until).entrySet().stream()
                    .map(day -> new DayCost(
                            day.getKey(),
                            Origin.TENANT,
                            Place.TENANT,
                            Metered.CPU,
                            BigInteger.ONE,
                            new Money(day.getValue(), "EUR")))
                    .toList();
        }

        @Override
        public Optional<Instant> ended(TenantScope scope) {
            return ended ? Optional.of(NOW) : Optional.empty();
        }

        @Override
        public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
            throw new UnsupportedOperationException("Not asked for");
        }

        @Override
        public Basis basis(TenantScope scope, YearMonth month) {
            throw new UnsupportedOperationException("Not asked for");
        }
    }
}
