package io.binome.contracts;

import io.binome.calendar.CalendarRules;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import io.binome.tenancy.Role;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What provider and tenant agreed, as {@code contract.yaml} writes it.
 *
 * @param environments by name; what is not named has the terms of the strictest
 * @param owners by path patterns of repositories ({@code shop/infra/**}), who must approve what touches them
 * @param budgets a month's amounts
 * @param priceBook which of the provider's price books holds
 * @param growth when a tenant has earned more autonomy, or less
 * @param overrides whether an operator may go on without the approvals, with a reason that both sides see; never for what
 *     governs
 * @param breakGlass when people may write states by hand; null for never
 * @param invoicing who the parties are before the law, and how is paid
 */
public record Contract(
        String currency,
        SortedMap<String, Environment> environments,
        List<PathRule> paths,
        List<PathOwners> owners,
        List<Budget> budgets,
        @Nullable String priceBook,
        Limits limits,
        List<ServiceLevel> serviceLevels,
        List<Contact> contacts,
        Growth growth,
        boolean overrides,
        @Nullable BreakGlass breakGlass,
        Invoicing invoicing) {
    public Contract {
        environments = Collections.unmodifiableSortedMap(new TreeMap<>(environments));
        paths = List.copyOf(paths);
        owners = List.copyOf(owners);
        budgets = List.copyOf(budgets);
        serviceLevels = List.copyOf(serviceLevels);
        contacts = List.copyOf(contacts);
    }

    /** One that says nothing of invoices: none can be issued. */
    public Contract(
            String currency,
            SortedMap<String, Environment> environments,
            List<PathRule> paths,
            List<PathOwners> owners,
            List<Budget> budgets,
            @Nullable String priceBook,
            Limits limits,
            List<ServiceLevel> serviceLevels,
            List<Contact> contacts,
            Growth growth,
            boolean overrides,
            @Nullable BreakGlass breakGlass) {
        this(
                currency,
                environments,
                paths,
                owners,
                budgets,
                priceBook,
                limits,
                serviceLevels,
                contacts,
                growth,
                overrides,
                breakGlass,
                Invoicing.NONE);
    }

    /** One that says nothing of states written by hand: whoever may override may do so. */
    public Contract(
            String currency,
            SortedMap<String, Environment> environments,
            List<PathRule> paths,
            List<PathOwners> owners,
            List<Budget> budgets,
            @Nullable String priceBook,
            Limits limits,
            List<ServiceLevel> serviceLevels,
            List<Contact> contacts,
            Growth growth,
            boolean overrides) {
        this(
                currency,
                environments,
                paths,
                owners,
                budgets,
                priceBook,
                limits,
                serviceLevels,
                contacts,
                growth,
                overrides,
                BreakGlass.usual(overrides));
    }

    /** One that admits overrides. */
    public Contract(
            String currency,
            SortedMap<String, Environment> environments,
            List<PathRule> paths,
            List<PathOwners> owners,
            List<Budget> budgets,
            @Nullable String priceBook,
            Limits limits,
            List<ServiceLevel> serviceLevels,
            List<Contact> contacts,
            Growth growth) {
        this(currency, environments, paths, owners, budgets, priceBook, limits, serviceLevels, contacts, growth, true);
    }

    /**
     * The terms of one environment.
     *
     * @param sites names of the sites where it may run; empty for all
     * @param autonomy by risk, who must approve; complete
     * @param calendar when changes may be applied; null for always
     */
    public record Environment(
            String name,
            SortedSet<String> sites,
            Map<Risk, Approvals> autonomy,
            @Nullable CalendarRules calendar) {
        public Environment {
            sites = Collections.unmodifiableSortedSet(new TreeSet<>(sites));
            Map<Risk, Approvals> byRisk = new EnumMap<>(Risk.class);
            byRisk.putAll(autonomy);
            autonomy = Collections.unmodifiableMap(byRisk);
        }
    }

    /**
     * Who must approve.
     *
     * @param words as the contract writes it: {@code self}, {@code peer}, {@code provider}, {@code peer+provider}, …
     * @param needs empty for {@code self}: who made the change may apply it alone
     */
    public record Approvals(String words, List<Need> needs) {
        public Approvals {
            needs = List.copyOf(needs);
        }
    }

    /** What lies under these paths ({@code shop/production/**}) belongs to that environment, whatever the branch declares. */
    public record PathRule(String pattern, String environment) {}

    /** Who must approve what touches these paths; patterns as in {@link PathRule}. Never empty. */
    public record PathOwners(String pattern, Approvals approvals) {
        public List<Need> needs() {
            return approvals.needs();
        }
    }

    /**
     * @param environment null for the whole tenant
     * @param stack {@code repository/stack}; null for the whole environment or tenant
     * @param month the most that a month may cost
     * @param over who must approve what would break it; never empty
     * @param unknown what holds for a change of which nobody can tell what it will cost
     * @param thresholds in percent of the month, ascending: what is measured is told of once a month at each
     * @param hold whether those of {@code over} must approve all that adds cost while a month is used up
     */
    public record Budget(
            String name,
            @Nullable String environment,
            @Nullable String stack,
            Money month,
            Approvals over,
            Unknown unknown,
            List<Integer> thresholds,
            boolean hold) {
        /** In percent of the month. */
        public static final List<Integer> USUAL_THRESHOLDS = List.of(50, 75, 90, 100);

        public Budget {
            thresholds = List.copyOf(thresholds);
        }

        public Budget(
                String name,
                @Nullable String environment,
                @Nullable String stack,
                Money month,
                Approvals over,
                Unknown unknown) {
            this(name, environment, stack, month, over, unknown, USUAL_THRESHOLDS, false);
        }

        /** One that is asked about what has no price. */
        public Budget(String name, @Nullable String environment, @Nullable String stack, Money month, Approvals over) {
            this(name, environment, stack, month, over, Unknown.ASK);
        }

        public List<Need> needs() {
            return over.needs();
        }

        /** Whether what this stack costs counts for it. */
        public boolean counts(String inEnvironment, String repository, String name) {
            return (environment == null || environment.equals(inEnvironment))
                    && (stack == null || stack.equals(repository + "/" + name));
        }
    }

    /** What a budget makes of costs that nobody knows. */
    public enum Unknown {
        /** Whoever approves what goes over the budget approves this as well. */
        ASK,
        /** They count as nothing and are said beside the budget. */
        ALLOW
    }

    /**
     * What the tenant may take; null where the contract sets no limit. Bytes, thousandths of a processor.
     *
     * @param replicas of one service; all others are over all services of the tenant
     */
    public record Limits(
            @Nullable Long milliProcessors,
            @Nullable Long memoryBytes,
            @Nullable Long diskBytes,
            @Nullable Integer replicas,
            @Nullable Integer domains) {
        public static final Limits NONE = new Limits(null, null, null, null, null);
    }

    /** What the provider promises for an environment, in words of the contract. */
    public record ServiceLevel(String environment, String objective, String target) {}

    /** Whom to turn to. */
    public record Contact(String name, Party party, String address) {}

    /**
     * Who may write a state by hand after the first import, with a reason that both sides see, and for how long at most.
     *
     * @param by the least roles on either side: {@code LEAD} admits no operator, {@code DEVELOPER} admits leads. Never empty
     * @param minutes that one break-glass may last, from 1
     */
    public record BreakGlass(SortedSet<Role> by, int minutes) {
        public static final int USUAL_MINUTES = 60;

        public BreakGlass {
            by = Collections.unmodifiableSortedSet(new TreeSet<>(by));
        }

        /** What holds where a contract does not say: operators where they may override, else nobody. */
        public static @Nullable BreakGlass usual(boolean overrides) {
            return overrides ? new BreakGlass(new TreeSet<>(Set.of(Role.OPERATOR)), USUAL_MINUTES) : null;
        }
    }

    /**
     * @param changes how many changes of the same or a higher risk must have been applied
     * @param successPercent of them that must have succeeded and stayed, 0 to 100
     * @param days over which they are counted
     * @param incidents how many failures or goings back within {@code days} lower the level
     */
    public record Growth(int changes, int successPercent, int days, int incidents) {
        public static final Growth USUAL = new Growth(20, 95, 90, 2);
    }
}
