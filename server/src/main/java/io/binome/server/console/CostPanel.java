package io.binome.server.console;

import io.binome.billing.CostDelta;
import io.binome.billing.Estimates.Broken;
import io.binome.changes.Judgement;
import io.binome.kernel.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a change costs a month, stack by stack.
 *
 * @param low of all stacks that are priced, and {@code high}; null when none is
 * @param broken budgets that it would break
 */
public record CostPanel(@Nullable Money low, @Nullable Money high, List<OfStack> stacks, List<Broken> broken) {

    public record OfStack(String name, CostDelta delta) {}

    public static CostPanel of(Judgement judgement) {
        List<OfStack> stacks = new ArrayList<>();
        for (Judgement.OfStack stack : judgement.stacks()) {
            CostDelta delta = stack.cost();
            if (delta != null) {
                stacks.add(new OfStack(stack.stack(), delta));
            }
        }
        List<CostDelta> priced = stacks.stream()
                .map(OfStack::delta)
                .filter(delta -> delta.priceBook() != null)
                .toList();
        return new CostPanel(
                priced.stream().map(CostDelta::low).reduce(Money::plus).orElse(null),
                priced.stream().map(CostDelta::high).reduce(Money::plus).orElse(null),
                stacks,
                judgement.budgets());
    }

    /** Whether a reader need not be told of it. */
    public boolean isNothing() {
        return broken.isEmpty()
                && stacks.stream().allMatch(stack -> stack.delta().isNothing());
    }

    /** How many resources nobody can price. */
    public int unknown() {
        return stacks.stream().mapToInt(stack -> stack.delta().unknown().size()).sum();
    }

    /** Whether there is an amount to be shown. */
    public boolean amounts() {
        return low != null && high != null && (low.micros() != 0 || high.micros() != 0);
    }

    /** Sentences that a reader should know, each once. */
    public List<String> notes() {
        return stacks.stream()
                .flatMap(stack -> stack.delta().notes().stream())
                .distinct()
                .toList();
    }

    /** The price books by which it was worked out. */
    public List<String> books() {
        return List.copyOf(new TreeSet<>(stacks.stream()
                .map(stack -> stack.delta().priceBook())
                .filter(Objects::nonNull)
                .toList()));
    }
}
