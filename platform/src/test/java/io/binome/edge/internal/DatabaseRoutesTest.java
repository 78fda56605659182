package io.binome.edge.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.edge.Edge;
import io.binome.edge.EdgeProblem.PortOutOfRange;
import io.binome.edge.EdgeProblem.PortTaken;
import io.binome.edge.EdgeProblem.RangeExhausted;
import io.binome.edge.FakeEdge;
import io.binome.edge.Route;
import io.binome.edge.Routes.Wanted;
import io.binome.kernel.Actor;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SiteId;
import io.binome.kernel.StackId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.tenancy.internal.DatabaseTenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DatabaseRoutesTest {
    private static final Edge.Server ONE = new Edge.Server("one", "10.0.0.1", 80);
    private static final Edge.Server TWO = new Edge.Server("two", "10.0.0.2", 80);

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseTenants tenants = new DatabaseTenants(
            database.database(), new DatabaseLedger(database.database(), clock), clock, ids, new SecureRandom());
    private final FakeEdge edge = new FakeEdge();
    private final DatabaseRoutes routes = new DatabaseRoutes(database.database(), tenants, ids, site -> edge);

    private final SiteId site = new SiteId(UUID.randomUUID());
    private final StackId stack = new StackId(UUID.randomUUID());
    private TenantScope scope;
    private int first;
    private int last;

    @BeforeEach
    void found() {
        scope = new TenantScope(
                tenants.create(new Actor.Machine("test"), "acme", "Acme").id());
        first = tenants.limits(scope).firstPort();
        last = tenants.limits(scope).lastPort();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Wanted any(String service) {
        return new Wanted(service, 80, Route.Mode.HTTP, null);
    }

    private static Wanted at(String service, int port) {
        return new Wanted(service, 80, Route.Mode.HTTP, port);
    }

    private Route publish(Wanted wanted) {
        return publish(scope, stack, wanted);
    }

    private Route publish(TenantScope of, StackId in, Wanted wanted) {
        return database.database().inTenant(of, transaction -> routes.publish(transaction, site, in, wanted));
    }

    private static void assertProblem(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                .isEqualTo(problem));
    }

    @Test
    void gives_the_lowest_free_port_and_keeps_it() {
        Route web = publish(any("web"));
        Route api = publish(any("api"));
        assertThat(web.hostPort()).isEqualTo(first);
        assertThat(api.hostPort()).isEqualTo(first + 1);
        assertThat(edge.publishes(web.id())).isTrue();

        assertThat(publish(any("web"))).isEqualTo(web);
        assertThat(publish(at("web", first))).isEqualTo(web);
        assertThat(routes.of(scope, stack)).containsExactlyInAnyOrder(web, api);

        Route asTcp = publish(new Wanted("web", 80, Route.Mode.TCP, null));
        assertThat(asTcp.id()).isEqualTo(web.id());
        assertThat(asTcp.hostPort()).isEqualTo(first);
        assertThat(routes.of(scope, stack)).contains(asTcp);
    }

    @Test
    void another_wanted_port_answers_beside_the_first_until_they_are_settled() {
        Route before = publish(any("web"));
        Route after = publish(at("web", first + 50));
        assertThat(after.id()).isNotEqualTo(before.id());
        assertThat(edge.publishes(before.id())).isTrue();
        List<Route> settled = database.database()
                .inTenant(
                        scope,
                        transaction -> routes.settle(transaction, site, stack, "web", List.of(at("web", first + 50))));
        assertThat(settled).containsExactly(after);
        assertThat(routes.of(scope, stack)).containsExactly(after);
        assertThat(edge.publishes(before.id())).isFalse();
        assertThat(publish(any("api")).hostPort()).isEqualTo(first);
    }

    @Test
    void settling_nothing_gives_all_ports_of_the_service_back_and_no_other() {
        Route web = publish(any("web"));
        Route api = publish(any("api"));
        database.database().inTenant(scope, transaction -> routes.settle(transaction, site, stack, "web", List.of()));
        assertThat(routes.of(scope, stack)).containsExactly(api);
        assertThat(edge.publishes(web.id())).isFalse();
        assertThat(edge.publishes(api.id())).isTrue();
    }

    @Test
    void refuses_what_cannot_be() {
        publish(at("web", first));
        assertProblem(() -> publish(at("api", first)), new PortTaken(first));
        assertProblem(() -> publish(at("api", last + 1)), new PortOutOfRange(last + 1, first, last));
        edge.occupy(first + 1);
        assertProblem(() -> publish(at("api", first + 1)), new PortTaken(first + 1));
        assertThat(publish(any("api")).hostPort()).isEqualTo(first + 2);
        for (int port = first; port <= last; port++) {
            edge.occupy(port);
        }
        assertProblem(() -> publish(any("other")), new RangeExhausted(first, last));
    }

    @Test
    void a_preview_takes_nothing_and_shows_no_port_twice() {
        Route kept = publish(any("web"));
        List<Wanted> wanted = List.of(any("api"), any("web"), any("store"));
        List<Integer> shown = routes.preview(scope, site, stack, wanted);
        assertThat(shown).containsExactly(first + 1, first, first + 2);
        assertThat(routes.preview(scope, site, stack, wanted)).isEqualTo(shown);
        assertThat(routes.all(scope)).containsExactly(kept);
        assertProblem(
                () -> routes.preview(scope, site, stack, List.of(any("api"), at("store", first + 1))),
                new PortTaken(first + 1));
    }

    @Test
    void what_is_rolled_back_is_neither_taken_nor_listened_on() {
        List<Route> seen = new ArrayList<>();
        assertThatThrownBy(() -> database.database().inTenant(scope, transaction -> {
                    seen.add(routes.publish(transaction, site, stack, any("web")));
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(edge.publishes(seen.getFirst().id())).isFalse();
        assertThat(publish(any("api")).hostPort()).isEqualTo(first);
    }

    @Test
    void many_at_once_get_ports_of_their_own() throws Exception {
        List<Callable<Route>> work = new ArrayList<>();
        for (int each = 0; each < 30; each++) {
            StackId own = new StackId(UUID.randomUUID());
            work.add(() -> publish(scope, own, any("web")));
        }
        List<Integer> ports = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Route> one : threads.invokeAll(work)) {
                ports.add(one.get().hostPort());
            }
        }
        assertThat(ports).doesNotHaveDuplicates().hasSize(30).allMatch(port -> port >= first && port < first + 30);
    }

    @Test
    void a_tenant_sees_its_own_routes_only() {
        publish(any("web"));
        TenantScope other = new TenantScope(
                tenants.create(new Actor.Machine("test"), "other", "Other").id());
        assertThat(routes.all(other)).isEmpty();
        assertThat(routes.of(other, stack)).isEmpty();
        Route theirs = publish(other, new StackId(UUID.randomUUID()), any("web"));
        routes.serve(scope, theirs.id(), List.of(ONE));
        assertThat(edge.servers(theirs.id())).isEmpty();
    }

    @Test
    @Timeout(30)
    void servers_are_recorded_and_brought_after_when_the_proxy_was_away() throws Exception {
        Route web = publish(any("web"));
        routes.serve(scope, web.id(), List.of(ONE));
        assertThat(edge.servers(web.id())).containsExactly(ONE);

        edge.goAway();
        routes.serve(scope, web.id(), List.of(TWO));
        Route api = publish(any("api"));
        assertThat(edge.publishes(api.id())).isFalse();

        try (EdgeKeeper keeper = EdgeKeeper.start(routes, () -> List.of(site), Duration.ofMillis(5))) {
            waitForRebuilds(1);
            assertThat(edge.servers(web.id())).containsExactly(TWO);
            assertThat(edge.publishes(api.id())).isTrue();
            edge.goAway();
            waitForRebuilds(2);
            assertThat(edge.servers(web.id())).containsExactly(TWO);
        }
        assertThat(edge.rebuilds()).isEqualTo(2);
    }

    private void waitForRebuilds(int number) throws InterruptedException {
        while (edge.rebuilds() < number) {
            Thread.sleep(5);
        }
    }
}
