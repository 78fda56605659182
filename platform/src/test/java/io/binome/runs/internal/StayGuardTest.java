package io.binome.runs.internal;

import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.JobId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.tenancy.Closing;
import io.binome.tenancy.Obstacle;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.TenancyProblem.ClosingHindered;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseClosings;
import io.binome.tenancy.internal.DatabaseTenants;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Jobs of a tenant whose stay ends before they begin, while they work, and while it is looked whether they do. */
class StayGuardTest extends RunnersOnOneDatabase {
    private final List<TenantScope> worked = new CopyOnWriteArrayList<>();
    private final List<String> abandoned = new CopyOnWriteArrayList<>();

    private Ledger ledger() {
        return Ledger.in(database, clock);
    }

    private Tenants tenants() {
        return new DatabaseTenants(database, ledger(), clock, ids, new SecureRandom());
    }

    /** Guarded work of which is known for whom it was done and for what it was told that it is over. */
    private JobHandler guarded(Runnable work) {
        return new StayGuard(database, tenants(), new JobHandler() {
            @Override
            public String kind() {
                return "plan";
            }

            @Override
            public Outcome run(JobLease lease) {
                worked.add(lease.scope());
                work.run();
                return new Outcome.Done();
            }

            @Override
            public void abandoned(Transaction transaction, JobLease lease, String reason) {
                abandoned.add(transaction.scope().tenant() + " " + lease.job() + " " + reason);
            }
        });
    }

    /** Asks for the jobs at work as the server does, and lets something happen before it answers. */
    private Closing close(TenantScope scope, Runnable meanwhile) {
        StayListener listener = new StayListener() {
            @Override
            public List<Obstacle> obstacles(TenantScope asked) {
                List<Obstacle> found = database.inTenant(asked, jobs::running).stream()
                        .map(kind -> new Obstacle(Obstacle.Kind.WORK, kind))
                        .toList();
                meanwhile.run();
                return found;
            }
        };
        return new DatabaseClosings(database, ledger(), clock, listener)
                .announce(
                        scope,
                        new Actor.Machine("test"),
                        tenants().get(scope).name(),
                        new Closing.Order(null, "The contract ends.", 90, false));
    }

    private void endedWithoutWork(JobId job) {
        eventually(() -> assertThat(state(alma, job)).isEqualTo("FAILED"));
        assertThat(reason(alma, job)).contains("was closed at");
        assertThat(worked).doesNotContain(alma);
        assertThat(abandoned).singleElement().satisfies(told -> assertThat(told)
                .startsWith(alma.tenant() + " " + job + " "));
    }

    @Test
    void whatWaitsWhenTheStayEndsIsOverWithoutHavingBegun() {
        JobId late = enqueue(alma, job("plan"));
        JobId others = enqueue(brio, job("plan"));
        assertThat(close(alma, () -> {}).closed()).isNotNull();
        start(QUICK, guarded(() -> {}));
        endedWithoutWork(late);
        eventually(() -> assertThat(state(brio, others)).isEqualTo("DONE"));
        assertThat(worked).containsExactly(brio);
    }

    @Test
    void whatWorksIsWaitedFor() {
        CountDownLatch go = new CountDownLatch(1);
        JobId job = enqueue(alma, job("plan"));
        start(QUICK, guarded(() -> await(go)));
        eventually(() -> assertThat(worked).containsExactly(alma));
        assertThatThrownBy(() -> close(alma, () -> {}))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(ClosingHindered.class));
        assertThat(tenants().get(alma).open()).isTrue();
        go.countDown();
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(close(alma, () -> {}).closed()).isNotNull();
        assertThat(abandoned).isEmpty();
    }

    /** It is taken after it was looked what works, and before the stay has ended: it waits for the end, and ends too. */
    @Test
    void whatIsTakenWhileTheStayEndsDoesNotBegin() {
        JobId job = enqueue(alma, job("plan"));
        Closing closing = close(alma, () -> {
            start(QUICK, guarded(() -> {}));
            eventually(() -> assertThat(state(alma, job)).isEqualTo("RUNNING"));
        });
        assertThat(closing.closed()).isNotNull();
        endedWithoutWork(job);
    }
}
