package io.binome.workloads.internal;

import io.binome.database.Database;
import io.binome.kernel.HostId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.VolumeId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.workloads.Runtime;
import io.binome.workloads.internal.PartStore.Owned;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys volumes that nothing used for 30 days. Recorded first, so that none can be attached while it goes.
 *
 * <p>Only days that Binome lived through count: a clock that is put forward destroys nothing.
 */
final class VolumeSweeper {
    static final Duration KEPT = Duration.ofDays(30);

    /** Chores come every hour; a longer pause was a stop of the server, or no time at all. */
    private static final Duration LONGEST_PAUSE = HostChores.EVERY.multipliedBy(2);

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
        Instant now = clock.instant();
        database.asDispatcher(transaction -> parts.detached(transaction, host)).forEach(volume -> count(volume, now));
        if (!present.isEmpty()) {
            database.asDispatcher(transaction -> parts.destroyed(transaction, host, present))
                    .forEach(volume -> remove(host, volume));
        }
    }

    private void count(Owned detached, Instant now) {
        database.inTenant(new TenantScope(detached.tenant()), transaction -> {
            boolean over = parts.count(transaction, detached.volume(), LONGEST_PAUSE, now)
                    .filter(kept -> kept.compareTo(KEPT) >= 0)
                    .isPresent();
            if (over && parts.destroyed(transaction, detached.volume(), now)) {
                ledger.append(
                        transaction,
                        HealingTrace.ACTOR,
                        new LedgerEvent(
                                "volume.destroyed",
                                "volume:" + detached.volume(),
                                Map.of("detachedForDays", KEPT.toDays())));
            }
            return detached;
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
