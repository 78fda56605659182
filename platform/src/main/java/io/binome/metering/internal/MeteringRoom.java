package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.UsageSource;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Puts the room together for the server's wiring. */
public final class MeteringRoom {
    private final Needs needs;
    private final CounterStore counters = new CounterStore();
    private final UsageStore usage = new UsageStore();

    /**
     * What the room stands on.
     *
     * @param volumes what the volumes of a host hold
     */
    public record Needs(
            Database database,
            Sites sites,
            UsageSource source,
            Function<HostId, List<KeptBytes>> volumes,
            MeteringSettings settings,
            Ids ids,
            InstantSource clock) {}

    public MeteringRoom(Needs needs) {
        this.needs = needs;
    }

    public Metering metering() {
        return new DatabaseMetering(needs.database(), usage, needs.clock());
    }

    public Reconciliation reconciliation() {
        return new DatabaseReconciliation(needs.database(), usage, counters);
    }

    /** To be started by the server once, and closed before the database. */
    public MeteringKeeper keeper() {
        UUID holder = needs.ids().next();
        return new MeteringKeeper(
                () -> here(needs.sites().hosts()).map(Set::of).orElse(Set.of()),
                host -> new HostMeter(
                        host,
                        needs.database(),
                        needs.source(),
                        _ -> kept(needs.sites().hosts(), needs.volumes()),
                        counters,
                        usage,
                        needs.settings(),
                        holder,
                        needs.clock()),
                closer(),
                needs.settings().every());
    }

    /** Which host the groups of this machine count for: the first of those whose engine is on it, of which one is usual. */
    static Optional<HostId> here(Collection<Host> hosts) {
        return hosts.stream()
                .filter(host -> !DatabaseAgents.wanted(host))
                .map(Host::id)
                .min(Comparator.comparing(HostId::value));
    }

    /** What volumes of this machine hold, also those of its other engines: all of it counts for one host. */
    static List<KeptBytes> kept(Collection<Host> hosts, Function<HostId, List<KeptBytes>> volumes) {
        return hosts.stream()
                .filter(host -> !DatabaseAgents.wanted(host))
                .flatMap(host -> volumes.apply(host.id()).stream())
                .toList();
    }

    private HourCloser closer() {
        return new HourCloser(needs.database(), usage, needs.settings().grace(), needs.clock());
    }

    /**
     * Closes the hours that are due then, for who measures it.
     *
     * @return how many rows
     */
    public static int close(Database database, Instant now, Duration grace) {
        return new HourCloser(database, new UsageStore(), grace, InstantSource.fixed(now)).close();
    }
}
