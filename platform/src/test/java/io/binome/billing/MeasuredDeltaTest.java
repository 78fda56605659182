package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.MeasuredDelta.Kind;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Whole days before an apply against whole days after it. */
class MeasuredDeltaTest {
    private static final LocalDate APPLIED = LocalDate.of(2026, 11, 10);

    private static DayCost cost(LocalDate day, long micros) {
        return new DayCost(day, Origin.TENANT, Place.TENANT, Metered.CPU, BigInteger.ONE, new Money(micros, "EUR"));
    }

    private static List<DayCost> days(LocalDate from, LocalDate until, long micros) {
        return new ArrayList<>(
                from.datesUntil(until).map(day -> cost(day, micros)).toList());
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    @Test
    void theDayOfTheApplyCountsForNeither() {
        List<DayCost> costs = days(APPLIED.minusDays(14), APPLIED, 100_000);
        costs.add(cost(APPLIED, 99_000_000));
        costs.addAll(days(APPLIED.plusDays(1), APPLIED.plusDays(4), 340_000));
        costs.add(cost(APPLIED.plusDays(4), 50_000_000));
        MeasuredDelta delta = MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(4), costs);
        assertThat(delta.daysBefore()).isEqualTo(14);
        assertThat(delta.daysAfter()).isEqualTo(3);
        assertThat(delta.cents()).isEqualTo(euros("7.30"));
    }

    @Test
    void whatAnEarlierChangeDidIsNotItsWork() {
        List<DayCost> costs = days(APPLIED.minusDays(14), APPLIED.minusDays(4), 100_000);
        costs.addAll(days(APPLIED.minusDays(4), APPLIED.plusDays(4), 340_000));
        MeasuredDelta delta =
                MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED.minusDays(3), APPLIED, APPLIED.plusDays(4), costs);
        assertThat(delta.daysBefore()).isEqualTo(3);
        assertThat(delta.cents()).isEqualTo(euros("0"));
        assertThat(MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED, APPLIED.plusDays(4), costs)
                        .month())
                .as("without a whole day between")
                .isNull();
    }

    @Test
    void whatItMadeIsComparedWithNothingAndWhatItRemovedCostsNothing() {
        assertThat(MeasuredDelta.of(
                                "web",
                                "worker",
                                Kind.MADE,
                                APPLIED,
                                APPLIED.plusDays(3),
                                days(APPLIED.plusDays(1), APPLIED.plusDays(3), 120_000))
                        .cents())
                .isEqualTo(euros("3.65"));
        assertThat(MeasuredDelta.of(
                                "web",
                                "worker",
                                Kind.REMOVED,
                                APPLIED,
                                APPLIED.plusDays(3),
                                days(APPLIED.minusDays(2), APPLIED, 120_000))
                        .cents())
                .isEqualTo(euros("-3.65"));
    }

    @Test
    void withoutAWholeDayOnEachSideNothingIsSaid() {
        List<DayCost> before = days(APPLIED.minusDays(14), APPLIED.plusDays(2), 100_000);
        assertThat(MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED, before)
                        .month())
                .isNull();
        assertThat(MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(1), before)
                        .month())
                .isNull();
        assertThat(MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(2), before)
                        .cents())
                .isEqualTo(euros("0"));
        List<DayCost> after = days(APPLIED, APPLIED.plusDays(9), 100_000);
        assertThat(MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(9), after)
                        .month())
                .as("nothing was measured before")
                .isNull();
    }

    @Test
    void whatHasNoPriceIsUnknownAndNotFree() {
        List<DayCost> costs = days(APPLIED.minusDays(3), APPLIED.plusDays(3), 100_000);
        costs.add(new DayCost(APPLIED.plusDays(1), Origin.TENANT, Place.TENANT, Metered.TRAFFIC, BigInteger.ONE, null));
        MeasuredDelta delta = MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(3), costs);
        assertThat(delta.month()).isNull();
        assertThat(MeasuredDelta.total(List.of(delta))).isEmpty();
    }

    @Test
    void theTotalIsRoundedOnce() {
        MeasuredDelta third = MeasuredDelta.of(
                "web",
                "a",
                Kind.MADE,
                APPLIED,
                APPLIED.plusDays(2),
                days(APPLIED.plusDays(1), APPLIED.plusDays(2), 148));
        assertThat(third.cents()).isEqualTo(euros("0"));
        assertThat(MeasuredDelta.total(List.of(third, third))).contains(euros("0.01"));
    }

    @Property(tries = 200)
    void theOrderOfCostsDoesNotMatterAndEvenUseIsNoDifference(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long micros,
            @ForAll @IntRange(min = 1, max = 20) int before,
            @ForAll @IntRange(min = 2, max = 90) int after,
            @ForAll long seed) {
        List<DayCost> costs = days(APPLIED.minusDays(before), APPLIED.plusDays(after), micros);
        Collections.shuffle(costs, new Random(seed));
        MeasuredDelta delta = MeasuredDelta.of("web", "api", Kind.ALTERED, APPLIED, APPLIED.plusDays(after), costs);
        assertThat(delta.month()).isEqualTo(Fraction.ZERO);
        assertThat(delta.daysBefore()).isEqualTo(Math.min(before, MeasuredDelta.LONGEST_BEFORE));
        assertThat(delta.daysAfter()).isEqualTo(Math.min(after - 1, MeasuredDelta.LONGEST_AFTER));
    }
}
