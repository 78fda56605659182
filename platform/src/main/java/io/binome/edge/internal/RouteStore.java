package io.binome.edge.internal;

import static io.binome.database.tables.Route.ROUTE;
import static io.binome.database.tables.RouteServer.ROUTE_SERVER;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.RouteRecord;
import io.binome.edge.Edge;
import io.binome.edge.Route;
import io.binome.kernel.RouteId;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;

/** The tables of routes and their servers. */
final class RouteStore {
    /** False when the host port is another route's, of whatever tenant; waits for one that is being decided. */
    boolean insert(Transaction transaction, Route route) {
        return transaction
                        .sql()
                        .insertInto(ROUTE)
                        .set(ROUTE.ID, route.id().value())
                        .set(ROUTE.TENANT_ID, route.tenant().value())
                        .set(ROUTE.SITE_ID, route.site().value())
                        .set(ROUTE.STACK_ID, route.stack().value())
                        .set(ROUTE.SERVICE, route.service())
                        .set(ROUTE.CONTAINER_PORT, route.containerPort())
                        .set(ROUTE.MODE, route.mode().name())
                        .set(ROUTE.HOST_PORT, route.hostPort())
                        .onConflict(ROUTE.SITE_ID, ROUTE.HOST_PORT)
                        .doNothing()
                        .execute()
                == 1;
    }

    void setMode(Transaction transaction, RouteId route, Route.Mode mode) {
        transaction
                .sql()
                .update(ROUTE)
                .set(ROUTE.MODE, mode.name())
                .where(ROUTE.ID.eq(route.value()))
                .execute();
    }

    void delete(Transaction transaction, RouteId route) {
        transaction.sql().deleteFrom(ROUTE).where(ROUTE.ID.eq(route.value())).execute();
    }

    Optional<Route> find(Transaction transaction, RouteId route) {
        return list(transaction, ROUTE.ID.eq(route.value())).stream().findFirst();
    }

    List<Route> of(Transaction transaction, StackId stack) {
        return list(transaction, ROUTE.STACK_ID.eq(stack.value()));
    }

    List<Route> all(Transaction transaction) {
        return list(transaction, noCondition());
    }

    /** Host ports of a site that routes of this tenant have. */
    Set<Integer> ports(Transaction transaction, SiteId site) {
        return new HashSet<>(transaction
                .sql()
                .select(ROUTE.HOST_PORT)
                .from(ROUTE)
                .where(ROUTE.SITE_ID.eq(site.value()))
                .fetch(ROUTE.HOST_PORT));
    }

    void replaceServers(Transaction transaction, RouteId route, List<Edge.Server> servers) {
        // The lock puts two switches of one route in a row.
        transaction
                .sql()
                .select(ROUTE.ID)
                .from(ROUTE)
                .where(ROUTE.ID.eq(route.value()))
                .forUpdate()
                .fetch();
        transaction
                .sql()
                .deleteFrom(ROUTE_SERVER)
                .where(ROUTE_SERVER.ROUTE_ID.eq(route.value()))
                .execute();
        for (Edge.Server server : servers) {
            transaction
                    .sql()
                    .insertInto(ROUTE_SERVER)
                    .set(ROUTE_SERVER.TENANT_ID, transaction.scope().tenant().value())
                    .set(ROUTE_SERVER.ROUTE_ID, route.value())
                    .set(ROUTE_SERVER.NAME, server.name())
                    .set(ROUTE_SERVER.ADDRESS, server.address())
                    .set(ROUTE_SERVER.PORT, server.port())
                    .execute();
        }
    }

    List<Edge.Server> servers(Transaction transaction, RouteId route) {
        return servers(transaction, ROUTE_SERVER.ROUTE_ID.eq(route.value())).getOrDefault(route.value(), List.of());
    }

    /** Everything that the proxy of a site has to know; over all tenants in a dispatcher's transaction. */
    List<Edge.RouteState> states(Transaction transaction, SiteId site) {
        Map<UUID, List<Edge.Server>> servers = servers(
                transaction,
                ROUTE_SERVER.ROUTE_ID.in(
                        transaction.sql().select(ROUTE.ID).from(ROUTE).where(ROUTE.SITE_ID.eq(site.value()))));
        return list(transaction, ROUTE.SITE_ID.eq(site.value())).stream()
                .map(route -> new Edge.RouteState(
                        route, servers.getOrDefault(route.id().value(), List.of())))
                .toList();
    }

    private static Map<UUID, List<Edge.Server>> servers(Transaction transaction, Condition which) {
        Map<UUID, List<Edge.Server>> servers = new HashMap<>();
        for (Record row : transaction
                .sql()
                .selectFrom(ROUTE_SERVER)
                .where(which)
                .orderBy(ROUTE_SERVER.NAME)
                .fetch()) {
            servers.computeIfAbsent(row.get(ROUTE_SERVER.ROUTE_ID), route -> new ArrayList<>())
                    .add(new Edge.Server(
                            row.get(ROUTE_SERVER.NAME), row.get(ROUTE_SERVER.ADDRESS), row.get(ROUTE_SERVER.PORT)));
        }
        return servers;
    }

    private static List<Route> list(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(ROUTE)
                .where(which)
                .orderBy(ROUTE.STACK_ID, ROUTE.SERVICE, ROUTE.CONTAINER_PORT, ROUTE.HOST_PORT)
                .fetch(RouteStore::read);
    }

    private static Route read(RouteRecord row) {
        return new Route(
                new RouteId(row.getId()),
                new TenantId(row.getTenantId()),
                new SiteId(row.getSiteId()),
                new StackId(row.getStackId()),
                row.getService(),
                row.getContainerPort(),
                Route.Mode.valueOf(row.getMode()),
                row.getHostPort());
    }
}
