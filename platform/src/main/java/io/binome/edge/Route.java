package io.binome.edge;

import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;

/**
 * A published port of a service.
 *
 * @param hostPort where the edge listens
 */
public record Route(
        RouteId id,
        TenantId tenant,
        SiteId site,
        StackId stack,
        String service,
        int containerPort,
        Mode mode,
        int hostPort) {
    public enum Mode {
        /** Requests are switched one by one; keep-alive connections survive a switch. */
        HTTP,
        /** Connections are switched; those that are open stay where they are until drained. */
        TCP
    }
}
