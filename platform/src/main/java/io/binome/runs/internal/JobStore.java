package io.binome.runs.internal;

import static io.binome.database.tables.Job.JOB;
import static org.jooq.impl.DSL.case_;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.val;

import io.binome.database.Notifications;
import io.binome.database.Transaction;
import io.binome.database.tables.records.JobRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.JobId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs.LeaseLost;
import io.binome.runs.Jobs.NewJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The table of jobs. Whoever takes a job over locks its row for update and passes by rows that are locked; a fence locks
 * it for key share; a heartbeat changes no key and so waits for neither. Hence an effect in progress keeps its job, and
 * no effect keeps a heartbeat waiting.
 */
final class JobStore {
    static final String JOB_TOPIC = "job";
    static final String CANCEL_TOPIC = "job-cancel";

    private static final String WAITING = "WAITING";
    private static final String RUNNING = "RUNNING";
    private static final int MAXIMUM_REASON = 2_000;
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    /** The database's own clock: the clocks of replicas need not agree. */
    private static final Field<Instant> DATABASE_NOW = field("clock_timestamp()", Instant.class);

    private final JsonMapper json = JsonMapper.shared();

    /** A job that was taken; {@code attempt} and {@code epoch} as in {@link JobLease}. */
    record Taken(
            JobId id,
            TenantScope scope,
            String kind,
            Map<String, String> payload,
            int attempt,
            long epoch,
            int accidents,
            boolean cancelRequested) {}

    /** What a heartbeat found of a job that is still held. */
    record Alive(JobId id, long epoch, boolean cancelRequested) {}

