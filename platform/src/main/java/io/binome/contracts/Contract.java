package io.binome.contracts;

import io.binome.calendar.CalendarRules;
import io.binome.kernel.Money;
import io.binome.kernel.Risk;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What provider and tenant agreed, as {@code contract.yaml} writes it.
 *
 * @param environments by name; what is not named has the terms of the strictest
 * @param owners by path patterns of repositories ({@code shop/infra/**}), who must approve what touches them
 * @param budgets a month's amounts
 * @param priceBook which of the provider's price books holds
 * @param growth when a tenant has earned more autonomy, or less
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
        Growth growth) {

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
            @Nullable CalendarRules calendar) {}

    /**
     * Who must approve.
     *
     * @param words as the contract writes it: {@code self}, {@code peer}, {@code provider}, {@code peer+provider}, …
     * @param needs empty for {@code self}: who made the change may apply it alone
     */
    public record Approvals(String words, List<Need> needs) {}

    /** What lies under these paths ({@code shop/production/**}) belongs to that environment, whatever the branch declares. */
    public record PathRule(String pattern, String environment) {}

    public record PathOwners(String pattern, List<Need> needs) {}

    /**
     * @param environment null for the whole tenant
     * @param stack {@code repository/stack}; null for the whole environment or tenant
     * @param needs who must approve what would break it; never empty
     */
    public record Budget(
            String name,
            @Nullable String environment,
            @Nullable String stack,
            Money month,
            List<Need> needs) {}

    /** What the tenant may take altogether; null for no limit. Bytes, thousandths of a processor. */
    public record Limits(
            @Nullable Long milliProcessors,
            @Nullable Long memoryBytes,
            @Nullable Long diskBytes,
            @Nullable Integer replicas,
            @Nullable Integer domains) {}

    public record ServiceLevel(String environment, String objective, String target) {}

    public record Contact(String name, String party, String address) {}

    /**
     * @param changes how many changes of the same or a higher risk must have been applied
     * @param successPercent of them that must have succeeded and stayed, 0 to 100
     * @param days over which they are counted
     * @param incidents how many failures or goings back within {@code days} lower the level
     */
    public record Growth(int changes, int successPercent, int days, int incidents) {}
}
