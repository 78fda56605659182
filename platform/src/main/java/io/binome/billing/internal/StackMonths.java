package io.binome.billing.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Kept;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.CostDelta.Then;
import io.binome.billing.internal.StackCostStore.StackCost;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What a stack costs a month once a plan of it is applied. Pure. */
final class StackMonths {
    /** Of an estimate that does not say what the stack costs as a whole. */
    private static final String REST = "";

    private StackMonths() {}

    /** @param before what was known of the stack so far */
    static StackCost after(
            Optional<StackCost> before, StackId stack, String environment, CostDelta delta, Instant now) {
        String currency = delta.high().currency();
        List<Line> lines = new ArrayList<>();
        TreeSet<String> unknown = new TreeSet<>();
        Then then = delta.then();
        if (then == null) {
            before.ifPresent(known -> {
                lines.addAll(in(currency, known.lines()));
                unknown.addAll(known.unknown());
            });
            lines.add(new Line(REST, "change", delta.low(), delta.high(), ""));
            unknown.addAll(delta.unknown());
        } else {
            lines.addAll(then.lines());
            unknown.addAll(then.unknown());
            kept(before, then.kept(), currency, lines, unknown);
        }
        return new StackCost(
                stack,
                environment,
                sum(currency, lines.stream().map(Line::low).toList()),
                sum(currency, lines.stream().map(Line::high).toList()),
                lines,
                List.copyOf(unknown),
                delta.priceBook(),
                now);
    }

    /** What stays is as it was known; what was never priced stays unknown. */
    private static void kept(
            Optional<StackCost> before, List<Kept> kept, String currency, List<Line> lines, TreeSet<String> unknown) {
        Map<String, List<Line>> known = new LinkedHashMap<>();
        before.ifPresent(cost -> in(currency, cost.lines())
                .forEach(line -> known.computeIfAbsent(line.address(), _ -> new ArrayList<>())
                        .add(line)));
        TreeSet<String> untold = new TreeSet<>(before.map(StackCost::unknown).orElse(List.of()));
        for (Kept one : kept) {
            List<Line> own = known.getOrDefault(one.was(), List.of());
            own.forEach(line -> lines.add(new Line(one.address(), line.unit(), line.low(), line.high(), line.basis())));
            if (own.isEmpty() || untold.contains(one.was())) {
                unknown.add(one.address());
            }
        }
    }

    private static List<Line> in(String currency, List<Line> lines) {
        return lines.stream()
                .filter(line -> line.high().currency().equals(currency))
                .toList();
    }

    private static Money sum(String currency, List<Money> amounts) {
        return BudgetRules.sum(amounts, currency);
    }
}
