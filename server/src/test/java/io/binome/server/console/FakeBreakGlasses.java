package io.binome.server.console;

import io.binome.kernel.Actor;
import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.states.BreakGlass;
import io.binome.states.BreakGlasses;
import io.binome.states.StateKey;
import io.binome.states.StatesProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Break-glasses in memory: opened and closed by whoever asks. */
final class FakeBreakGlasses implements BreakGlasses {
    private final List<BreakGlass> all = new CopyOnWriteArrayList<>();
    private final InstantSource clock;

    FakeBreakGlasses(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public BreakGlass open(TenantScope scope, StateKey key, Actor actor, String reason, Duration length) {
        Instant now = clock.instant();
        BreakGlass glass = new BreakGlass(
                new BreakGlassId(new UUID(7, all.size())),
                key,
                actor.reference(),
                reason,
                now,
                now.plus(length),
                null,
                null,
                0);
        all.add(glass);
        return glass;
    }

    @Override
    public BreakGlass close(TenantScope scope, Actor actor, BreakGlassId id) {
        BreakGlass glass = all.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new StatesProblem.BreakGlassNotFound(id.toString())));
        all.remove(glass);
        return glass;
    }

    @Override
    public List<BreakGlass> open(TenantScope scope, StateKey key) {
        return all.stream().filter(glass -> glass.key().equals(key)).toList();
    }

    @Override
    public Page<BreakGlass> list(TenantScope scope, PageRequest page) {
        return new Page<>(all.reversed(), null);
    }
}
