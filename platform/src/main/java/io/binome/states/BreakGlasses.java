package io.binome.states;

import io.binome.kernel.Actor;
import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;

/**
 * Times in which people write states by hand, as {@link HandWrites} lets them. Opening, each write and closing are in the
 * ledger; one whose time is over closes by itself. A lock keeps out whoever does not hold it, break-glass or not.
 */
public interface BreakGlasses {
    /** What is usual where nobody says how long. */
    Duration USUAL = Duration.ofMinutes(30);

    /**
     * Opens one for a state and the person who asks.
     *
     * @param reason 1 to 500 characters, for both sides to read
     * @param length from one minute to what is agreed
     * @throws io.binome.kernel.ProblemException with {@link StatesProblem.BreakGlassForbidden},
     *     {@link StatesProblem.BreakGlassNotYours} or {@link StatesProblem.BreakGlassOpen}
     */
    BreakGlass open(TenantScope scope, StateKey key, Actor actor, String reason, Duration length);

    /**
     * Closes one, whoever opened it; nothing where it is closed already.
     *
     * @throws io.binome.kernel.ProblemException with {@link StatesProblem.BreakGlassNotFound}
     */
    BreakGlass close(TenantScope scope, Actor actor, BreakGlassId id);

    /** Those of a state that are open now, oldest first. */
    List<BreakGlass> open(TenantScope scope, StateKey key);

    /** Of all states, newest first. */
    Page<BreakGlass> list(TenantScope scope, PageRequest page);
}
