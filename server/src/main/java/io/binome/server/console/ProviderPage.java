package io.binome.server.console;

import io.binome.server.api.HostReadingView;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Site;
import io.binome.tenancy.Tenant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tenants in one table. */
public record ProviderPage(
        List<Row> rows, @Nullable String link, @Nullable String linkFor) {
    public List<Row> rows(Sorting sorting) {
        return sorting.of(
                rows,
                Map.of(
                        "tenant",
                        Comparator.comparing(row -> row.tenant().title(), String.CASE_INSENSITIVE_ORDER),
                        "waiting",
                        Comparator.comparing(Row::waiting),
                        "health",
                        Comparator.comparing(Row::unhealthy),
                        "drift",
                        Comparator.comparing(Row::drifted),
                        "stacks",
                        Comparator.comparing(Row::stacks),
                        "services",
                        Comparator.comparing(Row::services)));
    }

    /**
     * A tenant as the provider watches it.
     *
     * @param waiting changes that wait for a review or hold a stack after a failure
     */
    public record Row(Tenant tenant, int stacks, int services, int unhealthy, int drifted, int waiting) {}

    /** The sites with their servers. */
    public record Sites(List<SiteRow> rows) {}

    /** A site. */
    public record SiteRow(Site site, List<HostRow> hosts) {}

    /**
     * A server.
     *
     * @param metering who reads what is used there, said by {@code metered}
     */
    public record HostRow(Host host, String endpoint, Badge badge, HostReadingView metering, Badge metered) {
        /** Empty where it is the engine's own. */
        public String edgeAddress() {
            return host.endpoint() instanceof HostEndpoint.Tcp tcp
                            && !tcp.edgeAddress().equals(tcp.address())
                    ? tcp.edgeAddress()
                    : "";
        }
    }
}
