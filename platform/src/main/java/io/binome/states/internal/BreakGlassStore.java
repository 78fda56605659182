package io.binome.states.internal;

import static io.binome.database.tables.StateBreakGlass.STATE_BREAK_GLASS;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.StateBreakGlassRecord;
import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.states.BreakGlass;
import io.binome.states.StateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jspecify.annotations.Nullable;

/** Times in which people write states by hand. */
final class BreakGlassStore {
    /** One over all tenants. */
    record Due(TenantScope scope, BreakGlassId id) {}

    void insert(Transaction transaction, BreakGlass glass) {
        transaction
                .sql()
                .insertInto(STATE_BREAK_GLASS)
                .set(STATE_BREAK_GLASS.ID, glass.id().value())
                .set(STATE_BREAK_GLASS.TENANT_ID, transaction.scope().tenant().value())
                .set(STATE_BREAK_GLASS.STACK_ID, glass.key().stack().value())
                .set(STATE_BREAK_GLASS.WORKSPACE, glass.key().workspace())
                .set(STATE_BREAK_GLASS.ACTOR, glass.actor())
                .set(STATE_BREAK_GLASS.REASON, glass.reason())
                .set(STATE_BREAK_GLASS.OPENED_AT, glass.openedAt())
                .set(STATE_BREAK_GLASS.ENDS_AT, glass.endsAt())
                .execute();
    }

    /** Not closed yet, its time perhaps over. Whoever writes or closes it waits for the others. */
    Optional<BreakGlass> lockUnclosed(Transaction transaction, StateKey key, String actor) {
        return transaction
                .sql()
                .selectFrom(STATE_BREAK_GLASS)
                .where(unclosed(transaction, key), STATE_BREAK_GLASS.ACTOR.eq(actor))
                .forUpdate()
                .fetchOptional(BreakGlassStore::glass);
    }

    Optional<BreakGlass> lock(Transaction transaction, BreakGlassId id) {
        return transaction
                .sql()
                .selectFrom(STATE_BREAK_GLASS)
                .where(STATE_BREAK_GLASS.ID.eq(id.value()))
                .forUpdate()
                .fetchOptional(BreakGlassStore::glass);
    }

    List<BreakGlass> unclosed(Transaction transaction, StateKey key, Instant now) {
        return transaction
                .sql()
                .selectFrom(STATE_BREAK_GLASS)
                .where(unclosed(transaction, key), STATE_BREAK_GLASS.ENDS_AT.gt(now))
                .orderBy(STATE_BREAK_GLASS.ID)
                .fetch(BreakGlassStore::glass);
    }

    private static Condition unclosed(Transaction transaction, StateKey key) {
        return STATE_BREAK_GLASS
                .TENANT_ID
                .eq(transaction.scope().tenant().value())
                .and(STATE_BREAK_GLASS.STACK_ID.eq(key.stack().value()))
                .and(STATE_BREAK_GLASS.WORKSPACE.eq(key.workspace()))
                .and(STATE_BREAK_GLASS.CLOSED_AT.isNull());
    }

    Page<BreakGlass> list(Transaction transaction, PageRequest page) {
        UUID after = page.afterId();
        List<BreakGlass> found = transaction
                .sql()
                .selectFrom(STATE_BREAK_GLASS)
                .where(STATE_BREAK_GLASS.TENANT_ID.eq(
                        transaction.scope().tenant().value()))
                .and(after == null ? noCondition() : STATE_BREAK_GLASS.ID.lt(after))
                .orderBy(STATE_BREAK_GLASS.ID.desc())
                .limit(page.limitAndOne())
                .fetch(BreakGlassStore::glass);
        return Page.of(found, page, glass -> glass.id().toString());
    }

    void wrote(Transaction transaction, BreakGlassId id) {
        transaction
                .sql()
                .update(STATE_BREAK_GLASS)
                .set(STATE_BREAK_GLASS.WRITES, STATE_BREAK_GLASS.WRITES.plus(1))
                .where(STATE_BREAK_GLASS.ID.eq(id.value()))
                .execute();
    }

    void close(Transaction transaction, BreakGlassId id, Instant at, @Nullable String by) {
        transaction
                .sql()
                .update(STATE_BREAK_GLASS)
                .set(STATE_BREAK_GLASS.CLOSED_AT, at)
                .set(STATE_BREAK_GLASS.CLOSED_BY, by)
                .where(STATE_BREAK_GLASS.ID.eq(id.value()))
                .execute();
    }

    /** As a dispatcher: those whose time is over and that nobody has closed. */
    List<Due> due(Transaction transaction, Instant now) {
        return transaction
                .sql()
                .select(STATE_BREAK_GLASS.TENANT_ID, STATE_BREAK_GLASS.ID)
                .from(STATE_BREAK_GLASS)
                .where(STATE_BREAK_GLASS.CLOSED_AT.isNull(), STATE_BREAK_GLASS.ENDS_AT.le(now))
                .fetch(found ->
                        new Due(new TenantScope(new TenantId(found.value1())), new BreakGlassId(found.value2())));
    }

    private static BreakGlass glass(StateBreakGlassRecord found) {
        return new BreakGlass(
                new BreakGlassId(found.getId()),
                new StateKey(new StackId(found.getStackId()), found.getWorkspace()),
                found.getActor(),
                found.getReason(),
                found.getOpenedAt(),
                found.getEndsAt(),
                found.getClosedAt(),
                found.getClosedBy(),
                found.getWrites());
    }
}
