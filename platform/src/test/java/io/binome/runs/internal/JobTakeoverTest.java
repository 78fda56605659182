package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;
import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Transaction;
import io.binome.kernel.JobId;
import io.binome.runs.JobHandler;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runners that fall silent, stop or lose their database, and clocks that jump: no job is lost, none is done twice. */
@Tag("slow")
class JobTakeoverTest extends RunnersOnOneDatabase {
    private static final Instant LONG_AGO = Instant.EPOCH.plus(Duration.ofDays(1));
    private int silences;

    @Test
    void aSilentRunnersJobIsTakenOverAndItsEffectsAreRefused() {
        CountDownLatch takenOver = new CountDownLatch(1);
        Set<String> effects = ConcurrentHashMap.newKeySet();
        Set<String> refused = ConcurrentHashMap.newKeySet();
        SeveredDatabase severed = new SeveredDatabase(database);
        JobId job = enqueue(alma, job("work"));
        start(severed, SOON_LOST, handler("work", lease -> {
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
        start(SOON_LOST, handler("work", lease -> {
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
        start(severed, SOON_LOST, handler("work", lease -> {
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
                // Never the same twice: a heart that beats shows another time at each look.
                .set(JOB.HEARTBEAT_AT, Instant.EPOCH.plusSeconds(++silences))
                .where(JOB.ID.eq(job.value()))
                .execute());
    }

    private List<JobStore.Taken> takeOver(UUID runner) {
        JobStore store = new JobStore();
        return database.asDispatcher(transaction -> store.takeOver(
                transaction,
                runner,
                store.running(transaction, Set.of("work"), SOON_LOST.silence()).stream()
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
        // On a busy machine a heart may stop for longer than it takes to be lost soon.
        start(QUICK, work);
        start(QUICK, work);
        JobId job = enqueue(alma, job("work"));
        eventually(() -> assertThat(attempts).hasSize(1));
        for (int i = 0; i < 5; i++) {
            makeSilent(job);
            eventually(() -> assertThat(heartbeat(job)).isAfter(LONG_AGO));
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
        start(SOON_LOST, handler("wanted", lease -> new Outcome.Done()), handler("lost", lease -> new Outcome.Done()));
        eventually(() -> assertThat(state(alma, wanted)).isEqualTo("DONE"));
        eventually(() -> assertThat(state(alma, lost)).isEqualTo("DONE"));
    }

    @Test
    void aHeartbeatDoesNotWaitForAnEffectInProgress() {
        CountDownLatch fenced = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        JobId job = enqueue(alma, job("work"));
        start(SOON_LOST, handler("work", lease -> {
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
        eventually(() -> assertThat(heartbeat(job)).isAfter(LONG_AGO));
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
    void aRunnerThatStopsHandsItsJobsOn() {
        CountDownLatch begun = new CountDownLatch(1);
        JobId job = enqueue(alma, job("work"));
        JobRunner first = start(SOON_LOST, handler("work", lease -> {
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
    void aJobThatTakesItsRunnersDownIsNotTakenUpForEver() {
        JobId job = enqueue(alma, job("work"));
        Set<String> abandoned = ConcurrentHashMap.newKeySet();
        database.asDispatcher(
                transaction -> new JobStore().takeDue(transaction, ids.next(), Set.of("work"), 1, 1, clock.instant()));
        for (int i = 0; i < SOON_LOST.accidents(); i++) {
            makeSilent(job);
            assertThat(takeOver(ids.next())).hasSize(1);
        }
        makeSilent(job);
        start(SOON_LOST, new JobHandler() {
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
    void anOutcomeThatCannotBeRecordedNowIsRecordedSoon() {
        SeveredDatabase severed = new SeveredDatabase(database);
        ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
        JobId job = enqueue(alma, job("work"));
        start(severed, SOON_LOST, handler("work", lease -> {
            attempts.add(lease.attempt());
            severed.cutTenants(lease.attempt() == 1);
            return new Outcome.Done();
        }));
        eventually(() -> assertThat(state(alma, job)).isEqualTo("DONE"));
        assertThat(attempts).containsExactly(1, 2);
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
