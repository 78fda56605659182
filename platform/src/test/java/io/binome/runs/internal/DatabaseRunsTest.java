package io.binome.runs.internal;

import static io.binome.database.tables.Run.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.JobId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.Runs.LogSlice;
import io.binome.testing.Paged;
import io.binome.testing.TestTenants;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs and their logs on real PostgreSQL. */
class DatabaseRunsTest {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Ids IDS = new SystemIds(CLOCK);
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final Actor SOMEBODY = new Actor.Machine("test");
    private static final Duration LONG = Duration.ofSeconds(20);
    private static TestDatabase server;
    private static Database database;
    private static Notifications notifications;
    private static DatabaseRuns runs;
    /** Another replica on the same database. */
    private static DatabaseRuns elsewhere;

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        database = server.database();
        notifications = Notifications.open(server.settings());
        runs = new DatabaseRuns(database, Notifications.NONE, CLOCK, IDS, LogSettings.defaults());
        elsewhere = new DatabaseRuns(database, notifications, CLOCK, IDS, LogSettings.defaults());
        TestTenants.add(server, ALMA, BRIO);
    }

    @AfterAll
    static void close() {
        notifications.close();
        server.close();
    }

    private static RunId begin(ChangeId change) {
        return database.inTenant(ALMA, transaction -> runs.begin(transaction, SOMEBODY, Run.Kind.PLAN, change, null));
    }

    private static void finish(RunId run) {
        database.inTenant(ALMA, transaction -> {
            runs.finish(transaction, run, Run.State.SUCCEEDED, null);
            return true;
        });
    }

    @Test
    void runsAreReadByPages() {
        ChangeId change = new ChangeId(IDS.next());
        List<RunId> begun = List.of(begin(change), begin(change), begin(change), begin(change));
        begin(new ChangeId(IDS.next()));
        assertThat(Paged.all(2, page -> runs.of(ALMA, change, page)))
                .isEqualTo(runs.of(ALMA, change))
                .extracting(Run::id)
                .containsExactlyElementsOf(begun.reversed());
    }

    @Test
    void aRunIsBegunListedAndFinished() {
        ChangeId change = new ChangeId(IDS.next());
        RunId run = begin(change);
        try (RunLog log = runs.log(ALMA, run)) {
            log.line("été");
        }
        assertThat(runs.of(ALMA, change)).singleElement().satisfies(begun -> {
            assertThat(begun.state()).isEqualTo(Run.State.RUNNING);
            assertThat(begun.actor()).isEqualTo("binome:test");
            assertThat(begun.logBytes()).isEqualTo(31);
        });
        finish(run);
        assertThat(runs.find(ALMA, run).orElseThrow().state()).isEqualTo(Run.State.SUCCEEDED);
        assertThat(runs.find(BRIO, run)).isEmpty();
        assertThatThrownBy(() -> finish(run)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runs.read(BRIO, run, 0, 100)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aLogIsFollowedWhileItIsWrittenHereAndElsewhere() {
        RunId run = begin(new ChangeId(IDS.next()));
        CompletableFuture<String> here = CompletableFuture.supplyAsync(() -> follow(runs, run));
        CompletableFuture<String> there = CompletableFuture.supplyAsync(() -> follow(elsewhere, run));
        StringBuilder written = new StringBuilder();
        try (RunLog log = runs.log(ALMA, run)) {
            for (int i = 0; i < 5_000; i++) {
                log.line("line " + i + " é");
                written.append("line ").append(i).append(" é\n");
            }
        }
        finish(run);
        assertThat(here.join()).isEqualTo(written.toString());
        assertThat(there.join()).isEqualTo(written.toString());
        assertThat(runs.read(ALMA, run, 0, 10_000_000).ended()).isTrue();
        assertThat(runs.read(ALMA, run, -5, 10).text()).hasSizeGreaterThan(25);
        assertThat(runs.read(ALMA, run, 1L << 50, 10).text()).isEmpty();
    }

    private static String follow(DatabaseRuns runs, RunId run) {
        StringBuilder text = new StringBuilder();
        long offset = 0;
        while (true) {
            LogSlice slice = runs.await(ALMA, run, offset, LONG);
            slice.text().lines().forEach(line -> text.append(line.substring(line.indexOf(' ') + 1))
                    .append('\n'));
            offset = slice.next();
            if (slice.ended()) {
                return text.toString();
            }
        }
    }

    @Test
    void waitingForALogEndsWithItsTime() {
        RunId run = begin(new ChangeId(IDS.next()));
        assertThat(runs.await(ALMA, run, 0, Duration.ofMillis(50))).isEqualTo(new LogSlice("", 0, false));
        finish(run);
        assertThat(runs.await(ALMA, run, 0, LONG)).isEqualTo(new LogSlice("", 0, true));
    }

    @Test
    void aJobThatIsTakenUpAgainGoesOnWithItsRun() {
        ChangeId change = new ChangeId(IDS.next());
        JobLease lease = new JobLease(new JobId(IDS.next()), ALMA, Map.of(), 1, 1, Cancellation.NONE);
        RunId first = beginUnder(lease, change, Run.Kind.APPLY);
        assertThat(beginUnder(lease, change, Run.Kind.APPLY)).isEqualTo(first);
        assertThat(beginUnder(lease, change, Run.Kind.PLAN)).isNotEqualTo(first);
        finish(first);
        assertThat(beginUnder(lease, change, Run.Kind.APPLY)).isNotEqualTo(first);
    }

    private static RunId beginUnder(JobLease lease, ChangeId change, Run.Kind kind) {
        return database.inTenant(ALMA, transaction -> runs.begin(transaction, lease, SOMEBODY, kind, change, null));
    }

    @Test
    void aRunWhoseJobIsGoneIsEndedWithAReason() {
        ChangeId change = new ChangeId(IDS.next());
        RunId orphan = beginUnder(
                new JobLease(new JobId(IDS.next()), ALMA, Map.of(), 1, 1, Cancellation.NONE), change, Run.Kind.APPLY);
        RunId fresh = begin(change);
        RunId forgotten = begin(change);
        server.asOwner(sql -> sql.update(RUN)
                .set(RUN.STARTED_AT, CLOCK.instant().minus(Duration.ofDays(2)))
                .where(RUN.ID.eq(forgotten.value()))
                .execute());
        database.asDispatcher(transaction -> new RunStore().endOrphans(transaction, CLOCK.instant()));
        assertThat(runs.find(ALMA, orphan).orElseThrow().reason()).contains("Start it again");
        assertThat(runs.find(ALMA, forgotten).orElseThrow().state()).isEqualTo(Run.State.FAILED);
        assertThat(runs.find(ALMA, fresh).orElseThrow().state()).isEqualTo(Run.State.RUNNING);
    }
}
