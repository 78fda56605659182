package io.binome.drift.internal;

import static io.binome.database.tables.DriftLook.DRIFT_LOOK;
import static io.binome.database.tables.StackDrift.STACK_DRIFT;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.StackDriftRecord;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.PageRequest;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.stacks.Drifted;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanJson;
import io.binome.stacks.Stack;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of what looks found. */
final class DriftStore {
    /** Tells this lock from others of the same tenant. */
    private static final long LOOKS = 0x4c4f4f4b53L;

    /**
     * A row.
     *
     * @param noticedAt when the stack was first seen by this room
     * @param lookedCommit which the last look that found anything out compared with
     * @param watched false when its engine cannot look
     */
    record Kept(
            StackId stack,
            Instant noticedAt,
            @Nullable Instant lookedAt,
            @Nullable String lookedCommit,
            @Nullable RunId run,
            @Nullable Instant askedAt,
            @Nullable String failure,
            boolean watched,
            Found found) {}

    /** How a look ended. */
    record Look(Instant at, String commit, RunId run) {}

    Optional<Kept> find(Transaction transaction, StackId stack) {
        return list(transaction, STACK_DRIFT.STACK_ID.eq(stack.value())).stream()
                .findFirst();
    }

    List<Kept> all(Transaction transaction) {
        return list(transaction, noCondition());
    }

