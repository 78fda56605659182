package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.BreakGlassId;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.states.BreakGlass;
import io.binome.states.BreakGlasses;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.StateKey;
import io.binome.states.StatesProblem.BreakGlassForbidden;
import io.binome.states.StatesProblem.BreakGlassNotFound;
import io.binome.states.StatesProblem.BreakGlassNotYours;
import io.binome.states.StatesProblem.BreakGlassOpen;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens, admits and closes by the rows of {@link BreakGlassStore}; one whose time is over admits nothing, closed or not. */
final class DatabaseBreakGlasses implements BreakGlasses {
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final int LONGEST_REASON = 500;

    private final Database database;
    private final Ids ids;
    private final InstantSource clock;
    private final StateRecords records;
    private final HandWrites handWrites;
    private final HandWriteListener listener;
    private final BreakGlassStore glasses = new BreakGlassStore();

    DatabaseBreakGlasses(
            Database database,
            Ids ids,
            InstantSource clock,
            StateRecords records,
            HandWrites handWrites,
            HandWriteListener listener) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.records = records;
        this.handWrites = handWrites;
        this.listener = listener;
    }

    @Override
    public BreakGlass open(TenantScope scope, StateKey key, Actor actor, String reason, Duration length) {
        String why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON || why.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(
                    InvalidInput.of("reason", "must have 1 to " + LONGEST_REASON + " characters on one line"));
        }
        Duration most = most(scope, actor);
        if (length.compareTo(LEAST) < 0 || length.compareTo(most) > 0) {
            throw new ProblemException(
                    InvalidInput.of("minutes", "must be 1 to " + most.toMinutes() + ", as the contract says"));
        }
        return database.inTenant(scope, transaction -> {
            Instant now = clock.instant();
            Optional<BreakGlass> earlier = glasses.lockUnclosed(transaction, key, actor.reference());
            if (earlier.isPresent()) {
                if (earlier.get().openAt(now)) {
                    throw new ProblemException(new BreakGlassOpen(earlier.get().endsAt()));
                }
                close(transaction, earlier.get(), null);
            }
            BreakGlass glass = new BreakGlass(
                    new BreakGlassId(ids.next()), key, actor.reference(), why, now, now.plus(length), null, null, 0);
            glasses.insert(transaction, glass);
            records.append(
                    transaction,
                    actor,
                    key,
                    "state.break-glass-opened",
                    Map.of(
                            "breakGlass",
                            glass.id().toString(),
                            "reason",
                            why,
                            "endsAt",
                            glass.endsAt().toString()),
                    null);
            listener.opened(transaction, key, actor, why);
            return glass;
        });
    }

    private Duration most(TenantScope scope, Actor actor) {
        return switch (handWrites.of(scope, actor)) {
            case HandWrites.Answer.Allowed allowed -> allowed.most();
            case HandWrites.Answer.NotYou other -> throw new ProblemException(new BreakGlassNotYours(other.who()));
            case HandWrites.Answer.Forbidden _ -> throw new ProblemException(new BreakGlassForbidden());
        };
    }

    /** Whether the contract still lets this person, whatever was opened while it did. Opens transactions of its own. */
    boolean lets(TenantScope scope, Actor actor) {
        return handWrites.of(scope, actor) instanceof HandWrites.Answer.Allowed;
    }

    /** What this person writes under now; kept from being closed until the transaction ends. */
    Optional<BreakGlass> admitting(Transaction transaction, StateKey key, Actor actor) {
        return glasses.lockUnclosed(transaction, key, actor.reference()).filter(glass -> glass.openAt(clock.instant()));
    }

    void wrote(Transaction transaction, BreakGlass glass) {
        glasses.wrote(transaction, glass.id());
    }

    @Override
    public BreakGlass close(TenantScope scope, Actor actor, BreakGlassId id) {
        return closing(scope, id, actor);
    }

    /** Closes those whose time is over. */
    void closeDue() {
        database.asDispatcher(transaction -> glasses.due(transaction, clock.instant()))
                .forEach(due -> closing(due.scope(), due.id(), null));
    }

    private BreakGlass closing(TenantScope scope, BreakGlassId id, @Nullable Actor actor) {
        BreakGlass before = database.inTenant(scope, transaction -> {
            BreakGlass glass = glasses.lock(transaction, id)
                    .orElseThrow(() -> new ProblemException(new BreakGlassNotFound(id.toString())));
            if (glass.closedAt() == null) {
                close(transaction, glass, actor);
            }
            return glass;
        });
        if (before.closedAt() == null && before.writes() > 0) {
            listener.written(scope, before.key());
        }
        return database.inTenant(scope, transaction -> glasses.lock(transaction, id))
                .orElse(before);
    }

    /** @param actor who closes it; null where its time is over, which also holds for whoever comes too late */
    private void close(Transaction transaction, BreakGlass glass, @Nullable Actor actor) {
        Instant now = clock.instant();
        Actor by = glass.openAt(now) ? actor : null;
        glasses.close(transaction, glass.id(), by == null ? glass.endsAt() : now, by == null ? null : by.reference());
        Map<String, Object> details = new TreeMap<>();
        details.put("breakGlass", glass.id().toString());
        details.put("writes", glass.writes());
        if (by == null) {
            details.put("because", "time over");
        }
        records.append(
                transaction,
                by == null ? StateRecords.BINOME : by,
                glass.key(),
                "state.break-glass-closed",
                details,
                null);
    }

    @Override
    public List<BreakGlass> open(TenantScope scope, StateKey key) {
        return database.inTenant(scope, transaction -> glasses.unclosed(transaction, key, clock.instant()));
    }

    @Override
    public Page<BreakGlass> list(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> glasses.list(transaction, page));
    }
}
