package io.binome.tenancy;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;

/**
 * The ends of clients' stays. A closing ends what is done for a client and what it pays; it destroys nothing, and the name
 * stays taken.
 */
public interface Closings {
    /** Empty for a stay whose end nobody has announced. */
    Optional<Closing> of(TenantScope scope);

    /** What stands against it now, in the order in which it is to be dealt with. */
    List<Obstacle> obstacles(TenantScope scope);

    /**
     * Announces that the stay ends, or replaces what was announced. For now it ends at once; otherwise when its moment has
     * come and nothing stands against it any more.
     *
     * @param confirmation the tenant's name, as the owner typed it
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.ClosingNotConfirmed}, {@link
     *     TenancyProblem.ProviderStays}, {@link TenancyProblem.StayEnded}, and where it is to end now {@link
     *     TenancyProblem.ClosingHindered}
     */
    Closing announce(TenantScope scope, Actor actor, String confirmation, Closing.Order order);

    /**
     * Takes back what was announced: the stay goes on.
     *
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.ClosingNotAnnounced}, {@link
     *     TenancyProblem.StayEnded}
     */
    void takeBack(TenantScope scope, Actor actor);
}
