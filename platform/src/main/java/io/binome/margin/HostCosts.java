package io.binome.margin;

import io.binome.kernel.Actor;
import io.binome.kernel.HostCostId;
import io.binome.kernel.HostId;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What hosts cost the provider, entered by its people. Entries are added and ended, never changed; each step is in the
 * provider's ledger. All of them are in one currency.
 */
public interface HostCosts {
    /** By site, host and month; those of hosts that are gone too. */
    List<HostCost> all();

    /** By site, host and month, the last one recorded of a month last. */
    List<HostCapacity> capacities();

    /**
     * @throws io.binome.kernel.ProblemException with {@link MarginProblem.OtherCurrency},
     *     {@link io.binome.kernel.InvalidInput} or {@link io.binome.sites.SitesProblem.HostNotFound}
     */
    HostCost add(Actor actor, HostId host, NewCost cost);

    /**
     * An entry ends before the month {@code until}, sooner than it did; where it begins, when it was a mistake.
     *
     * @throws io.binome.kernel.ProblemException with {@link MarginProblem.CostUnknown} or {@link MarginProblem.NotSooner}
     */
    HostCost end(Actor actor, HostCostId cost, YearMonth until);

    /** @throws io.binome.kernel.ProblemException as {@link #add} */
    HostCapacity size(Actor actor, HostId host, YearMonth from, long milliProcessors, long memoryBytes);

    /**
     * @param amount of each month, without tax
     * @param until null while no end is known
     */
    record NewCost(
            HostCost.Kind kind,
            BigDecimal amount,
            String currency,
            YearMonth from,
            @Nullable YearMonth until,
            String note) {}
}