    List<Kept> drifted(Transaction transaction, PageRequest page) {
        UUID after = page.afterId();
        return transaction
                .sql()
                .selectFrom(STACK_DRIFT)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.DRIFTED_SINCE.isNotNull())
                .and(after == null ? noCondition() : STACK_DRIFT.STACK_ID.gt(after))
                .orderBy(STACK_DRIFT.STACK_ID)
                .limit(page.limitAndOne())
                .fetch(DriftStore::kept);
    }

    private static List<Kept> list(Transaction transaction, Condition which) {
        return transaction
                .sql()
                .selectFrom(STACK_DRIFT)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), which)
                .fetch(DriftStore::kept);
    }

    /** The row of a stack, locked, made where there is none. */
    Kept lock(Transaction transaction, StackId stack, Instant now) {
        notice(transaction, stack, now);
        return kept(transaction
                .sql()
                .selectFrom(STACK_DRIFT)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.STACK_ID.eq(stack.value()))
                .forUpdate()
                .fetchSingle());
    }

    void notice(Transaction transaction, StackId stack, Instant now) {
        transaction
                .sql()
                .insertInto(STACK_DRIFT)
                .set(STACK_DRIFT.TENANT_ID, tenant(transaction))
                .set(STACK_DRIFT.STACK_ID, stack.value())
                .set(STACK_DRIFT.NOTICED_AT, now)
                .set(STACK_DRIFT.WATCHED, true)
                .onConflictDoNothing()
                .execute();
    }

    void asked(Transaction transaction, StackId stack, @Nullable Instant at) {
        transaction
                .sql()
                .update(STACK_DRIFT)
                .set(STACK_DRIFT.ASKED_AT, at)
                .setNull(STACK_DRIFT.BEGUN_AT)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.STACK_ID.eq(stack.value()))
                .execute();
    }

    /**
     * How many looks at other stacks of the tenant are under way that began after this. Whoever asks does so alone until its
     * transaction ends, so that no two begin because of the same free place.
     */
    int underWay(Transaction transaction, StackId stack, Instant after) {
        long tenant = tenant(transaction).getMostSignificantBits()
                ^ tenant(transaction).getLeastSignificantBits()
                ^ LOOKS;
        transaction
                .sql()
                .select(field("pg_advisory_xact_lock({0})", Object.class, inline(tenant)))
                .fetch();
        return transaction
                .sql()
                .fetchCount(
                        STACK_DRIFT,
                        STACK_DRIFT.TENANT_ID.eq(tenant(transaction)),
                        STACK_DRIFT.STACK_ID.ne(stack.value()),
                        STACK_DRIFT.BEGUN_AT.gt(after));
    }

    void begun(Transaction transaction, StackId stack, @Nullable Instant at) {
        transaction
                .sql()
                .update(STACK_DRIFT)
                .set(STACK_DRIFT.BEGUN_AT, at)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.STACK_ID.eq(stack.value()))
                .execute();
    }

    /** A look is over; {@code failure} null when it found something out. */
    void looked(Transaction transaction, StackId stack, Look look, boolean watched, @Nullable String failure) {
        transaction
                .sql()
                .update(STACK_DRIFT)
                .setNull(STACK_DRIFT.ASKED_AT)
                .setNull(STACK_DRIFT.BEGUN_AT)
                .set(STACK_DRIFT.LOOKED_AT, look.at())
                .set(STACK_DRIFT.LOOKED_COMMIT, look.commit())
                .set(STACK_DRIFT.RUN_ID, look.run().value())
                .set(STACK_DRIFT.WATCHED, watched)
                .set(STACK_DRIFT.FAILURE, failure)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.STACK_ID.eq(stack.value()))
                .execute();
    }

    /** What a look found, in number, for as long as its run is kept. */
    void record(Transaction transaction, StackId stack, Look look, int found) {
        transaction
                .sql()
                .insertInto(DRIFT_LOOK)
                .set(DRIFT_LOOK.TENANT_ID, tenant(transaction))
                .set(DRIFT_LOOK.RUN_ID, look.run().value())
                .set(DRIFT_LOOK.STACK_ID, stack.value())
                .set(DRIFT_LOOK.LOOKED_AT, look.at())
                .set(DRIFT_LOOK.FOUND, found)
                .execute();
    }

    List<RunId> looksThatFound(Transaction transaction, Instant since) {
        return transaction
                .sql()
                .select(DRIFT_LOOK.RUN_ID)
                .from(DRIFT_LOOK)
                .where(DRIFT_LOOK.TENANT_ID.eq(tenant(transaction)), DRIFT_LOOK.FOUND.gt(0))
                .and(DRIFT_LOOK.LOOKED_AT.ge(since))
                .fetch(row -> new RunId(row.value1()));
    }

    void found(Transaction transaction, Stack stack, Found found) {
        boolean none = found.since() == null;
        transaction
                .sql()
                .update(STACK_DRIFT)
                .set(STACK_DRIFT.DRIFTED_SINCE, found.since())
                .set(
                        STACK_DRIFT.FOUND,
                        none
                                ? null
                                : JSONB.jsonb(
                                        CanonicalJson.text(plan(stack, found).toJson())))
                .set(STACK_DRIFT.SINCE, none ? null : JSONB.jsonb(CanonicalJson.text(since(found))))
                .where(
                        STACK_DRIFT.TENANT_ID.eq(tenant(transaction)),
                        STACK_DRIFT.STACK_ID.eq(stack.id().value()))
                .execute();
    }

    /** Of stacks that are no longer there. */
    void forgetAllBut(Transaction transaction, Collection<StackId> present) {
        transaction
                .sql()
                .update(STACK_DRIFT)
                .setNull(STACK_DRIFT.DRIFTED_SINCE)
                .setNull(STACK_DRIFT.FOUND)
                .setNull(STACK_DRIFT.SINCE)
                .where(STACK_DRIFT.TENANT_ID.eq(tenant(transaction)), STACK_DRIFT.DRIFTED_SINCE.isNotNull())
                .and(STACK_DRIFT.STACK_ID.notIn(
                        present.stream().map(StackId::value).toList()))
                .execute();
    }

    /** Kept in the form of a plan that has nothing but drift. */
    private static Plan plan(Stack stack, Found found) {
        return new Plan(
                stack.declaration().engine(),
                stack.name(),
                stack.declaration().environment(),
                List.of(),
                new TreeMap<>(),
                List.of(),
                found.resources().stream().map(Drifted::resource).toList(),
                List.of(),
                List.of());
    }

    private static SortedMap<String, String> since(Found found) {
        SortedMap<String, String> since = new TreeMap<>();
        found.resources()
                .forEach(one -> since.put(one.resource().address(), one.since().toString()));
        return since;
    }

    private static Kept kept(StackDriftRecord row) {
        return new Kept(
                new StackId(row.getStackId()),
                row.getNoticedAt(),
                row.getLookedAt(),
                row.getLookedCommit(),
                row.getRunId() == null ? null : new RunId(row.getRunId()),
                row.getAskedAt(),
                row.getFailure(),
                row.getWatched(),
                found(row));
    }

    private static Found found(StackDriftRecord row) {
        if (row.getDriftedSince() == null) {
            return Found.NOTHING;
        }
        JsonNode since = JsonMapper.shared().readTree(row.getSince().data());
        return new Found(
                row.getDriftedSince(),
                PlanJson.read(row.getFound().data()).drift().stream()
                        .map(resource -> new Drifted(
                                resource,
                                Instant.parse(since.path(resource.address()).asString())))
                        .toList());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
