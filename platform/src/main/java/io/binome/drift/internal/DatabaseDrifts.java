package io.binome.drift.internal;

import io.binome.database.Database;
import io.binome.drift.DriftProblem;
import io.binome.drift.Drifts;
import io.binome.drift.StackDrift;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.runs.Jobs;
import io.binome.stacks.Drifted;
import io.binome.stacks.Stack;
import io.binome.stacks.Stacks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drift as it is kept in PostgreSQL, or as an engine that watches all the time says. */
final class DatabaseDrifts implements Drifts {
    private final Database database;
    private final DriftStore store;
    private final DriftRecorder recorder;
    private final Stacks stacks;
    private final Jobs jobs;
    private final InstantSource clock;

    DatabaseDrifts(
            Database database,
            DriftStore store,
            DriftRecorder recorder,
            Stacks stacks,
            Jobs jobs,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.recorder = recorder;
        this.stacks = stacks;
        this.jobs = jobs;
        this.clock = clock;
    }

    @Override
    public StackDrift of(TenantScope scope, Stack stack) {
        Optional<List<Drifted>> observed = observed(scope, stack);
        if (observed.isPresent()) {
            return continuous(stack, Found.of(observed.get()));
        }
        return database.inTenant(scope, transaction -> store.find(transaction, stack.id()))
                .map(kept -> view(stack, kept))
                .orElseGet(() -> scheduled(stack, null));
    }

    private Optional<List<Drifted>> observed(TenantScope scope, Stack stack) {
        return stacks.engine(stack.declaration().engine()).flatMap(engine -> engine.observedDrift(scope, stack.id()));
    }

    @Override
    public Page<StackDrift> list(TenantScope scope, PageRequest page) {
        List<DriftStore.Kept> found = database.inTenant(scope, transaction -> store.drifted(transaction, page));
        Page<DriftStore.Kept> rows = Page.of(found, page, kept -> kept.stack().toString());
        return new Page<>(
                rows.items().stream()
                        .flatMap(kept -> stacks.find(scope, kept.stack()).filter(Stack::applied).stream()
                                .map(stack -> view(stack, kept)))
                        .toList(),
                rows.next());
    }

    @Override
    public StackDrift look(TenantScope scope, Actor actor, Stack stack) {
        if (stack.appliedCommit() == null || stack.partial() != null) {
            throw new ProblemException(new DriftProblem.NotApplied(stack.name()));
        }
        if (observed(scope, stack).isPresent()) {
            return of(scope, stack);
        }
        return database.inTenant(scope, transaction -> {
            Instant now = clock.instant();
            DriftStore.Kept kept = store.lock(transaction, stack.id(), now);
            jobs.enqueue(transaction, LookAtStack.job(stack.id()));
            if (kept.askedAt() == null) {
                store.asked(transaction, stack.id(), now);
                recorder.say(transaction, actor, "stack.drift-look-asked", stack, Map.of());
            }
            return view(stack, store.find(transaction, stack.id()).orElseThrow());
        });
    }

    private static StackDrift view(Stack stack, DriftStore.Kept kept) {
        return scheduled(stack, kept);
    }

    private static StackDrift continuous(Stack stack, Found found) {
        return new StackDrift(
                stack.id(),
                StackDrift.Watch.CONTINUOUS,
                null,
                false,
                false,
                null,
                null,
                found.since(),
                found.resources());
    }

    private static StackDrift scheduled(Stack stack, DriftStore.@Nullable Kept kept) {
        if (kept == null) {
            return new StackDrift(
                    stack.id(), StackDrift.Watch.SCHEDULED, null, false, false, null, null, null, List.of());
        }
        return new StackDrift(
                stack.id(),
                kept.watched() ? StackDrift.Watch.SCHEDULED : StackDrift.Watch.NONE,
                kept.lookedAt(),
                kept.askedAt() != null,
                kept.lookedAt() != null && !Objects.equals(kept.lookedCommit(), stack.appliedCommit()),
                kept.failure(),
                kept.run(),
                kept.found().since(),
                kept.found().resources());
    }
}
