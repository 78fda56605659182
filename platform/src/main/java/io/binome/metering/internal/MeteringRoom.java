package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageSource;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import java.time.InstantSource;
import java.util.UUID;
import java.util.stream.Collectors;

/** Puts the room together for the server's wiring. */
public final class MeteringRoom {
    private final Needs needs;
    private final CounterStore counters = new CounterStore();
    private final UsageStore usage = new UsageStore();

    /** What the room stands on. */
    public record Needs(
            Database database,
            Sites sites,
            UsageSource source,
            MeteringSettings settings,
            Ids ids,
            InstantSource clock) {}

    public MeteringRoom(Needs needs) {
        this.needs = needs;
    }

    public Metering metering() {
        return new DatabaseMetering(needs.database(), usage, needs.clock());
    }

    /** To be started by the server once, and closed before the database. */
    public MeteringKeeper keeper() {
        UUID holder = needs.ids().next();
        return new MeteringKeeper(
                () -> needs.sites().hosts().stream().map(Host::id).collect(Collectors.toSet()),
                host -> new HostMeter(
                        host,
                        needs.database(),
                        needs.source(),
                        counters,
                        usage,
                        needs.settings(),
                        holder,
                        needs.clock()),
                closer(),
                needs.settings().every());
    }

    HourCloser closer() {
        return new HourCloser(needs.database(), usage, needs.settings().grace(), needs.clock());
    }
}
