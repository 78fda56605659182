package io.binome.server.console;

import io.binome.drift.Drifts;
import io.binome.drift.StackDrift;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Stack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drift in memory. */
final class FakeDrifts implements Drifts {
    final Map<StackId, StackDrift> known = new ConcurrentHashMap<>();

    @Override
    public StackDrift of(TenantScope scope, Stack stack) {
        return known.getOrDefault(
                stack.id(),
                new StackDrift(
                        stack.id(),
                        stack.declaration().engine().equals("compose")
                                ? StackDrift.Watch.CONTINUOUS
                                : StackDrift.Watch.SCHEDULED,
                        null,
                        false,
                        false,
                        null,
                        null,
                        null,
                        List.of()));
    }

    @Override
    public Page<StackDrift> list(TenantScope scope, PageRequest page) {
        return new Page<>(List.of(), null);
    }

    @Override
    public StackDrift look(TenantScope scope, Actor actor, Stack stack) {
        StackDrift before = of(scope, stack);
        StackDrift looking = new StackDrift(
                before.stack(),
                before.watch(),
                before.lookedAt(),
                true,
                before.outdated(),
                before.failure(),
                before.run(),
                before.since(),
                before.resources());
        known.put(stack.id(), looking);
        return looking;
    }
}
