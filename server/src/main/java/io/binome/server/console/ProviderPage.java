package io.binome.server.console;

import io.binome.sites.Host;
import io.binome.sites.Site;
import io.binome.tenancy.Tenant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All tenants in one table. */
public record ProviderPage(
        List<Row> rows, @Nullable String link, @Nullable String linkFor) {
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

    /** A server. */
    public record HostRow(Host host, String endpoint, Badge badge) {}
}
