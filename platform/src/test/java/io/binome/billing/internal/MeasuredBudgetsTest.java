package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.DayCost;
import io.binome.billing.Estimates.Broken;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.Spending.MeasuredBudget;
import io.binome.contracts.Contract;
import io.binome.contracts.Contract.Budget;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose days count for which budget, and what the month will have cost. */
final class MeasuredBudgetsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 21);
    private static final Place WEB = new Place("production", "shop", "web", "front");
    private static final Place TRIAL = new Place("qualification", "shop", "trial", "front");

    @Test
    void thisMonthCountsAndEarlierDaysTellWhatComes() {
        List<DayCost> days = new ArrayList<>(each(WEB, 60, 2));
        days.addAll(each(TRIAL, 60, 1));
        MeasuredBudget all = one(budget(null, null, 120), days);
        assertThat(all.spent()).isEqualTo(euros(60));
        assertThat(all.percent()).isEqualTo(50);
        assertThat(all.threshold()).contains(50);
        assertThat(((Outlook.Known) all.outlook()).total().expected())
                .isEqualTo(euros(90).micros());
        assertThat(one(budget("production", null, 120), days).spent()).isEqualTo(euros(40));
        assertThat(one(budget(null, "shop/trial", 120), days).spent()).isEqualTo(euros(20));
    }

    @Test
    void whatBeganLatelyIsNotGuessedAtAndOtherMoneyIsNotAdded() {
        List<DayCost> days = new ArrayList<>(each(WEB, 5, 2));
        days.add(new DayCost(TODAY, Origin.TENANT, WEB, Metered.CPU, BigInteger.ONE, new Money(7, "USD")));
        days.add(new DayCost(TODAY, Origin.TENANT, WEB, Metered.CPU, BigInteger.ONE, null));
        MeasuredBudget all = one(budget(null, null, 10), days);
        assertThat(all.spent()).isEqualTo(euros(10));
        assertThat(all.threshold()).contains(100);
        assertThat(all.outlook()).isEqualTo(new Outlook.TooShort(5, 14));
    }

    @Test
    void belowTheFirstThresholdNobodyIsTold() {
        assertThat(one(budget(null, null, 121), each(WEB, 60, 3)).threshold()).isEmpty();
        assertThat(one(budget(null, null, 0), List.of()).percent()).isZero();
    }

    @Test
    void whileAMonthIsUsedUpOnlyWhatSavesNeedsNobody() {
        Budget budget = budget(null, null, 100);
        assertThat(new Broken(budget, euros(1), euros(2), List.of(), true).over())
                .isTrue();
        assertThat(new Broken(budget, euros(1), euros(2), List.of(), false).over())
                .isFalse();
        assertThat(new Broken(budget, euros(2), euros(1), List.of(), true).over())
                .isFalse();
    }

    private static MeasuredBudget one(Budget budget, List<DayCost> days) {
        return MeasuredBudgets.of(List.of(budget), days, TODAY, _ -> List.of()).getFirst();
    }

    /** Whole days before today. */
    private static List<DayCost> each(Place place, int days, int amount) {
        return java.util.stream.IntStream.rangeClosed(1, days)
                .mapToObj(ago -> new DayCost(
                        TODAY.minusDays(ago), Origin.TENANT, place, Metered.CPU, BigInteger.ONE, euros(amount)))
                .toList();
    }

    private static Budget budget(String environment, String stack, int month) {
        return new Budget("b", environment, stack, euros(month), new Contract.Approvals("peer", List.of()));
    }

    private static Money euros(int amount) {
        return new Money(amount * 1_000_000L, "EUR");
    }
}
