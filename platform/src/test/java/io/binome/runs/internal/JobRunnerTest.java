package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.Notifications;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs.NewJob;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** What runs when, and how it ends. */
class JobRunnerTest extends RunnersOnOneDatabase {
    @Test
    void aThousandJobsAreEachRunOnceByTwoRunners() {
        Map<JobId, AtomicInteger> times = new ConcurrentHashMap<>();
        JobHandler count = handler("count", lease -> {
            times.computeIfAbsent(lease.job(), id -> new AtomicInteger()).incrementAndGet();
            return new Outcome.Done();
        });
        database.inTenant(alma, transaction -> {
            for (int i = 0; i < 1_000; i++) {
                jobs.enqueue(transaction, job("count"));
            }
            return true;
        });
        start(JobSettings.withPlaces(16), count);
        start(JobSettings.withPlaces(16), count);
        eventually(() -> assertThat(times).hasSize(1_000));
        eventually(() -> assertThat(ended(alma)).isEqualTo(1_000));
        assertThat(times.values()).allMatch(one -> one.get() == 1);
    }

    private int ended(TenantScope scope) {
        return database.inTenant(scope, transaction -> transaction.sql().fetchCount(JOB, JOB.STATE.eq("DONE")));
    }

    @Test
    void oneWithAKeyRunsAndOneOfEachKindWaits() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Function<JobLease, Outcome> work = lease -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            await(go);
            seen.add(lease.payload().get("n"));
            running.decrementAndGet();
            return new Outcome.Done();
        };
        JobId first = enqueue(alma, NewJob.now("plan", "shop", Map.of("n", "1")));
        start(QUICK, handler("plan", work), handler("apply", work));
        start(QUICK, handler("plan", work), handler("apply", work));
        eventually(() -> assertThat(state(alma, first)).isEqualTo("RUNNING"));
        JobId second = enqueue(alma, NewJob.now("plan", "shop", Map.of("n", "2")));
        JobId third = enqueue(alma, NewJob.now("plan", "shop", Map.of("n", "3")));
        JobId apply = enqueue(alma, NewJob.now("apply", "shop", Map.of("n", "4")));
        JobId ofAnother = enqueue(brio, NewJob.now("plan", "shop", Map.of("n", "5")));
        assertThat(third).isEqualTo(second);
        assertThat(first).isNotEqualTo(second);
        eventually(() -> assertThat(state(brio, ofAnother)).isEqualTo("RUNNING"));
        assertThat(state(alma, second)).isEqualTo("WAITING");
        assertThat(state(alma, apply)).isEqualTo("WAITING");
        eventually(() -> assertThat(running.get()).isEqualTo(2));
        go.countDown();
        eventually(() -> assertThat(ended(alma)).isEqualTo(3));
        eventually(() -> assertThat(ended(brio)).isEqualTo(1));
        assertThat(seen).containsExactlyInAnyOrder("1", "3", "4", "5");
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void aTenantWithMuchToDoDoesNotKeepOthersWaiting() {
        List<TenantScope> order = Collections.synchronizedList(new ArrayList<>());
        database.inTenant(alma, transaction -> {
            for (int i = 0; i < 40; i++) {
                jobs.enqueue(transaction, job("work"));
            }
            return true;
        });
        for (int i = 0; i < 3; i++) {
            enqueue(brio, job("work"));
        }
        start(JobSettings.withPlaces(4), handler("work", lease -> {
            order.add(lease.scope());
            return new Outcome.Done();
        }));
        eventually(() -> assertThat(order).hasSize(43));
        assertThat(order.lastIndexOf(brio)).isLessThan(20);
    }

    @Test
    void aTenantsLongWorkLeavesAPlaceForOthers() {
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            enqueue(alma, job("long"));
        }
        JobRunner runner = start(
                JobSettings.withPlaces(4),
                handler("long", lease -> {
                    await(go);
                    return new Outcome.Done();
                }),
                handler("short", lease -> new Outcome.Done()));
        eventually(() -> assertThat(runner.busy()).isEqualTo(3));
        JobId other = enqueue(brio, job("short"));
        runner.wake();
        eventually(() -> assertThat(state(brio, other)).isEqualTo("DONE"));
        go.countDown();
        eventually(() -> assertThat(ended(alma)).isEqualTo(10));
    }

    @Test
    void aWaitingJobIsCancelledAtOnceAndARunningOneHearsOfIt() {
        Set<String> abandoned = ConcurrentHashMap.newKeySet();
        CountDownLatch begun = new CountDownLatch(1);
        JobHandler patient = new JobHandler() {
            @Override
            public String kind() {
                return "patient";
            }

            @Override
            public Outcome run(JobLease lease) {
                CountDownLatch asked = new CountDownLatch(1);
                lease.cancellation().whenRequested(asked::countDown);
                begun.countDown();
                await(asked);
                lease.cancellation().check();
                return new Outcome.Done();
            }

            @Override
            public void abandoned(Transaction transaction, JobLease lease, String reason) {
                abandoned.add(reason);
            }
        };
        JobId later = enqueue(
                alma, new NewJob("patient", Map.of(), null, clock.instant().plusSeconds(3600)));
        JobId running = enqueue(alma, job("patient"));
        start(QUICK, patient);
        await(begun);
        database.inTenant(alma, transaction -> {
            jobs.cancel(transaction, later);
            jobs.cancel(transaction, running);
            return true;
        });
        assertThat(state(alma, later)).isEqualTo("CANCELLED");
        eventually(() -> assertThat(state(alma, running)).isEqualTo("CANCELLED"));
        assertThat(abandoned).containsExactly("Cancelled");
    }

    @Test
    void aJobThatThrowsFailsWithItsReasonAndItsRunsEnd() {
        DatabaseRuns runs = new DatabaseRuns(database, Notifications.NONE, clock, ids, LogSettings.defaults());
        ChangeId change = new ChangeId(ids.next());
        Set<RunId> begun = ConcurrentHashMap.newKeySet();
        JobId job = enqueue(alma, job("work"));
        start(QUICK, handler("work", lease -> {
            begun.add(database.inTenant(
                    alma,
                    transaction ->
                            runs.begin(transaction, lease, new Actor.Machine("test"), Run.Kind.PLAN, change, null)));
            throw new IllegalStateException("no such thing");
        }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("FAILED"));
        assertThat(reason(alma, job)).isEqualTo("IllegalStateException: no such thing");
        Run run = runs.of(alma, change).getFirst();
        assertThat(begun).containsExactly(run.id());
        assertThat(run.state()).isEqualTo(Run.State.FAILED);
        assertThat(run.reason()).isEqualTo("IllegalStateException: no such thing");
        assertThat(runs.of(brio, change)).isEmpty();
    }

    @Test
    void anUnreachableDatabaseIsNoFailureOfTheJobAtFirst() {
        AtomicInteger attempts = new AtomicInteger();
        JobId job = enqueue(alma, job("work"));
        JobId hopeless = enqueue(alma, job("hopeless"));
        start(
                QUICK,
                handler("work", lease -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new DataAccessException("x", new SQLException("gone", "08006"));
                    }
                    return new Outcome.Done();
                }),
                handler("hopeless", lease -> {
                    throw new DataAccessException("x", new SQLException("disk full", "53100"));
                }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(attempts).hasValue(3);
        eventually(() -> assertThat(state(alma, hopeless)).isEqualTo("FAILED"));
    }

    @Test
    void againComesAgainUnlessOneWithItsKeyWaits() {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        JobId job = enqueue(alma, NewJob.now("work", "k", Map.of()));
        JobId keyless = enqueue(alma, job("keyless"));
        start(
                QUICK,
                handler("work", lease -> {
                    await(go);
                    return attempts.incrementAndGet() == 1
                            ? new Outcome.Again(clock.instant(), "not yet")
                            : new Outcome.Done();
                }),
                handler(
                        "keyless",
                        lease -> lease.attempt() < 3
                                ? new Outcome.Again(clock.instant().plusMillis(20), "not yet")
                                : new Outcome.Done()));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("RUNNING"));
        JobId next = enqueue(alma, NewJob.now("work", "k", Map.of()));
        go.countDown();
        eventually(() -> assertThat(state(alma, next)).isEqualTo("DONE"));
        assertThat(state(alma, job)).isEqualTo("DONE");
        assertThat(reason(alma, job)).contains("not yet");
        assertThat(attempts).hasValue(2);
        eventually(() -> assertThat(state(alma, keyless)).isEqualTo("DONE"));
    }

    @Test
    void notificationsWakeAnotherReplica() {
        CountDownLatch done = new CountDownLatch(1);
        JobSettings drowsy = new JobSettings(
                2,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(12),
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(10),
                3,
                Duration.ofDays(7));
        CountDownLatch listening = new CountDownLatch(1);
        try (Notifications notifications = Notifications.open(server.settings())) {
            notifications.listen("job", text -> listening.countDown());
            JobRunner runner =
                    new JobRunner(database, notifications, clock, ids, drowsy, List.of(handler("work", lease -> {
                        done.countDown();
                        return new Outcome.Done();
                    })));
            runners.add(runner);
            runner.start();
            await(listening);
            enqueue(alma, job("work"));
            await(done);
        }
    }
}
