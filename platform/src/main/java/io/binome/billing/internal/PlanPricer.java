package io.binome.billing.internal;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Kept;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.CostDelta.Then;
import io.binome.billing.PriceBook;
import io.binome.billing.internal.Priced.Item;
import io.binome.kernel.Money;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.ResourceChange;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prices plans. Pure. Each resource is priced as it is and as it will be, each price rounded for itself, and only then
 * subtracted: so what a plan adds is exactly what its reverse takes away, and a plan in two parts adds what it adds whole.
 */
public final class PlanPricer {
    private static final int MOST_NOTES = 20;

    private final String currency;
    private final String name;
    private final ResourcePricer pricer;
    private final List<Line> lines = new ArrayList<>();
    private final List<Line> then = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private final SortedSet<String> unknown = new TreeSet<>();
    private final SortedSet<String> unknownThen = new TreeSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    private PlanPricer(String currency, String name, ResourcePricer pricer) {
        this.currency = currency;
        this.name = name;
        this.pricer = pricer;
    }

    /**
     * @param version how the book is called in the answer, such as {@code standard, version 3}
     * @param day whose prices hold
     */
    public static CostDelta price(PriceBook book, String version, Plan plan, LocalDate day) {
        return switch (plan.engine()) {
            case "compose" -> new PlanPricer(book.currency(), version, new ServicePricer(book, day)).price(plan);
            case "opentofu" ->
                new PlanPricer(book.currency(), version, new CataloguePricer(book.catalogue(), book.currency(), day))
                        .price(plan);
            case "document" -> free(book.currency(), version);
            default -> unknown(plan, book.currency(), "Nobody knows what stacks of " + plan.engine() + " cost.");
        };
    }

    private static CostDelta free(String currency, String version) {
        Money nothing = Money.zero(currency);
        return new CostDelta(
                nothing, nothing, List.of(), List.of(), version, new Then(List.of(), List.of(), List.of()), List.of());
    }

    /** When nothing can be priced: what acts is unknown. */
    public static CostDelta unknown(Plan plan, String currency, String why) {
        if (plan.engine().equals("document")) {
            return new CostDelta(
                    Money.zero(currency),
                    Money.zero(currency),
                    List.of(),
                    List.of(),
                    null,
                    new Then(List.of(), List.of(), List.of()),
                    List.of());
        }
        List<String> acting = plan.changes().stream()
                .filter(change -> change.action().changes() && mayCost(change.type()) && !staysAlike(plan, change))
                .map(ResourceChange::address)
                .toList();
        List<String> present = plan.changes().stream()
                .filter(change -> change.action() != Action.DELETE && mayCost(change.type()))
                .map(ResourceChange::address)
                .toList();
        return new CostDelta(
                Money.zero(currency),
                Money.zero(currency),
                List.of(),
                acting,
                null,
                new Then(List.of(), present, List.of()),
                acting.isEmpty() ? List.of() : List.of(why));
    }

    private static boolean staysAlike(Plan plan, ResourceChange change) {
        return plan.engine().equals("compose")
                && existed(change)
                && change.action() != Action.DELETE
                && ServicePricer.samePriced(change.before(), change.after());
    }

    private static boolean mayCost(String type) {
        return !type.equals("network") && !type.startsWith("data.");
    }

    private CostDelta price(Plan plan) {
        plan.changes().stream().filter(change -> pricer.costs(change.type())).forEach(this::change);
        lines.sort(Comparator.comparingLong((Line line) -> -Math.max(
                        Math.abs(line.low().micros()), Math.abs(line.high().micros())))
                .thenComparing(Line::address)
                .thenComparing(Line::unit));
        return new CostDelta(
                sum(lines.stream().map(Line::low).toList()),
                sum(lines.stream().map(Line::high).toList()),
                lines,
                List.copyOf(unknown),
                name,
                new Then(then, List.copyOf(unknownThen), kept),
                notes.stream().limit(MOST_NOTES).toList());
    }

    private Money sum(List<Money> amounts) {
        return amounts.stream().reduce(Money.zero(currency), Money::plus);
    }

    private void change(ResourceChange change) {
        if (change.action() == Action.FORGET) {
            notes.add(change.address() + " is only no longer governed: it goes on and costs what it costs.");
            return;
        }
        if (change.action() == Action.READ) {
            return;
        }
        if (change.before().isEmpty()
                && change.after().isEmpty()
                && !change.action().changes()) {
            String was = change.provenance().movedFrom();
            kept.add(new Kept(change.address(), was == null ? change.address() : was));
            return;
        }
        boolean was = existed(change);
        boolean will = change.action() != Action.DELETE;
        Priced before = was ? pricer.price(change.type(), change.before()) : Priced.NOTHING;
        Priced after = will ? pricer.price(change.type(), change.after()) : Priced.NOTHING;
        after.items()
                .forEach((unit, item) ->
                        then.add(new Line(change.address(), unit, item.low(), item.high(), item.basis())));
        if (!after.unknown().isEmpty()) {
            unknownThen.add(change.address());
        }
        if (change.action().changes()) {
            boolean alike = was && will && pricer.alike(change.type(), change.before(), change.after());
            compare(change.address(), before, after, alike);
        }
    }

    private static boolean existed(ResourceChange change) {
        return change.action() != Action.CREATE;
    }

    /** @param alike whether what it costs stays what it is, known or not */
    private void compare(String address, Priced before, Priced after, boolean alike) {
        SortedSet<String> untold = new TreeSet<>(before.unknown());
        untold.addAll(after.unknown());
        if (!untold.isEmpty() && !alike) {
            unknown.add(address);
            notes.addAll(after.unknown().isEmpty() ? before.reasons() : after.reasons());
        }
        SortedSet<String> units = new TreeSet<>(before.items().keySet());
        units.addAll(after.items().keySet());
        units.removeAll(untold);
        for (String unit : units) {
            line(address, unit, before.items().get(unit), after.items().get(unit));
        }
    }

    private void line(String address, String unit, @Nullable Item before, @Nullable Item after) {
        Money nothing = Money.zero(currency);
        Money low = (after == null ? nothing : after.low()).minus(before == null ? nothing : before.low());
        Money high = (after == null ? nothing : after.high()).minus(before == null ? nothing : before.high());
        if (low.micros() != 0 || high.micros() != 0) {
            lines.add(new Line(address, unit, low, high, basis(before, after)));
        }
    }

    private static String basis(@Nullable Item before, @Nullable Item after) {
        if (after == null) {
            return before == null ? "" : "no longer " + before.basis();
        }
        return before == null ? after.basis() : before.basis() + " → " + after.basis();
    }
}
