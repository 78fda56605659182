package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.states.StateSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what runs left behind and break-glasses whose time is over, and forgets versions beyond those that are kept. Several replicas may do so at once.
 */
public final class StateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_PRUNINGS = Duration.ofHours(1);
    /** Longer than any upload lasts. */
    private static final Duration ORPHAN = Duration.ofDays(1);

    private final Database database;
    private final StateLocks locks;
    private final DatabaseBreakGlasses glasses;
    private final StateSettings settings;
    private final InstantSource clock;
    private final Supplier<List<TenantScope>> tenants;
    private final StateStore states = new StateStore();
    private final StateChunkStore chunks = new StateChunkStore();
    private final RunCredentialStore credentials = new RunCredentialStore();
    private final Thread thread = Thread.ofVirtual().name("state-keeper").unstarted(this::keep);
    private Instant lastPruning;

    StateKeeper(
            Database database,
            StateLocks locks,
            DatabaseBreakGlasses glasses,
            StateSettings settings,
            InstantSource clock,
            Supplier<List<TenantScope>> tenants) {
        this.database = database;
        this.locks = locks;
        this.glasses = glasses;
        this.settings = settings;
        this.clock = clock;
        this.tenants = tenants;
        this.lastPruning = clock.instant();
    }

    public void start() {
        thread.start();
    }

    private void keep() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                pass();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass() {
        try {
            endRuns();
            closeBreakGlasses();
            if (clock.instant().isAfter(lastPruning.plus(BETWEEN_PRUNINGS))) {
                lastPruning = clock.instant();
                prune();
            }
        } catch (RuntimeException failed) {
            LOG.warn("States could not be looked after, it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    /** Locks and credentials whose runs ended by another way than {@link io.binome.states.States#endRun}. */
    void endRuns() {
        Set<StateStore.RunLock> open = new HashSet<>(database.asDispatcher(states::runLocks));
        open.addAll(database.asDispatcher(credentials::open));
        open.forEach(one -> locks.endIfEnded(one.scope(), one.run()));
    }

    void closeBreakGlasses() {
        glasses.closeDue();
    }

    /** @return how many versions were forgotten */
    int prune() {
        Instant now = clock.instant();
        int forgotten = 0;
        for (TenantScope tenant : tenants.get()) {
            forgotten += database.inTenant(tenant, transaction -> {
                int versions = states.prune(transaction, settings.versions(), now.minus(settings.age()));
                chunks.deleteOrphans(transaction, now.minus(ORPHAN));
                return versions;
            });
        }
        return forgotten;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
