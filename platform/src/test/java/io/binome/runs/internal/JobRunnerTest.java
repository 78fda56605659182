package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.JobId;
import io.binome.kernel.RunId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs;
import io.binome.runs.Jobs.NewJob;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import io.binome.testing.TestTenants;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs on real PostgreSQL, with several runners on one database. */
class JobRunnerTest {
    private static final JobSettings QUICK = new JobSettings(
            4,
            4,
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofMillis(50),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            3,
            Duration.ofDays(7));

    private final InstantSource clock = InstantSource.system();
    private final Ids ids = new SystemIds(clock);
    private final TenantScope alma = new TenantScope(new TenantId(new UUID(1, 1)));
    private final TenantScope brio = new TenantScope(new TenantId(new UUID(2, 2)));
    private final List<JobRunner> runners = new ArrayList<>();
    private TestDatabase server;
    private Database database;
    private DatabaseJobs jobs;

    @BeforeEach
    void open() {
        server = TestDatabase.fresh();
        database = server.database();
        jobs = new DatabaseJobs(clock, ids);
        TestTenants.add(server, alma, brio);
    }

    @AfterEach
    void close() {
        runners.forEach(JobRunner::close);
        server.close();
    }

    private static JobHandler handler(String kind, Function<JobLease, Outcome> work) {
        return new JobHandler() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Outcome run(JobLease lease) {
                return work.apply(lease);
            }
        };
    }

    private JobRunner start(JobSettings settings, JobHandler... handlers) {
        return start(database, settings, handlers);
    }

    private JobRunner start(Database on, JobSettings settings, JobHandler... handlers) {
        JobRunner runner = new JobRunner(on, Notifications.NONE, clock, ids, settings, List.of(handlers));
        runners.add(runner);
        runner.start();
        return runner;
    }

    private JobId enqueue(TenantScope scope, NewJob job) {
        return database.inTenant(scope, transaction -> jobs.enqueue(transaction, job));
    }

    private static NewJob job(String kind) {
        return new NewJob(kind, Map.of(), null, null);
    }

    private String state(TenantScope scope, JobId job) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(JOB.STATE)
                .from(JOB)
                .where(JOB.ID.eq(job.value()))
                .fetchSingle()
                .value1());
    }

    private String reason(TenantScope scope, JobId job) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(JOB.REASON)
                .from(JOB)
                .where(JOB.ID.eq(job.value()))
                .fetchSingle()
                .value1());
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("Waited in vain");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

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
    void aSilentRunnersJobIsTakenOverAndItsEffectsAreRefused() {
        CountDownLatch takenOver = new CountDownLatch(1);
        Set<String> effects = ConcurrentHashMap.newKeySet();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        SeveredDatabase severed = new SeveredDatabase(database);
        JobId job = enqueue(alma, job("work"));
        start(severed, QUICK, handler("work", lease -> {
            severed.cutDispatch();
            await(takenOver);
            try {
                database.inTenant(alma, transaction -> {
                    jobs.fence(transaction, lease);
                    return effects.add("by the lost one");
                });
            } catch (Jobs.LeaseLost lost) {
                refused.add(lease.epoch() + ":" + lease.cancellation().requested());
                throw lost;
            }
            return new Outcome.Done();
        }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("RUNNING"));
        start(QUICK, handler("work", lease -> {
            database.inTenant(alma, transaction -> {
                jobs.fence(transaction, lease);
                return effects.add("attempt " + lease.attempt() + ", epoch " + lease.epoch());
            });
            takenOver.countDown();
            return new Outcome.Done();
        }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        eventually(() -> assertThat(refused).containsExactly("1:true"));
        assertThat(effects).containsExactly("attempt 2, epoch 2");
    }

    @Test
    void anEffectInProgressKeepsItsJob() {
        CountDownLatch commit = new CountDownLatch(1);
        CountDownLatch fenced = new CountDownLatch(1);
        SeveredDatabase severed = new SeveredDatabase(database);
        JobId job = enqueue(alma, job("work"));
        start(severed, QUICK, handler("work", lease -> {
            severed.cutDispatch();
            database.inTenant(alma, transaction -> {
                jobs.fence(transaction, lease);
                fenced.countDown();
                await(commit);
                return true;
            });
            return new Outcome.Done();
        }));
        await(fenced);
        makeSilent(job);
        UUID other = ids.next();
        assertThat(takeOver(other)).isEmpty();
        commit.countDown();
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(takeOver(other)).isEmpty();
    }

    private void makeSilent(JobId job) {
        server.asOwner(sql -> sql.update(JOB)
                .set(JOB.HEARTBEAT_AT, Instant.EPOCH)
                .where(JOB.ID.eq(job.value()))
                .execute());
    }

    private List<JobStore.Taken> takeOver(UUID runner) {
        JobStore store = new JobStore();
        return database.asDispatcher(transaction -> store.takeOver(
                transaction,
                runner,
                store.running(transaction, Set.of("work"), QUICK.silence()).stream()
                        .filter(JobStore.Running::silent)
                        .toList()));
    }

    @Test
    void aClockThatIsPutForwardTakesNobodysJob() {
        CountDownLatch finish = new CountDownLatch(1);
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        JobHandler work = handler("work", lease -> {
            attempts.add(lease.attempt());
            await(finish);
            return new Outcome.Done();
        });
        start(QUICK, work);
        start(QUICK, work);
        JobId job = enqueue(alma, job("work"));
        eventually(() -> assertThat(attempts).hasSize(1));
        for (int i = 0; i < 5; i++) {
            makeSilent(job);
            eventually(() -> assertThat(heartbeat(job)).isAfter(Instant.EPOCH));
        }
        finish.countDown();
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void aClockThatIsPutBackKeepsNothingWaiting() {
        InstantSource before = InstantSource.offset(clock, Duration.ofHours(1));
        DatabaseJobs early = new DatabaseJobs(before, ids);
        JobId wanted = database.inTenant(alma, transaction -> early.enqueue(transaction, job("wanted")));
        JobId lost = enqueue(alma, job("lost"));
        server.asOwner(sql -> sql.update(JOB)
                .set(JOB.STATE, "RUNNING")
                .set(JOB.RUNNER, ids.next())
                .set(JOB.HEARTBEAT_AT, before.instant())
                .where(JOB.ID.eq(lost.value()))
                .execute());
        start(QUICK, handler("wanted", lease -> new Outcome.Done()), handler("lost", lease -> new Outcome.Done()));
        eventually(() -> assertThat(state(alma, wanted)).isEqualTo("DONE"));
        eventually(() -> assertThat(state(alma, lost)).isEqualTo("DONE"));
    }

    @Test
    void aHeartbeatDoesNotWaitForAnEffectInProgress() {
        CountDownLatch fenced = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        JobId job = enqueue(alma, job("work"));
        start(QUICK, handler("work", lease -> {
            database.inTenant(alma, transaction -> {
                jobs.fence(transaction, lease);
                fenced.countDown();
                await(commit);
                return true;
            });
            return new Outcome.Done();
        }));
        await(fenced);
        makeSilentWithoutWaiting(job);
        eventually(() -> assertThat(heartbeat(job)).isAfter(Instant.EPOCH));
        commit.countDown();
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
    }

    private void makeSilentWithoutWaiting(JobId job) {
        makeSilent(job);
    }

    private Instant heartbeat(JobId job) {
        return database.inTenant(alma, transaction -> transaction
                .sql()
                .select(JOB.HEARTBEAT_AT)
                .from(JOB)
                .where(JOB.ID.eq(job.value()))
                .fetchSingle()
                .value1());
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
    void aRunnerThatStopsHandsItsJobsOn() {
        CountDownLatch begun = new CountDownLatch(1);
        JobId job = enqueue(alma, job("work"));
        JobRunner first = start(QUICK, handler("work", lease -> {
            CountDownLatch asked = new CountDownLatch(1);
            lease.cancellation().whenRequested(asked::countDown);
            begun.countDown();
            await(asked);
            throw new IllegalStateException("a child was killed");
        }));
        await(begun);
        first.close();
        assertThat(state(alma, job)).isEqualTo("RUNNING");
        start(JobSettings.withPlaces(2), handler("work", lease -> new Outcome.Done()));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
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
    void aJobThatTakesItsRunnersDownIsNotTakenUpForEver() {
        JobId job = enqueue(alma, job("work"));
        Set<String> abandoned = ConcurrentHashMap.newKeySet();
        database.asDispatcher(
                transaction -> new JobStore().takeDue(transaction, ids.next(), Set.of("work"), 1, 1, clock.instant()));
        for (int i = 0; i < QUICK.accidents(); i++) {
            makeSilent(job);
            assertThat(takeOver(ids.next())).hasSize(1);
        }
        makeSilent(job);
        start(QUICK, new JobHandler() {
            @Override
            public String kind() {
                return "work";
            }

            @Override
            public Outcome run(JobLease lease) {
                throw new AssertionError("not again");
            }

            @Override
            public void abandoned(Transaction transaction, JobLease lease, String reason) {
                abandoned.add(reason);
                throw new IllegalStateException("even this fails");
            }
        });
        eventually(() -> assertThat(state(alma, job)).isEqualTo("FAILED"));
        assertThat(reason(alma, job)).contains("4 times in a row");
        assertThat(abandoned).hasSize(1);
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
    void anOutcomeThatCannotBeRecordedNowIsRecordedSoon() {
        SeveredDatabase severed = new SeveredDatabase(database);
        ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
        JobId job = enqueue(alma, job("work"));
        start(severed, QUICK, handler("work", lease -> {
            attempts.add(lease.attempt());
            severed.cutTenants(lease.attempt() == 1);
            return new Outcome.Done();
        }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(attempts).containsExactly(1, 2);
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

    @Test
    void aFenceHoldsForTheTenantOfTheJobOnly() {
        JobId job = enqueue(alma, job("work"));
        JobStore.Taken taken = database.asDispatcher(transaction ->
                        new JobStore().takeDue(transaction, ids.next(), Set.of("work"), 1, 1, clock.instant()))
                .getFirst();
        JobLease lease = new JobLease(job, alma, Map.of(), 1, taken.epoch(), io.binome.runs.Cancellation.NONE);
        database.inTenant(alma, transaction -> {
            jobs.fence(transaction, lease);
            return true;
        });
        assertThatThrownBy(() -> database.inTenant(brio, transaction -> {
                    jobs.fence(transaction, lease);
                    return true;
                }))
                .isInstanceOf(Jobs.LeaseLost.class);
    }
}
