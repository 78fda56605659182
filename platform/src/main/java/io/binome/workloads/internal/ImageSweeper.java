package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes images that nothing recorded needs, by age and by size. */
final class ImageSweeper {
    static final Duration UNUSED = Duration.ofDays(7);
    static final long KEPT_BYTES = 10L << 30;
    private static final Logger LOG = LoggerFactory.getLogger(ImageSweeper.class);

    private final Database database;
    private final Runtime runtime;
    private final StackStore stacks;
    private final WorkloadStore workloads;
    private final InstantSource clock;

    ImageSweeper(Database database, Runtime runtime, StackStore stacks, WorkloadStore workloads, InstantSource clock) {
        this.database = database;
        this.runtime = runtime;
        this.stacks = stacks;
        this.workloads = workloads;
        this.clock = clock;
    }

    void sweep(HostId host) {
        List<StackOnHost> placed = database.asDispatcher(transaction -> stacks.onHost(transaction, host));
        Set<TenantScope> tenants = new HashSet<>();
        for (StackOnHost place : placed) {
            if (applying(place)) {
                // What it has just pulled is recorded nowhere yet.
                return;
            }
            tenants.add(place.scope());
        }
        Set<String> keep = new HashSet<>();
        tenants.forEach(tenant -> keep.addAll(database.inTenant(tenant, workloads::digests)));
        keep.remove("");
        Runtime.PruneReport report = runtime.prune(host, keep, UNUSED, KEPT_BYTES);
        if (report.images() > 0) {
            LOG.info("{} unused images of host {} were removed, {} bytes", report.images(), host, report.freedBytes());
        }
    }

    private boolean applying(StackOnHost place) {
        Instant now = clock.instant();
        return database.inTenant(place.scope(), transaction -> stacks.find(transaction, place.stack()))
                .filter(placement -> ReplicaHealing.applying(placement, now))
                .isPresent();
    }
}
