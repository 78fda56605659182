package io.binome.advice.internal;

import io.binome.advice.SizingAdvice.Move;
import io.binome.advice.SizingAdvice.Resource;
import io.binome.advice.SizingAdvice.Saving;
import io.binome.billing.Bills;
import io.binome.billing.CostDelta;
import io.binome.billing.DayCost;
import io.binome.billing.Estimates;
import io.binome.contracts.Contract;
import io.binome.contracts.Contracts;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stack;
import io.binome.stacks.Value;
import io.binome.workloads.Workloads.ServiceLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What another limit, or a service less, is worth. Bills are on measured use: a limit changes what a month can cost at most
 * and what is kept free for the service, and no bill; a service that is taken out saves what it was measured to cost.
 */
final class SizingPrices {
    private final Contracts contracts;
    private final Estimates estimates;
    private final Bills bills;

    SizingPrices(Contracts contracts, Estimates estimates, Bills bills) {
        this.contracts = contracts;
        this.estimates = estimates;
        this.bills = bills;
    }

    Saving ofMoves(TenantScope scope, Stack stack, ServiceLimits limits, List<Move> moves, Instant now) {
        long cpu = 0;
        long memory = 0;
        long newCpu = limits.cpuMillis();
        long newMemory = limits.memoryBytes();
        for (Move move : moves) {
            long freed = Math.multiplyExact(move.present() - move.proposed(), (long) limits.replicas());
            if (move.resource() == Resource.CPU) {
                cpu += freed;
                newCpu = move.proposed();
            } else {
                memory += freed;
                newMemory = move.proposed();
            }
        }
        return new Saving(
                cpu,
                memory,
                null,
                most(scope, stack, limits, Action.UPDATE, attributes(limits.replicas(), newCpu, newMemory), now));
    }

    /** @param measured what a month of it costs; null where nobody knows */
    Saving ofIdle(TenantScope scope, Stack stack, ServiceLimits limits, @Nullable Money measured, Instant now) {
        return new Saving(
                limits.cpuMillis() * limits.replicas(),
                limits.memoryBytes() * limits.replicas(),
                measured,
                most(scope, stack, limits, Action.DELETE, new TreeMap<>(), now));
    }

    private @Nullable Money most(
            TenantScope scope,
            Stack stack,
            ServiceLimits limits,
            Action action,
            SortedMap<String, Value> after,
            Instant now) {
        Contract contract = contracts.inForce(scope).contract();
        ResourceChange change = new ResourceChange(
                "service." + limits.service(),
                "service",
                limits.service(),
                action,
                attributes(limits.replicas(), limits.cpuMillis(), limits.memoryBytes()),
                after,
                List.of(),
                List.of());
        CostDelta delta = estimates.estimate(
                scope,
                contract,
                stack.id(),
                new Plan("compose", stack.name(), stack.declaration().environment(), List.of(change), new TreeMap<>()),
                now);
        return delta.known() ? delta.high().negated() : null;
    }

    private static SortedMap<String, Value> attributes(int replicas, long cpuMillis, long memoryBytes) {
        SortedMap<String, Value> values = new TreeMap<>();
        values.put("replicas", Value.number(replicas));
        values.put(
                "limits.cpus",
                Value.text(BigDecimal.valueOf(cpuMillis, 3).stripTrailingZeros().toPlainString()));
        values.put("limits.memory", Value.number(memoryBytes));
        return values;
    }

    /** What each service cost in the whole days before, extrapolated to a month of 365/12 days; asked only when needed. */
    Supplier<Map<WorkloadId, Money>> months(TenantScope scope, Instant now) {
        return new Supplier<>() {
            private @Nullable Map<WorkloadId, Money> known;

            @Override
            public Map<WorkloadId, Money> get() {
                Map<WorkloadId, Money> there = known;
                if (there == null) {
                    there = measured(scope, now);
                    known = there;
                }
                return there;
            }
        };
    }

    private Map<WorkloadId, Money> measured(TenantScope scope, Instant now) {
        int days = (int) SizingRules.IDLE.toDays();
        // Days of the bill, which the price book has a zone for.
        ZoneId zone = bills.basis(scope, bills.current(scope)).zone();
        LocalDate today = LocalDate.ofInstant(now, zone);
        Map<WorkloadId, Money> sums = new HashMap<>();
        for (DayCost day : bills.days(scope, today.minusDays(days), today)) {
            WorkloadId service = day.origin().service();
            Money amount = day.amount();
            if (service != null && amount != null) {
                sums.merge(service, amount, Money::plus);
            }
        }
        sums.replaceAll((_, sum) -> new Money(month(sum.micros(), days), sum.currency()));
        return sums;
    }

    /** Rounded half up, to millionths. */
    private static long month(long micros, int days) {
        BigInteger per = BigInteger.valueOf(12L * days);
        return BigInteger.valueOf(micros)
                .multiply(BigInteger.valueOf(365 * 2))
                .add(per)
                .divide(per.shiftLeft(1))
                .longValueExact();
    }
}
