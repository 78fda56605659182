package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.kernel.Ids;
import io.binome.kernel.JobId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobHandler;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.JobSettings;
import io.binome.runs.Jobs.NewJob;
import io.binome.testing.TestTenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Several runners on one real database, for the tests of jobs. */
abstract class RunnersOnOneDatabase {
    /** Takes up work at once, and loses no job while the machine is busy with something else. */
    static final JobSettings QUICK = quick(Duration.ofMinutes(2));

    /** Takes the jobs of a runner over that has said nothing for a moment. */
    static final JobSettings SOON_LOST = quick(Duration.ofMillis(500));

    private static JobSettings quick(Duration silence) {
        return new JobSettings(
                4,
                4,
                Duration.ofMillis(50),
                silence,
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                Duration.ofMillis(10),
                3,
                Duration.ofDays(7));
    }

    final InstantSource clock = InstantSource.system();
    final Ids ids = new SystemIds(clock);
    final TenantScope alma = new TenantScope(new TenantId(new UUID(1, 1)));
    final TenantScope brio = new TenantScope(new TenantId(new UUID(2, 2)));
    final List<JobRunner> runners = new ArrayList<>();
    TestDatabase server;
    Database database;
    DatabaseJobs jobs;

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

    static JobHandler handler(String kind, Function<JobLease, Outcome> work) {
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

    JobRunner start(JobSettings settings, JobHandler... handlers) {
        return start(database, settings, handlers);
    }

    JobRunner start(Database on, JobSettings settings, JobHandler... handlers) {
        JobRunner runner = new JobRunner(on, Notifications.NONE, clock, ids, settings, List.of(handlers));
        runners.add(runner);
        runner.start();
        return runner;
    }

    JobId enqueue(TenantScope scope, NewJob job) {
        return database.inTenant(scope, transaction -> jobs.enqueue(transaction, job));
    }

    static NewJob job(String kind) {
        return new NewJob(kind, Map.of(), null, null);
    }

    String state(TenantScope scope, JobId job) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(JOB.STATE)
                .from(JOB)
                .where(JOB.ID.eq(job.value()))
                .fetchSingle()
                .value1());
    }

    String reason(TenantScope scope, JobId job) {
        return database.inTenant(scope, transaction -> transaction
                .sql()
                .select(JOB.REASON)
                .from(JOB)
                .where(JOB.ID.eq(job.value()))
                .fetchSingle()
                .value1());
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, java.util.concurrent.TimeUnit.SECONDS)) {
                throw new AssertionError("Waited in vain");
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
