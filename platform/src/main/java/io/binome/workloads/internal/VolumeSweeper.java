package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.PartStore.Expired;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Destroys volumes that nothing used for 30 days. Recorded first, so that none can be attached while it goes. */
final class VolumeSweeper {
    static final Duration KEPT = Duration.ofDays(30);
    private static final Logger LOG = LoggerFactory.getLogger(VolumeSweeper.class);

    private final Database database;
    private final Runtime runtime;
    private final PartStore parts;
    private final Ledger ledger;
    private final InstantSource clock;

    VolumeSweeper(Database database, Runtime runtime, PartStore parts, Ledger ledger, InstantSource clock) {
        this.database = database;
        this.runtime = runtime;
        this.parts = parts;
        this.ledger = ledger;
        this.clock = clock;
    }

    void sweep(HostId host) {
        // Asked first: without the host nothing is recorded as destroyed.
        Set<VolumeId> present = runtime.volumes(host);
        Instant then = clock.instant().minus(KEPT);
        database.asDispatcher(transaction -> parts.detachedBefore(transaction, then)).stream()
                .filter(expired -> expired.host().equals(host))
                .forEach(expired -> record(expired, then));
        if (!present.isEmpty()) {
            database.asDispatcher(transaction -> parts.destroyed(transaction, host, present))
                    .forEach(volume -> remove(host, volume));
        }
    }

    private void record(Expired expired, Instant then) {
        database.inTenant(new TenantScope(expired.tenant()), transaction -> {
            if (parts.destroyed(transaction, expired.volume(), then, clock.instant())) {
                ledger.append(
                        transaction,
                        HealingTrace.ACTOR,
                        new LedgerEvent(
                                "volume.destroyed",
                                "volume:" + expired.volume(),
                                Map.of("detachedForDays", KEPT.toDays())));
            }
            return expired;
        });
    }

    private void remove(HostId host, VolumeId volume) {
        try {
            runtime.removeVolume(host, volume);
        } catch (Runtime.RuntimeRefused refused) {
            LOG.warn("Volume {} could not be removed; it is tried again", volume, refused);
        }
    }
}
