package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.HourCosts.HourCost;
import io.binome.kernel.Money;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourCostsTest {
    /** Summer time ends within it: one of its days has 25 hours. */
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

    @Test
    void theHoursOfADayAddUpToTheDay() {
        Random random = new Random(5);
        PriceBook book = TestBooks.standard();
        Rating rating = new Rating(book, OCTOBER).add(Holding.tenant(Instant.EPOCH));
        List<UsageHour> hours = new ArrayList<>();
        for (Instant hour = rating.from(); hour.isBefore(rating.until()); hour = hour.plusSeconds(3_600)) {
            for (int service = 1; service < 3; service++) {
                hours.add(TestUsage.hour(
                        TestUsage.origin(1, service),
                        hour,
                        random.nextInt(3) * 1_234_567_891L,
                        random.nextLong(1L << 44),
                        7 * TestUsage.GIB * 3_600,
                        random.nextLong(900_000_000L),
                        random.nextInt(4_000)));
            }
        }
        hours.forEach(rating::add);
        List<DayCost> days = rating.bill(TestUsage::names).days();
        Map<List<Object>, Money> amounts = new HashMap<>();
        Map<List<Object>, BigInteger> quantities = new HashMap<>();
        List<HourCost> costs = HourCosts.of(days, hours, book.zone(), rating.until());
        for (HourCost cost : costs) {
            List<Object> key = new ArrayList<>();
            key.add(cost.hour().atZone(book.zone()).toLocalDate());
            key.add(cost.origin());
            key.add(String.valueOf(cost.measured()));
            amounts.merge(key, cost.amount(), Money::plus);
            quantities.merge(key, cost.quantity(), BigInteger::add);
        }
        assertThat(days).isNotEmpty().allSatisfy(day -> {
            List<Object> key = List.of(day.day(), day.origin(), String.valueOf(day.measured()));
            assertThat(amounts.get(key)).isEqualTo(day.amount());
            assertThat(quantities.get(key)).isEqualTo(day.quantity());
        });
        assertThat(costs.stream().map(HourCost::hour).distinct()).hasSize(31 * 24 + 1);
    }
}
