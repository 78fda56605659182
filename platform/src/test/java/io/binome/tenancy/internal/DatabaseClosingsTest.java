package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Member;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.TenancyProblem;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TokenScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a stay: announced, taken back, put off, reached; also by two at once. */
class DatabaseClosingsTest {
    private static final Obstacle SERVICE = new Obstacle(Obstacle.Kind.SERVICE, "shop/web front");
    private static final Obstacle STATE = new Obstacle(Obstacle.Kind.STATE, "shop/net");

    private final Tenancy room = new Tenancy();
    private final Tenant tenant = room.tenant("librairie");
    private final TenantScope scope = scope(tenant);
    private final List<Obstacle> obstacles = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Runnable whileAsked = () -> {};
    private final DatabaseClosings closings =
            new DatabaseClosings(room.database.database(), room.ledger, room.clock, new StayListener() {
                @Override
                public List<Obstacle> obstacles(TenantScope asked) {
                    // As the rooms do, in a transaction of their own.
                    assertThat(room.tenants.get(asked).open()).isTrue();
                    whileAsked.run();
                    return List.copyOf(obstacles);
                }

                @Override
                public void announced(Transaction transaction, Actor actor, Closing closing) {
                    told.add("announced");
                }

                @Override
                public void takenBack(Transaction transaction, Actor actor) {
                    told.add("taken back");
                }

                @Override
                public void closed(Transaction transaction, Actor actor, Closing closing) {
                    told.add("closed");
                }
            });
    private final ClosingKeeper keeper = closings.keeper();

    @AfterEach
    void close() {
        room.close();
    }

    private static Closing.Order order(@Nullable Instant at) {
        return new Closing.Order(at, "The contract ends.", 90, false);
    }

    private Closing announce(@Nullable Instant at) {
        return closings.announce(scope, room.owner(), "librairie", order(at));
    }

    private Tenant now() {
        return room.tenants.get(scope);
    }

    @Test
    void whatIsAnnouncedIsReachedWithItsMomentAndNotBefore() {
        Instant at = room.clock.instant().plus(Duration.ofDays(30));
        assertThat(announce(at).closed()).isNull();
        keeper.look();
        assertThat(now().open()).isTrue();

        room.clock.advance(Duration.ofDays(30));
        keeper.look();
        Tenant.Closed closed = now().closed();
        assertThat(closed).isEqualTo(new Tenant.Closed(at, at.plus(Duration.ofDays(90))));
        assertThat(closings.of(scope).orElseThrow().closed()).isEqualTo(closed);
        assertThat(room.tenants.open()).extracting(Tenant::name).containsExactly("provider");
        assertThat(room.tenants.all()).hasSize(2);
        keeper.look();
        assertThat(told).containsExactly("announced", "closed");
        assertThat(room.ledgerKinds(tenant)).startsWith("tenant.closed", "tenant.closing-announced");
        assertProblem(TenancyProblem.NameTaken.class, () -> room.tenant("librairie"));
    }

    @Test
    void itMayBeTakenBackUntilThenAndNeverAfterwards() {
        announce(room.clock.instant().plusSeconds(60));
        closings.takeBack(scope, room.owner());
        assertThat(closings.of(scope)).isEmpty();
        assertProblem(TenancyProblem.ClosingNotAnnounced.class, () -> closings.takeBack(scope, room.owner()));
        room.clock.advance(Duration.ofHours(1));
        keeper.look();
        assertThat(now().open()).isTrue();

        assertThat(announce(null).closed()).isNotNull();
        assertProblem(TenancyProblem.StayEnded.class, () -> closings.takeBack(scope, room.owner()));
        assertProblem(TenancyProblem.StayEnded.class, () -> announce(null));
        assertThat(told).containsExactly("announced", "taken back", "closed");
    }

    @Test
    void whatStillRunsIsNamedAndWaitedFor() {
        obstacles.add(STATE);
        obstacles.add(SERVICE);
        assertThatThrownBy(() -> announce(null)).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(
                        thrown.problem().message())
                .contains("the service shop/web front is still there", "the state shop/net names resources"));
        assertThat(closings.of(scope)).as("nothing was changed").isEmpty();
        assertThat(room.ledgerKinds(tenant)).doesNotContain("tenant.closing-announced");

