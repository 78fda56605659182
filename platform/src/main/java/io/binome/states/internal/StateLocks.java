package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.TenantScope;
import io.binome.runs.Run;
import io.binome.runs.Runs;
import io.binome.states.LockInfo;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StatesProblem.LockNotHeld;
import io.binome.states.StatesProblem.LockOfAnother;
import io.binome.states.StatesProblem.ReadOnly;
import io.binome.states.StatesProblem.StateLocked;
import io.binome.states.internal.StateStore.Held;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who holds which state. A person's lock stays until it is released; a run's lock is worth nothing once the run ended. */
final class StateLocks {
    private final Database database;
    private final Runs runs;
    private final InstantSource clock;
    private final StateRecords records;
    private final StateStore states = new StateStore();
    private final RunCredentialStore credentials = new RunCredentialStore();

    StateLocks(Database database, Runs runs, InstantSource clock, StateRecords records) {
        this.database = database;
        this.runs = runs;
        this.clock = clock;
        this.records = records;
    }

    StateLock lock(TenantScope scope, StateKey key, StateClient client, LockInfo wanted) {
        Held held = attempt(scope, key, client, wanted);
        if (!isOf(held, client, wanted)) {
            throw new ProblemException(new StateLocked(held.lock()));
        }
        return held.lock();
    }

    private static boolean isOf(Held held, StateClient client, LockInfo wanted) {
        return held.lock().info().id().equals(wanted.id()) && held.holder().equals(client.holder());
    }

    /** @return who holds it now */
    private Held attempt(TenantScope scope, StateKey key, StateClient client, LockInfo wanted) {
        StateLock lock = new StateLock(wanted, actor(client), run(client), clock.instant());
        Held ours = new Held(lock, client.holder());
        return database.inTenant(scope, transaction -> {
            do {
                // A look spares whoever waits for it a transaction that writes; the statement below decides.
                Optional<Held> held = states.held(transaction, key);
                if (held.isPresent()
                        && (isOf(held.get(), client, wanted)
                                || !endIfRunEnded(transaction, held.get().lock()))) {
                    return held.get();
                }
            } while (!states.lock(transaction, key, ours));
            records.append(
                    transaction,
                    StateRecords.actor(client),
                    key,
                    "state.locked",
                    Map.of("lock", wanted.id(), "operation", wanted.operation()),
                    run(client));
            return ours;
        });
    }

    private static String actor(StateClient client) {
        return switch (client) {
            case StateClient.Person person -> person.actor().reference();
            case StateClient.OfRun run -> run.actor();
        };
    }

    private static @Nullable RunId run(StateClient client) {
        return client instanceof StateClient.OfRun run ? run.run() : null;
    }

    void unlock(TenantScope scope, StateKey key, StateClient client, LockInfo lock) {
        database.inTenant(scope, transaction -> {
            Held found = states.hold(transaction, key).held();
            if (found == null && !lock.operation().isEmpty()) {
                // Its answer was lost on the way, and the client asks again.
                return false;
            }
            Held held = require(found, lock.id());
            if (!held.holder().equals(client.holder())) {
                throw new ProblemException(new LockOfAnother(lock.id()));
            }
            states.unlock(transaction, key, lock.id());
            records.append(
                    transaction,
                    StateRecords.actor(client),
                    key,
                    "state.unlocked",
                    Map.of("lock", lock.id()),
                    held.lock().run());
            return true;
        });
    }

    void force(TenantScope scope, StateKey key, Actor actor, String lockId) {
        database.inTenant(scope, transaction -> {
            Held held = require(states.hold(transaction, key).held(), lockId);
            states.unlock(transaction, key, lockId);
            records.append(
                    transaction,
                    actor,
                    key,
                    "state.unlocked-by-force",
                    Map.of("lock", lockId, "holder", held.holder()),
                    held.lock().run());
            return true;
        });
    }

    private static Held require(@Nullable Held held, String lockId) {
        if (held == null || !held.lock().info().id().equals(lockId)) {
            throw new ProblemException(new LockNotHeld(lockId));
        }
        return held;
    }

    /** Releases a lock whose run is over, however that came about. */
    boolean endIfRunEnded(TenantScope scope, @Nullable StateLock lock) {
        return lock != null && lock.run() != null && endIfEnded(scope, lock.run());
    }

    private boolean endIfRunEnded(Transaction transaction, StateLock lock) {
        return lock.run() != null && endIfEnded(transaction, lock.run());
    }

    void requireGoingOn(TenantScope scope, StateClient client) {
        if (client instanceof StateClient.OfRun run && endIfEnded(scope, run.run())) {
            throw new ProblemException(new ReadOnly());
        }
    }

    boolean endIfEnded(TenantScope scope, RunId run) {
        return database.inTenant(scope, transaction -> endIfEnded(transaction, run));
    }

    private boolean endIfEnded(Transaction transaction, RunId run) {
        if (!runs.state(transaction, run).map(Run.State::ended).orElse(true)) {
            return false;
        }
        end(transaction, run);
        return true;
    }

    void end(Transaction transaction, RunId run) {
        credentials.endThoseOf(transaction, run, clock.instant());
        List<StateKey> locked = states.lockedBy(transaction, run);
        if (!locked.isEmpty()) {
            states.unlockThoseOf(transaction, run);
            locked.forEach(key -> records.append(
                    transaction, StateRecords.BINOME, key, "state.unlocked", Map.of("because", "run ended"), run));
        }
    }
}
