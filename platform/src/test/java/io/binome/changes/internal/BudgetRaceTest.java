package io.binome.changes.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.Estimates;
import io.binome.billing.internal.BillingRoom;
import io.binome.changes.Activity;
import io.binome.changes.Blocker;
import io.binome.changes.Change;
import io.binome.changes.ChangeCommand;
import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.contracts.Party;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Money;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Action;
import io.binome.stacks.Plan;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Role;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that begin at the same time and draw on one budget, over real PostgreSQL, Git and jobs. */
class BudgetRaceTest {
    private static final Need PROVIDER = Need.of(Party.PROVIDER, Role.OPERATOR, "budget live");

    private final ChangesFixture room = new ChangesFixture();
    private final Actor.Person operator =
            new Actor.Person(new MemberId(UUID.randomUUID()), new TenantId(UUID.randomUUID()));
    private final Estimates billing = new BillingRoom(new BillingRoom.Needs(
                    room.database.database(), () -> room.scope, room.stacks, room.repositories, InstantSource.system()))
            .estimates();

    @BeforeEach
    void sixEurosEachAndTenForBoth() {
        room.person(operator, Role.OPERATOR);
        room.ship(
                "base",
                Map.of("binome.yaml", ChangesFixture.manifest("web", "data"), "web/things", "", "data/things", ""));
        room.governance.estimates(new SixEurosAThing(billing));
        room.governance.needs();
        room.governance.budgets(new Contract.Budget(
                "live", "production", null, euros(10), new Contract.Approvals("provider", List.of(PROVIDER))));
    }

    @AfterEach
    void close() {
        room.close();
    }

    /** Both have asked the budget, and were told that they fit, before either begins. */
    @Test
    void twoThatFitAloneButNotTogetherDoNotBothBegin() {
        ChangeId first = room.push("first", Map.of("web/things", "a=1\n"));
        ChangeId second = room.push("second", Map.of("data/things", "b=1\n"));
        room.await(first, "planned");
        room.await(second, "planned");
        CyclicBarrier asked = new CyclicBarrier(2);
        room.governance.estimates(new SixEurosAThing(billing) {
            private final AtomicInteger askers = new AtomicInteger();

            @Override
            public List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans) {
                List<Broken> found = super.broken(scope, contract, plans);
                if (askers.incrementAndGet() <= 2) {
                    meet(asked);
                }
                return found;
            }
        });
        room.apply(first);
        room.apply(second);
        List<Change> ended = Stream.of(first, second)
                .map(id -> room.await(
                        id,
                        change -> change.state().over()
                                || (change.state().name().equals("planned")
                                        && kinds(id).contains("change.went-stale"))))
                .toList();
        assertThat(ended.stream().map(change -> change.state().name())).containsExactlyInAnyOrder("merged", "planned");
        Change waiting = ended.stream()
                .filter(change -> !change.state().over())
                .findFirst()
                .orElseThrow();
        assertThat(waiting.blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
        assertThat(kinds(waiting.id())).doesNotContain("change.apply-began");
        assertThat(room.changes
                        .judgement(room.scope, waiting.id())
                        .orElseThrow()
                        .budgets())
                .singleElement()
                .satisfies(broken -> {
                    assertThat(broken.present()).isEqualTo(euros(6));
                    assertThat(broken.then()).isEqualTo(euros(12));
                });
        room.command(operator, waiting.id(), new ChangeCommand.Approve(waiting.fingerprint(), null));
        room.apply(waiting.id());
        room.await(waiting.id(), "merged");
    }

    /** What is being applied counts as long as it lasts, and no longer when nothing came of it. */
    @Test
    void whatHasBegunCountsUntilItIsOver() throws InterruptedException {
        ChangeId first = room.push("first", Map.of("web/things", "a=1\n"));
        room.await(first, "planned");
        CountDownLatch go = new CountDownLatch(1);
        room.engine.beforeEach = () -> {
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
        room.engine.broken = "a";
        room.apply(first);
        room.await(first, "applying");
        ChangeId second = room.push("second", Map.of("data/things", "b=1\n"));
        assertThat(room.await(second, "planned").blockers()).containsExactly(new Blocker.NeedsApproval(1, PROVIDER));
        go.countDown();
        room.await(first, "not-applied");
        room.command(room.author, second, new ChangeCommand.Replan());
        room.await(
                second,
                change -> change.state().name().equals("planned")
                        && change.blockers().isEmpty());
        room.apply(second);
        room.await(second, "merged");
    }

    private List<String> kinds(ChangeId id) {
        return room.changes.activity(room.scope, id).stream()
                .filter(Activity.Step.class::isInstance)
                .map(step -> ((Activity.Step) step).kind())
                .toList();
    }

    private static Money euros(long amount) {
        return new Money(amount * 1_000_000, "EUR");
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception alone) {
            throw new IllegalStateException("The other change never came", alone);
        }
    }

    /** Prices of a book are of no interest here: each thing costs six euros a month; all else is as the server does it. */
    private static class SixEurosAThing implements Estimates {
        private final Estimates real;

        SixEurosAThing(Estimates real) {
            this.real = real;
        }

        @Override
        public CostDelta estimate(TenantScope scope, Contract contract, StackId stack, Plan plan, Instant at) {
            List<Line> then = plan.changes().stream()
                    .filter(change -> change.action() != Action.DELETE)
                    .map(change -> line(change.address()))
                    .toList();
            List<Line> more = plan.changes().stream()
                    .filter(change -> change.action() == Action.CREATE)
                    .map(change -> line(change.address()))
                    .toList();
            Money sum = more.stream().map(Line::high).reduce(Money.zero("EUR"), Money::plus);
            return new CostDelta(
                    sum,
                    sum,
                    more,
                    List.of(),
                    "standard, version 1",
                    new CostDelta.Then(then, List.of(), List.of()),
                    List.of());
        }

        private static Line line(String address) {
            Money six = euros(6);
            return new Line(address, "thing", six, six, "6 EUR a thing");
        }

        @Override
        public void applied(
                Transaction transaction,
                StackId stack,
                StackDeclaration declaration,
                CostDelta delta,
                boolean removed) {
            real.applied(transaction, stack, declaration, delta, removed);
        }

        @Override
        public List<Broken> broken(TenantScope scope, Contract contract, List<Planned> plans) {
            return real.broken(scope, contract, plans);
        }

        @Override
        public String standing(TenantScope scope) {
            return real.standing(scope);
        }

        @Override
        public boolean stands(Transaction transaction, String standing) {
            return real.stands(transaction, standing);
        }

        @Override
        public void hold(Transaction transaction, ChangeId change, List<Planned> plans) {
            real.hold(transaction, change, plans);
        }

        @Override
        public void release(Transaction transaction, ChangeId change) {
            real.release(transaction, change);
        }
    }
}
