package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;
import static io.binome.database.tables.Run.RUN;
import static io.binome.database.tables.RunLogChunk.RUN_LOG_CHUNK;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import io.binome.database.Notifications;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.runs.Run;
import io.binome.runs.Run.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectLimitStep;
import org.jspecify.annotations.Nullable;

/** The table of runs. */
final class RunStore {
    static final String RUN_TOPIC = "run";

    private static final Duration LONGEST_WITHOUT_JOB = Duration.ofDays(1);
    private static final Field<Long> LOG_BYTES = field(
                    select(RUN_LOG_CHUNK.START_OFFSET.plus(field("octet_length({0})", Long.class, RUN_LOG_CHUNK.TEXT)))
                            .from(RUN_LOG_CHUNK)
                            .where(RUN_LOG_CHUNK.RUN_ID.eq(RUN.ID))
                            .orderBy(RUN_LOG_CHUNK.START_OFFSET.desc())
                            .limit(inline(1)))
            .as("log_bytes");

    /** The running run of this job, kind, change and stack, if an earlier holder of the job left one. */
    Optional<RunId> goingOn(
            Transaction transaction, JobId job, Run.Kind kind, @Nullable ChangeId change, @Nullable StackId stack) {
        return transaction
                .sql()
                .select(RUN.ID)
                .from(RUN)
                .where(RUN.JOB_ID.eq(job.value()), RUN.STATE.eq(inline("RUNNING")), RUN.KIND.eq(kind.name()))
                .and(change == null ? RUN.CHANGE_ID.isNull() : RUN.CHANGE_ID.eq(change.value()))
                .and(stack == null ? RUN.STACK_ID.isNull() : RUN.STACK_ID.eq(stack.value()))
                .fetchOptional(row -> new RunId(row.value1()));
    }

    void begin(
            Transaction transaction,
            RunId id,
            @Nullable JobId job,
            String actor,
            Run.Kind kind,
            @Nullable ChangeId change,
            @Nullable StackId stack,
            Instant now) {
        transaction
                .sql()
                .insertInto(RUN)
                .set(RUN.ID, id.value())
                .set(RUN.TENANT_ID, transaction.scope().tenant().value())
                .set(RUN.KIND, kind.name())
                .set(RUN.CHANGE_ID, change == null ? null : change.value())
                .set(RUN.STACK_ID, stack == null ? null : stack.value())
                .set(RUN.JOB_ID, job == null ? null : job.value())
                .set(RUN.STATE, "RUNNING")
                .set(RUN.ACTOR, actor)
                .set(RUN.STARTED_AT, now)
                .execute();
    }

    /** Whether it was running. */
    boolean finish(Transaction transaction, RunId id, State state, @Nullable String reason, Instant now) {
        return end(transaction, RUN.ID.eq(id.value()), state, reason, now) > 0;
    }

    /** Ends what a job that is over left running. */
    int endThoseOf(Transaction transaction, JobId job, State state, String reason, Instant now) {
        return end(transaction, RUN.JOB_ID.eq(job.value()), state, reason, now);
    }

    /** Ends what nobody works on any more, over all tenants. */
    int endOrphans(Transaction transaction, Instant now) {
        Condition jobGone = RUN.JOB_ID
                .isNotNull()
                .and(notExists(selectOne().from(JOB).where(JOB.ID.eq(RUN.JOB_ID), JOB.ENDED_AT.isNull())));
        Condition forgotten = RUN.JOB_ID.isNull().and(RUN.STARTED_AT.lt(now.minus(LONGEST_WITHOUT_JOB)));
        return end(
                transaction,
                jobGone.or(forgotten),
                State.FAILED,
                "The server that worked on it went away, and nobody goes on with it. Start it again.",
                now);
    }

    private static int end(
            Transaction transaction, Condition which, State state, @Nullable String reason, Instant now) {
        List<UUID> ended = transaction
                .sql()
                .update(RUN)
                .set(RUN.STATE, state.name())
                .set(RUN.ENDED_AT, now)
                .set(RUN.REASON, reason)
                .where(which, RUN.STATE.eq(inline("RUNNING")))
                .returningResult(RUN.ID)
                .fetch(0, UUID.class);
        ended.forEach(id -> tell(transaction, new RunId(id)));
        return ended.size();
    }

    static void tell(Transaction transaction, RunId run) {
        transaction.sql().execute("SELECT pg_notify({0}, {1})", val(Notifications.CHANNEL), val(RUN_TOPIC + ":" + run));
    }

    Optional<Run> find(Transaction transaction, RunId id) {
        return list(transaction, RUN.ID.eq(id.value())).stream().findFirst();
    }

    List<Run> ofChange(Transaction transaction, ChangeId change) {
        return list(
                transaction,
                RUN.TENANT_ID.eq(transaction.scope().tenant().value()).and(RUN.CHANGE_ID.eq(change.value())));
    }

    Page<Run> ofChange(Transaction transaction, ChangeId change, PageRequest page) {
        UUID after = page.afterId();
        List<Run> found = newestFirst(
                        transaction,
                        RUN.TENANT_ID
                                .eq(transaction.scope().tenant().value())
                                .and(RUN.CHANGE_ID.eq(change.value()))
                                .and(after == null ? noCondition() : RUN.ID.lt(after)))
                .limit(page.limitAndOne())
                .fetch(RunStore::run);
        return Page.of(found, page, run -> run.id().toString());
    }

    Optional<State> state(Transaction transaction, RunId id) {
        return transaction
                .sql()
                .select(RUN.STATE)
                .from(RUN)
                .where(RUN.ID.eq(id.value()))
                .fetchOptional(row -> State.valueOf(row.value1()));
    }

    int forgetLooks(Transaction transaction, int newest, Collection<RunId> kept) {
        var ranked = select(
                        RUN.ID,
                        rowNumber()
                                .over(partitionBy(RUN.STACK_ID).orderBy(RUN.ID.desc()))
                                .as("place"))
                .from(RUN)
                .where(
                        RUN.TENANT_ID.eq(transaction.scope().tenant().value()),
                        RUN.KIND.eq(Run.Kind.DRIFT.name()),
                        RUN.STATE.ne(State.RUNNING.name()))
                .asTable("ranked");
        return transaction
                .sql()
                .deleteFrom(RUN)
                .where(RUN.ID.in(select(ranked.field(RUN.ID))
                        .from(ranked)
                        .where(field("ranked.place", Integer.class).gt(newest))))
                .and(RUN.ID.notIn(kept.stream().map(RunId::value).toList()))
                .execute();
    }

    private static List<Run> list(Transaction transaction, Condition which) {
        return newestFirst(transaction, which).fetch(RunStore::run);
    }

    private static SelectLimitStep<Record> newestFirst(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .select(RUN.asterisk(), LOG_BYTES)
                .from(RUN)
                .where(which)
                .orderBy(RUN.ID.desc());
    }

    private static Run run(Record row) {
        return new Run(
                new RunId(row.get(RUN.ID)),
                Run.Kind.valueOf(row.get(RUN.KIND)),
                row.get(RUN.CHANGE_ID) == null ? null : new ChangeId(row.get(RUN.CHANGE_ID)),
                row.get(RUN.STACK_ID) == null ? null : new StackId(row.get(RUN.STACK_ID)),
                State.valueOf(row.get(RUN.STATE)),
                row.get(RUN.ACTOR),
                row.get(RUN.STARTED_AT),
                row.get(RUN.ENDED_AT),
                row.get(RUN.REASON),
                Objects.requireNonNullElse(row.get(LOG_BYTES), 0L));
    }
}