    /** Another transaction took the place of this job's key at the same moment; the next attempt sees it. */
    static final class KeyRaced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KeyRaced(IntegrityConstraintViolationException cause) {
            super("The job's key was taken at this moment", cause);
        }
    }

    JobId enqueue(Transaction transaction, JobId id, NewJob job, Instant now) {
        Instant notBefore = job.notBefore() == null ? now : job.notBefore();
        UUID kept = transaction
                .sql()
                .insertInto(JOB)
                .set(JOB.ID, id.value())
                .set(JOB.TENANT_ID, transaction.scope().tenant().value())
                .set(JOB.KIND, job.kind())
                .set(JOB.KEY, job.key())
                .set(JOB.PAYLOAD, JSONB.valueOf(CanonicalJson.text(job.payload())))
                .set(JOB.STATE, WAITING)
                .set(JOB.NOT_BEFORE, notBefore)
                .set(JOB.ATTEMPT, 0)
                .set(JOB.ACCIDENTS, 0)
                .set(JOB.EPOCH, 0L)
                .set(JOB.CANCEL_REQUESTED, false)
                .set(JOB.CREATED_AT, now)
                .onConflict(JOB.TENANT_ID, JOB.KEY, JOB.KIND)
                .where(JOB.STATE.eq(DSL.inline(WAITING)).and(JOB.KEY.isNotNull()))
                .doUpdate()
                .set(JOB.PAYLOAD, excluded(JOB.PAYLOAD))
                .set(
                        JOB.NOT_BEFORE,
                        job.notBefore() == null
                                ? least(JOB.NOT_BEFORE, JOB.CREATED_AT)
                                : least(JOB.NOT_BEFORE, excluded(JOB.NOT_BEFORE)))
                .returningResult(JOB.ID)
                .fetchSingle()
                .value1();
        tell(transaction, JOB_TOPIC + ":" + job.kind());
        return new JobId(kept);
    }

    /** Whether the job was waiting and has ended by this; one that runs is told instead. */
    boolean cancel(Transaction transaction, JobId id, Instant now) {
        int ended = transaction
                .sql()
                .update(JOB)
                .set(JOB.STATE, "CANCELLED")
                .set(JOB.REASON, "Cancelled while it waited")
                .set(JOB.ENDED_AT, now)
                .where(JOB.ID.eq(id.value()), JOB.STATE.eq(WAITING))
                .execute();
        if (ended > 0) {
            return true;
        }
        transaction
                .sql()
                .update(JOB)
                .set(JOB.CANCEL_REQUESTED, true)
                .where(JOB.ID.eq(id.value()), JOB.STATE.eq(RUNNING))
                .execute();
        tell(transaction, CANCEL_TOPIC + ":" + id);
        return false;
    }

    /** Locks the job for the rest of the transaction, so that nobody takes it over before the effect is committed. */
    void fence(Transaction transaction, JobLease lease) {
        boolean held = transaction
                .sql()
                .select(JOB.EPOCH)
                .from(JOB)
                .where(held(lease))
                .forKeyShare()
                .fetch()
                .isNotEmpty();
        if (!held) {
            throw new LeaseLost(lease.job(), lease.epoch());
        }
    }

    private static Condition held(JobLease lease) {
        return JOB.ID
                .eq(lease.job().value())
                .and(JOB.EPOCH.eq(lease.epoch()))
                .and(JOB.STATE.eq(RUNNING))
                .and(JOB.RUNNER.isNotNull());
    }

    /** Ends a job that is held. {@code state} is DONE, FAILED or CANCELLED. */
    void end(Transaction transaction, JobLease lease, String state, @Nullable String reason, Instant now) {
        int ended = transaction
                .sql()
                .update(JOB)
                .set(JOB.STATE, state)
                .set(JOB.REASON, cut(reason))
                .set(JOB.ENDED_AT, now)
                .setNull(JOB.RUNNER)
                .where(held(lease))
                .execute();
        if (ended == 0) {
            throw new LeaseLost(lease.job(), lease.epoch());
        }
    }

    /**
     * Lets a job that is held wait until then. Where another of its kind and key waits already, that one stands for both
     * and this one is done.
     */
    void again(Transaction transaction, JobLease lease, Instant at, String reason, int accidents, Instant now) {
        Table<JobRecord> other = JOB.as("other");
        boolean superseded = transaction
                .sql()
                .fetchExists(selectOne()
                        .from(JOB)
                        .join(other)
                        .on(other.field(JOB.TENANT_ID).eq(JOB.TENANT_ID))
                        .and(other.field(JOB.KEY).eq(JOB.KEY))
                        .and(other.field(JOB.KIND).eq(JOB.KIND))
                        .where(JOB.ID.eq(lease.job().value()))
                        .and(other.field(JOB.STATE).eq(WAITING)));
        if (superseded) {
            end(transaction, lease, "DONE", "Left to the next one with its key: " + reason, now);
            return;
        }
        int waiting = racing(() -> transaction
                .sql()
                .update(JOB)
                .set(JOB.STATE, WAITING)
                .set(JOB.REASON, cut(reason))
                .set(JOB.NOT_BEFORE, at)
                .set(JOB.ACCIDENTS, accidents)
                .setNull(JOB.RUNNER)
                .where(held(lease))
                .execute());
        if (waiting == 0) {
            throw new LeaseLost(lease.job(), lease.epoch());
        }
    }

    /** Lets go of a job that is held, so that any runner takes it up at once. False when it was no longer held. */
    boolean release(Transaction transaction, JobLease lease) {
        boolean released = transaction
                        .sql()
                        .update(JOB)
                        .setNull(JOB.RUNNER)
                        .set(JOB.HEARTBEAT_AT, Instant.EPOCH)
                        .where(held(lease))
                        .execute()
                > 0;
        tell(transaction, JOB_TOPIC);
        return released;
    }

    /** Says that the runner is alive; what is missing from the answer it no longer holds. */
    List<Alive> heartbeat(Transaction transaction, UUID runner, Collection<JobId> jobs) {
        return transaction
                .sql()
                .update(JOB)
                .set(JOB.HEARTBEAT_AT, DATABASE_NOW)
                .where(
                        JOB.RUNNER.eq(runner),
                        JOB.STATE.eq(RUNNING),
                        JOB.ID.in(jobs.stream().map(JobId::value).toList()))
                .returningResult(JOB.ID, JOB.EPOCH, JOB.CANCEL_REQUESTED)
                .fetch(row -> new Alive(new JobId(row.value1()), row.value2(), row.value3()));
    }

    /**
     * A job in somebody's hands.
     *
     * @param silent whether its holder let go, or its last sign of life is too old by the database's clock; or in that
     *     clock's future, since a clock that was put back makes nobody alive
     */
    record Running(JobId id, Instant heartbeat, boolean released, boolean silent) {}

    /** Kinds of what runs in the transaction's tenant. */
    Set<String> running(Transaction transaction) {
        return transaction
                .sql()
                .selectDistinct(JOB.KIND)
                .from(JOB)
                .where(JOB.TENANT_ID.eq(transaction.scope().tenant().value()), JOB.STATE.eq(RUNNING))
                .fetchSet(JOB.KIND);
    }

    List<Running> running(Transaction transaction, Set<String> kinds, Duration silence) {
        Field<Boolean> silent = field(
                "heartbeat_at < clock_timestamp() - {0} * interval '1 millisecond' OR heartbeat_at > clock_timestamp()",
                Boolean.class, val(silence.toMillis()));
        return transaction
                .sql()
                .select(JOB.ID, JOB.HEARTBEAT_AT, JOB.RUNNER.isNull(), silent)
                .from(JOB)
                .where(JOB.STATE.eq(RUNNING), JOB.KIND.in(kinds))
                .orderBy(JOB.HEARTBEAT_AT)
                .fetch(row -> new Running(new JobId(row.value1()), row.value2(), row.value3(), row.value4()));
    }

    /** Takes those that nobody holds any more and that have given no sign of life since they were looked at. */
    List<Taken> takeOver(Transaction transaction, UUID runner, Collection<Running> lost) {
        if (lost.isEmpty()) {
            return List.of();
        }
        DSLContext sql = transaction.sql();
        Map<UUID, Instant> heartbeats =
                lost.stream().collect(Collectors.toMap(one -> one.id().value(), Running::heartbeat));
        List<UUID> ids = sql
                .select(JOB.ID, JOB.HEARTBEAT_AT)
                .from(JOB)
                .where(JOB.STATE.eq(RUNNING), JOB.ID.in(heartbeats.keySet()))
                .orderBy(JOB.HEARTBEAT_AT)
                .forUpdate()
                .skipLocked()
                .fetch()
                .stream()
                .filter(row -> row.value2().equals(heartbeats.get(row.value1())))
                .map(row -> row.value1())
                .toList();
        return take(sql, runner, ids);
    }

    /** Takes waiting jobs whose time has come, the tenant with the fewest running ones first. */
    List<Taken> takeDue(
            Transaction transaction, UUID runner, Set<String> kinds, int atMost, int perTenant, Instant now) {
        DSLContext sql = transaction.sql();
        List<UUID> candidates = sql.resultQuery(
                        DUE, val(now), val(kinds.toArray(String[]::new)), val(4 * atMost), val(runner), val(perTenant))
                .fetch(0, UUID.class);
        if (candidates.isEmpty()) {
            return List.of();
        }
        List<UUID> ids = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        for (Record row : sql.select(JOB.ID, JOB.TENANT_ID, JOB.KEY)
                .from(JOB)
                .where(JOB.ID.in(candidates), JOB.STATE.eq(WAITING))
                .orderBy(field("array_position({0}, {1})", Integer.class, val(candidates.toArray(UUID[]::new)), JOB.ID))
                .limit(atMost)
                .forUpdate()
                .skipLocked()
                .fetch()) {
            String key = row.get(JOB.KEY);
            if (key == null || keys.add(List.of(row.get(JOB.TENANT_ID), key))) {
                ids.add(row.get(JOB.ID));
            }
        }
        return take(sql, runner, ids);
    }

    /**
     * Per tenant with anything waiting (found by skipping through the index) its first due jobs, in the order in which
     * the tenants' turns come. In plain SQL, because jOOQ's form of it would be read by nobody.
     */
    private static final String DUE = """
            WITH RECURSIVE waiting_tenant (tenant_id) AS (
                (SELECT tenant_id FROM job WHERE state = 'WAITING' ORDER BY tenant_id LIMIT 1)
                UNION ALL
                SELECT (SELECT job.tenant_id FROM job
                         WHERE job.state = 'WAITING' AND job.tenant_id > waiting_tenant.tenant_id
                         ORDER BY job.tenant_id LIMIT 1)
                  FROM waiting_tenant WHERE waiting_tenant.tenant_id IS NOT NULL
            ), due AS (
                SELECT first.*
                  FROM waiting_tenant CROSS JOIN LATERAL (
                      SELECT id, tenant_id, not_before FROM job
                       WHERE state = 'WAITING' AND tenant_id = waiting_tenant.tenant_id
                         -- Wanted at once is due at once, also by a clock that was put back since.
                         AND (not_before <= {0} OR not_before <= created_at)
                         AND kind = ANY ({1})
                         AND (key IS NULL OR NOT EXISTS (
                             SELECT FROM job other
                              WHERE other.state = 'RUNNING' AND other.tenant_id = job.tenant_id AND other.key = job.key))
                       ORDER BY not_before, id LIMIT {2}) first
            ), busy AS (
                SELECT tenant_id, count(*) AS places FROM job WHERE state = 'RUNNING' AND runner = {3} GROUP BY tenant_id
            ), turns AS (
                SELECT due.id, due.not_before,
                       coalesce(busy.places, 0) + row_number() OVER (PARTITION BY tenant_id ORDER BY not_before, id) AS turn
                  FROM due LEFT JOIN busy USING (tenant_id)
            )
            SELECT id FROM turns WHERE turn <= {4} ORDER BY turn, not_before, id LIMIT {2}
            """;

    private List<Taken> take(DSLContext sql, UUID runner, List<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return racing(() -> sql.update(JOB)
                .set(JOB.STATE, RUNNING)
                .set(JOB.RUNNER, runner)
                .set(JOB.HEARTBEAT_AT, DATABASE_NOW)
                .set(JOB.EPOCH, JOB.EPOCH.plus(1))
                .set(JOB.ATTEMPT, JOB.ATTEMPT.plus(1))
                // A holder that let go is no accident, one that went silent is.
                .set(
                        JOB.ACCIDENTS,
                        JOB.ACCIDENTS.plus(case_().when(JOB.RUNNER.isNull(), 0).else_(1)))
                .where(JOB.ID.in(ids))
                .returning()
                .fetch(row -> new Taken(
                        new JobId(row.getId()),
                        new TenantScope(new TenantId(row.getTenantId())),
                        row.getKind(),
                        json.readValue(row.getPayload().data(), TEXTS),
                        row.getAttempt(),
                        row.getEpoch(),
                        row.getAccidents(),
                        row.getCancelRequested())));
    }

    private static <T> T racing(Supplier<T> statement) {
        try {
            return statement.get();
        } catch (IntegrityConstraintViolationException raced) {
            throw new KeyRaced(raced);
        }
    }

    int forgetEnded(Transaction transaction, Instant before) {
        return transaction.sql().deleteFrom(JOB).where(JOB.ENDED_AT.lt(before)).execute();
    }

    private static void tell(Transaction transaction, String hint) {
        transaction.sql().execute("SELECT pg_notify({0}, {1})", val(Notifications.CHANNEL), val(hint));
    }

    private static @Nullable String cut(@Nullable String reason) {
        return reason == null || reason.length() <= MAXIMUM_REASON
                ? reason
                : reason.substring(0, MAXIMUM_REASON - 1) + "…";
    }
}
