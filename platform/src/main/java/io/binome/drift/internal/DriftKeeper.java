package io.binome.drift.internal;

import io.binome.database.Database;
import io.binome.drift.DriftSettings;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.stacks.Drifted;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for looks when they are due, few at a time of each tenant so that changes never wait for them, and keeps what engines
 * see that watch all the time. Several replicas may do so at once.
 */
public final class DriftKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DriftKeeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_FORGETTINGS = Duration.ofHours(1);

    private final Database database;
    private final DriftStore store;
    private final DriftRecorder recorder;
    private final LookSchedule schedule;
    private final Runs runs;
    private final DriftSettings settings;
    private final Stacks stacks;
    private final Jobs jobs;
    private final InstantSource clock;
    private final Supplier<List<TenantScope>> tenants;
    private final Thread thread = Thread.ofVirtual().name("drift-keeper").unstarted(this::keep);
    private Instant lastForgetting;

    DriftKeeper(
            Database database,
            DriftStore store,
            DriftRecorder recorder,
            Runs runs,
            DriftSettings settings,
            Stacks stacks,
            Jobs jobs,
            InstantSource clock,
            Supplier<List<TenantScope>> tenants) {
        this.database = database;
        this.store = store;
        this.recorder = recorder;
        this.schedule = new LookSchedule(settings.every());
        this.runs = runs;
        this.settings = settings;
        this.stacks = stacks;
        this.jobs = jobs;
        this.clock = clock;
        this.tenants = tenants;
        this.lastForgetting = clock.instant();
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

    void pass() {
        try {
            tenants.get().forEach(this::pass);
            if (clock.instant().isAfter(lastForgetting.plus(BETWEEN_FORGETTINGS))) {
                lastForgetting = clock.instant();
                forget();
            }
        } catch (RuntimeException failed) {
            LOG.warn("Drift could not be looked for, it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    /** @return how many looks were forgotten */
    int forget() {
        Instant since = clock.instant().minus(settings.found());
        int forgotten = 0;
        for (TenantScope tenant : tenants.get()) {
            forgotten += database.inTenant(
                    tenant,
                    transaction ->
                            runs.forgetLooks(transaction, settings.newest(), store.looksThatFound(transaction, since)));
        }
        return forgotten;
    }

    private void pass(TenantScope scope) {
        Map<StackId, DriftStore.Kept> kept = new HashMap<>();
        database.inTenant(scope, store::all).forEach(row -> kept.put(row.stack(), row));
        List<Stack> present = stacks.list(scope);
        if (present.isEmpty() && kept.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        List<Stack> due = new ArrayList<>();
        int going = 0;
        for (Stack stack : present) {
            Optional<List<Drifted>> observed = stacks.engine(stack.declaration().engine())
                    .flatMap(engine -> engine.observedDrift(scope, stack.id()));
            DriftStore.Kept row = kept.get(stack.id());
            if (observed.isPresent()) {
                observed(scope, stack, row, Found.of(observed.get()), now);
            } else if (row == null) {
                database.inTenant(scope, transaction -> {
                    store.notice(transaction, stack.id(), now);
                    return stack;
                });
            } else if (row.askedAt() != null && row.askedAt().isAfter(now.minus(LookAtStack.LONGEST))) {
                going++;
            } else if (schedule.due(stack, row, now)) {
                due.add(stack);
            }
        }
        due.stream().limit(Math.max(0, LookAtStack.MOST_AT_A_TIME - going)).forEach(stack -> ask(scope, stack, now));
        database.inTenant(scope, transaction -> {
            store.forgetAllBut(transaction, present.stream().map(Stack::id).toList());
            return scope;
        });
    }

    private void observed(
            TenantScope scope,
            Stack stack,
            DriftStore.@org.jspecify.annotations.Nullable Kept row,
            Found found,
            Instant now) {
        if (found.equals(row == null ? Found.NOTHING : row.found())) {
            return;
        }
        database.inTenant(scope, transaction -> {
            recorder.found(transaction, stack, store.lock(transaction, stack.id(), now), found);
            return found;
        });
    }

    private void ask(TenantScope scope, Stack stack, Instant now) {
        database.inTenant(scope, transaction -> {
            store.lock(transaction, stack.id(), now);
            store.asked(transaction, stack.id(), now);
            return jobs.enqueue(transaction, LookAtStack.job(stack.id()));
        });
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
