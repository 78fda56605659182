package io.binome.edge;

import io.binome.database.Transaction;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which host port belongs to which service, and which replicas answer on it. The database is the truth, the proxy follows. */
public interface Routes {
    /**
     * The host ports that a plan may show before anything is allocated: those that are kept already, then the wanted one
     * or the lowest free one of the tenant's range, without taking it.
     *
     * @throws io.binome.kernel.ProblemException with {@link EdgeProblem.PortTaken}, {@link EdgeProblem.PortOutOfRange},
     *     {@link EdgeProblem.RangeExhausted}
     */
    default int preview(TenantScope scope, SiteId site, StackId stack, Wanted wanted) {
        return preview(scope, site, stack, List.of(wanted)).getFirst();
    }

    /** The same for all published ports of a stack, in their order: no two of them are shown the same port. */
    List<Integer> preview(TenantScope scope, SiteId site, StackId stack, List<Wanted> wanted);

    /**
     * Takes the port and begins to listen once the transaction has committed. The same service and container port keep
     * the host port they have, unless they now ask for another: then both answer until {@link #settle}, so that nobody is
     * cut off while the service is moved.
     *
     * <p>When another process takes the port between the two moments, {@link EdgeProblem.PortTaken} is thrown after the
     * commit; the route is kept, and tried again at each rebuild.
     */
    Route publish(Transaction transaction, SiteId site, StackId stack, Wanted wanted);

    /**
     * From now on the service is published on exactly these ports: those that are not yet are as by {@link #publish}, and
     * all its other routes stop listening once the transaction has committed, their host ports free again. None for a
     * service that goes.
     *
     * @param wanted all of this service
     */
    List<Route> settle(Transaction transaction, SiteId site, StackId stack, String service, List<Wanted> wanted);

    List<Route> of(TenantScope scope, StackId stack);

    /** The same inside a step that goes on to change them. */
    List<Route> of(Transaction transaction, StackId stack);

    List<Route> all(TenantScope scope);

    /** Records and switches. The record is kept even when the proxy is away; it is switched as soon as it is back. */
    void serve(TenantScope scope, RouteId route, List<Edge.Server> servers);

    boolean drain(TenantScope scope, RouteId route, String server, Duration atMost);

    /** Brings the proxy of a site to what the database says; at start, and whenever it was away. */
    void rebuild(SiteId site);

    /** @param hostPort asked for by the Compose file; null for any of the tenant's range */
    record Wanted(
            String service,
            int containerPort,
            Route.Mode mode,
            @Nullable Integer hostPort) {}
}
