package io.binome.server.console;

import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import io.binome.margin.MonthMargin;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is left of what tenants are billed.
 *
 * @param current the month that goes on
 */
public record MarginPage(MonthMargin margin, YearMonth current) {
    public List<MonthMargin.OfTenant> rows(Sorting sorting) {
        return sorting.of(
                margin.tenants(),
                Map.of(
                        "tenant",
                        Comparator.comparing(MonthMargin.OfTenant::title, String.CASE_INSENSITIVE_ORDER),
                        "billed",
                        Comparator.comparing(tenant -> tenant.billed().micros()),
                        "cost",
                        Comparator.comparing(tenant -> tenant.cost().micros()),
                        "margin",
                        Comparator.comparing(
                                tenant -> tenant.margin() == null
                                        ? null
                                        : tenant.margin().micros(),
                                Comparator.nullsFirst(Comparator.naturalOrder())),
                        "percent",
                        Comparator.comparing(
                                MonthMargin.OfTenant::percent, Comparator.nullsFirst(Comparator.naturalOrder()))));
    }

    /**
     * What hosts cost.
     *
     * @param hosts that may get an entry, as {@code site/host}
     * @param next the month that a form begins with
     */
    public record Costs(List<HostCost> costs, List<HostCapacity> sizes, List<String> hosts, YearMonth next) {
        /** Whether an entry can still be ended: a mistake has no month left. */
        public boolean open(HostCost cost) {
            @Nullable YearMonth until = cost.until();
            return !cost.isMistake() && (until == null || until.isAfter(next));
        }
    }
}