        Instant at = room.clock.instant().plusSeconds(60);
        closings.announce(scope, room.owner(), "librairie", new Closing.Order(at, "It ends", 30, true));
        room.clock.advance(Duration.ofHours(2));
        keeper.look();
        assertThat(closings.of(scope).orElseThrow().waits(room.clock.instant())).isTrue();
        obstacles.remove(SERVICE);
        keeper.look();
        assertThat(now().closed())
                .as("to the second at which nothing ran any more, and what was said to stay behind may")
                .isEqualTo(new Tenant.Closed(
                        room.clock.instant(), room.clock.instant().plus(Duration.ofDays(30))));
    }

    @Test
    void itIsConfirmedWithTheNameAndHasAReason() {
        assertProblem(
                TenancyProblem.ClosingNotConfirmed.class,
                () -> closings.announce(scope, room.owner(), "Librairie", order(null)));
        assertProblem(InvalidInput.class, () -> new Closing.Order(null, "  ", 90, false));
        assertProblem(InvalidInput.class, () -> new Closing.Order(null, "It ends", 29, false));
        assertProblem(
                TenancyProblem.ProviderStays.class,
                () -> closings.announce(scope(room.provider()), room.owner(), "provider", order(null)));
        assertThat(now().open()).isTrue();
    }

    @Test
    void ofTwoWhoCloseAndTakeBackAtOnceOneIsFirst() throws Exception {
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                announce(room.clock.instant().plusSeconds(1));
                room.clock.advance(Duration.ofSeconds(2));
                CountDownLatch go = new CountDownLatch(1);
                Future<Boolean> ends = both.submit(after(go, () -> closings.finish(scope)));
                Future<Boolean> back = both.submit(after(go, () -> {
                    closings.takeBack(scope, room.owner());
                    return true;
                }));
                go.countDown();
                if (ends.get(20, TimeUnit.SECONDS)) {
                    assertThatThrownBy(() -> back.get(20, TimeUnit.SECONDS))
                            .isInstanceOf(ExecutionException.class)
                            .hasRootCauseInstanceOf(ProblemException.class);
                    assertThat(now().open()).isFalse();
                    return;
                }
                assertThat(back.get(20, TimeUnit.SECONDS)).isTrue();
                assertThat(now().open()).isTrue();
            }
        }
    }

    private static Callable<Boolean> after(CountDownLatch go, Callable<Boolean> work) {
        return () -> {
            go.await();
            return work.call();
        };
    }

    /** Whoever begins something meanwhile waits, and then learns that it is too late. */
    @Test
    void nothingBeginsWhileItIsLookedWhatRuns() throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> begun = new ArrayList<>();
            whileAsked = () -> {
                Future<?> begins = other.submit(() -> room.database.database().inTenant(scope, transaction -> {
                    room.tenants.requireOpen(transaction);
                    return true;
                }));
                begun.add(begins);
                assertThatThrownBy(() -> begins.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            };
            announce(null);
            assertThatThrownBy(() -> begun.getFirst().get(20, TimeUnit.SECONDS))
                    .rootCause()
                    .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                            .isInstanceOf(TenancyProblem.StayEnded.class));
        }
    }

    /** Also who was signed in before, also with a token. */
    @Test
    void itsPeopleReadForAWhileAndTheProvidersForEver() {
        Member lead = room.member(tenant, "lead@librairie.example", Role.LEAD);
        Principal person = room.signIn
                .bySession(room.signIn
                        .open("lead@librairie.example", Tenancy.PASSWORD, Tenancy.ADDRESS)
                        .secret())
                .orElseThrow();
        Principal token = new Principal(lead.id(), tenant.id(), Role.LEAD, EnumSet.of(TokenScope.GIT));
        Principal owner = new Principal(
                room.firstOwner.member().id(), room.provider().id(), Role.OWNER, EnumSet.allOf(TokenScope.class));
        room.access.enter(person, "librairie", Permission.APPLY);
        room.access.enterByGit(token, "librairie", Permission.PROPOSE);
        announce(null);

        assertProblem(TenancyProblem.StayEnded.class, () -> room.access.enter(person, "librairie", Permission.APPLY));
        assertProblem(
                TenancyProblem.StayEnded.class, () -> room.access.enterByGit(token, "librairie", Permission.PROPOSE));
        assertProblem(TenancyProblem.StayEnded.class, () -> room.access.enter(owner, "librairie", Permission.APPLY));
        room.access.enter(person, "librairie", Permission.DOWNLOAD_STATES);
        room.access.enterByGit(token, "librairie", Permission.READ);
        room.access.enterAccount(person);

        room.clock.advance(Duration.ofDays(90));
        assertProblem(TenancyProblem.ReadingEnded.class, () -> room.access.enter(person, "librairie", Permission.READ));
        assertProblem(
                TenancyProblem.ReadingEnded.class, () -> room.access.enterByGit(token, "librairie", Permission.READ));
        assertProblem(TenancyProblem.ReadingEnded.class, () -> room.access.enterAccount(person));
        room.access.enter(owner, "librairie", Permission.READ);
        room.access.enter(owner, "librairie", Permission.INVOICE);
    }
}
