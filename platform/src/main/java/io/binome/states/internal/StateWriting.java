package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.TenantScope;
import io.binome.states.BreakGlass;
import io.binome.states.HandWriteListener;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateSettings;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.StateVersion.Origin;
import io.binome.states.StatesProblem.ChecksumWrong;
import io.binome.states.StatesProblem.LineageForeign;
import io.binome.states.StatesProblem.LockNotHeld;
import io.binome.states.StatesProblem.LockOfAnother;
import io.binome.states.StatesProblem.ReadOnly;
import io.binome.states.StatesProblem.SerialStale;
import io.binome.states.StatesProblem.StateLocked;
import io.binome.states.StatesProblem.TooLarge;
import io.binome.states.StatesProblem.Truncated;
import io.binome.states.StatesProblem.WrittenByHand;
import io.binome.states.internal.BodyWriter.Written;
import io.binome.states.internal.StateBodies.Draft;
import io.binome.states.internal.StateStore.Current;
import io.binome.states.internal.StateStore.Held;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.JacksonIOException;

/** Takes versions in from clients, and refuses what would lose somebody's work. */
final class StateWriting {
    private final Database database;
    private final StateBodies bodies;
    private final StateLocks locks;
    private final StateRecords records;
    private final DatabaseBreakGlasses glasses;
    private final HandWriteListener listener;
    private final StateSettings settings;
    private final InstantSource clock;
    private final StateStore states = new StateStore();
    private final RunCredentialStore credentials = new RunCredentialStore();

    StateWriting(
            Database database,
            StateBodies bodies,
            StateLocks locks,
            StateRecords records,
            DatabaseBreakGlasses glasses,
            HandWriteListener listener,
            StateSettings settings,
            InstantSource clock) {
        this.database = database;
        this.bodies = bodies;
        this.locks = locks;
        this.records = records;
        this.glasses = glasses;
        this.listener = listener;
        this.settings = settings;
        this.clock = clock;
    }

    StateVersion write(
            TenantScope scope, StateKey key, StateClient client, @Nullable String lockId, StateUpload upload) {
        boolean let = client instanceof StateClient.Person person && glasses.lets(scope, person.actor());
        // Before the body: nobody should send 100 MB to learn that they may not.
        database.inTenant(scope, transaction -> admit(transaction, key, client, lockId, let));
        if (upload.length() > settings.largestBytes()) {
            throw new ProblemException(new TooLarge(settings.largestBytes() >> 20));
        }
        try (Draft draft = bodies.draft(scope)) {
            BodyWriter writer = draft.writer(settings.largestBytes());
            StateHead head = read(upload, writer);
            Written written = writer.finish();
            if (upload.length() >= 0 && written.size() != upload.length()) {
                throw new ProblemException(new Truncated());
            }
            if (upload.md5() != null && !upload.md5().strip().equals(written.md5())) {
                throw new ProblemException(new ChecksumWrong());
            }
            // A process that was paused and revived carries a credential of a run that is over.
            locks.requireGoingOn(scope, client);
            StateVersion version = database.inTenant(scope, transaction -> {
                Admission admission = admit(transaction, key, client, lockId, let);
                return commit(transaction, key, client, lockId, admission, draft, head, written);
            });
            if (version.origin() == Origin.BY_HAND && lockId == null) {
                listener.written(scope, key);
            }
            return version;
        } catch (IOException failed) {
            throw new UncheckedIOException("A state could not be taken in", failed);
        }
    }

    /** What went wrong with the connection is the client's trouble, what went wrong in the database is ours. */
    private static StateHead read(StateUpload upload, BodyWriter writer) {
        Passing passing = new Passing(upload.body(), writer);
        try {
            return StateHead.read(passing);
        } catch (JacksonIOException failed) {
            if (passing.brokeOff) {
                throw new ProblemException(new Truncated(), failed);
            }
            throw failed;
        } catch (ProblemException malformed) {
            if (upload.length() >= 0 && passing.ended && passing.passed < upload.length()) {
                throw new ProblemException(new Truncated(), malformed);
            }
            throw malformed;
        }
    }

    /** @param glass under which a person writes by hand; null for all other versions */
    private record Admission(Origin origin, @Nullable BreakGlass glass) {}

    /**
     * Who may write at this moment, and what kind of version that makes.
     *
     * @param let whether the contract lets this person write by hand under a break-glass
     */
    private Admission admit(
            Transaction transaction, StateKey key, StateClient client, @Nullable String lockId, boolean let) {
        Current current = states.hold(transaction, key);
        requireLock(current.held(), client, lockId);
        return switch (client) {
            case StateClient.OfRun run -> {
                if (run.access() != StateAccess.WRITE || !credentials.writes(transaction, run.run(), key)) {
                    throw new ProblemException(new ReadOnly());
                }
                yield new Admission(Origin.WRITTEN, null);
            }
            case StateClient.Person person -> byHand(transaction, key, person, current, let);
        };
    }

    private static void requireLock(@Nullable Held held, StateClient client, @Nullable String lockId) {
        if (held == null) {
            if (lockId != null) {
                throw new ProblemException(new LockNotHeld(lockId));
            }
        } else if (lockId == null || !held.lock().info().id().equals(lockId)) {
            throw new ProblemException(new StateLocked(held.lock()));
        } else if (!held.holder().equals(client.holder())) {
            throw new ProblemException(new LockOfAnother(lockId));
        }
    }

    /**
     * The first import, which lasts as long as the lock it began under: a client stores a state several times while it
     * holds one, and what it stores last must not be what is refused.
     */
    private Admission byHand(
            Transaction transaction, StateKey key, StateClient.Person person, Current current, boolean let) {
        StateVersion latest = current.latest();
        boolean first = latest == null && !states.everWritten(transaction, key);
        boolean stillImporting = latest != null
                && latest.origin() == Origin.IMPORTED
                && latest.actor().equals(person.actor().reference())
                && current.held() != null
                && current.held().lock().info().id().equals(current.latestLock());
        if (first || stillImporting) {
            return new Admission(Origin.IMPORTED, null);
        }
        return Optional.of(person.actor())
                .filter(_ -> let)
                .flatMap(actor -> glasses.admitting(transaction, key, actor))
                .map(glass -> new Admission(Origin.BY_HAND, glass))
                .orElseThrow(() -> new ProblemException(new WrittenByHand()));
    }

    /** To be called when a person has released a lock: what was written by hand under it is whole now. */
    void released(TenantScope scope, StateKey key, String lockId) {
        boolean byHand = database.inTenant(scope, transaction -> {
            Current current = states.hold(transaction, key);
            return current.latest() != null
                    && current.latest().origin() == Origin.BY_HAND
                    && lockId.equals(current.latestLock());
        });
        if (byHand) {
            listener.written(scope, key);
        }
    }

    private StateVersion commit(
            Transaction transaction,
            StateKey key,
            StateClient client,
            @Nullable String lockId,
            Admission admission,
            Draft draft,
            StateHead head,
            Written written) {
        StateVersion latest = states.latest(transaction, key).orElse(null);
        if (latest != null) {
            if (!latest.lineage().equals(head.lineage())) {
                throw new ProblemException(new LineageForeign(head.lineage(), latest.lineage()));
            }
            if (head.serial() == latest.serial() && written.sha256().equals(latest.sha256())) {
                return latest;
            }
            if (head.serial() <= latest.serial()) {
                throw new ProblemException(new SerialStale(head.serial(), latest.serial()));
            }
        }
        StateClient.OfRun run = client instanceof StateClient.OfRun ofRun ? ofRun : null;
        String actor =
                switch (client) {
                    case StateClient.Person person -> person.actor().reference();
                    case StateClient.OfRun ofRun -> ofRun.actor();
                };
        StateVersion version = new StateVersion(
                draft.version(),
                key,
                head.serial(),
                head.lineage(),
                head.terraformVersion(),
                written.size(),
                written.sha256(),
                written.md5(),
                head.encrypted(),
                clock.instant(),
                actor,
                run == null ? null : run.run(),
                run == null ? null : run.change(),
                admission.origin(),
                null,
                null);
        Map<String, Object> more = new TreeMap<>();
        BreakGlass glass = admission.glass();
        if (glass != null) {
            glasses.wrote(transaction, glass);
            more.put("breakGlass", glass.id().toString());
            more.put("reason", glass.reason());
        }
        keep(transaction, StateRecords.actor(client), version, lockId, draft, more);
        return version;
    }

    /** Makes the draft the version that counts, and says so in the ledger. */
    void keep(Transaction transaction, Actor actor, StateVersion version, @Nullable String lockId, Draft draft) {
        keep(transaction, actor, version, lockId, draft, Map.of());
    }

    private void keep(
            Transaction transaction,
            Actor actor,
            StateVersion version,
            @Nullable String lockId,
            Draft draft,
            Map<String, ?> more) {
        draft.keep(transaction);
        states.insert(transaction, version, lockId);
        String kind =
                switch (version.origin()) {
                    case WRITTEN -> "state.written";
                    case IMPORTED -> "state.imported";
                    case BY_HAND -> "state.written-by-hand";
                    case ROLLED_BACK -> "state.rolled-back";
                    case RESOURCE_REMOVED -> "state.resource-removed";
                };
        Map<String, Object> details = new TreeMap<>(more);
        details.putAll(details(version));
        records.append(transaction, actor, version.key(), kind, details, version.run());
    }

    private static Map<String, ?> details(StateVersion version) {
        Map<String, Object> details = new TreeMap<>();
        details.put("version", version.id().toString());
        details.put("serial", version.serial());
        details.put("lineage", version.lineage());
        details.put("sha256", version.sha256());
        StateVersionId source = version.source();
        if (source != null) {
            details.put("source", source.toString());
        }
        String removed = version.removed();
        if (removed != null) {
            details.put("removed", removed);
        }
        return details;
    }

    void delete(TenantScope scope, StateKey key, StateClient client, @Nullable String lockId) {
        if (client instanceof StateClient.Person) {
            throw new ProblemException(new WrittenByHand());
        }
        locks.requireGoingOn(scope, client);
        database.inTenant(scope, transaction -> {
            admit(transaction, key, client, lockId, false);
            StateVersion latest = states.latest(transaction, key).orElse(null);
            if (latest != null) {
                states.current(transaction, key, null);
                records.append(
                        transaction,
                        StateRecords.actor(client),
                        key,
                        "state.deleted",
                        Map.of("version", latest.id().toString(), "serial", latest.serial()),
                        client instanceof StateClient.OfRun run ? run.run() : null);
            }
            return true;
        });
    }

    /** Refuses while somebody holds the lock, unless that is a run that ended. */
    void requireFree(TenantScope scope, StateKey key) {
        var held = database.inTenant(scope, transaction -> states.held(transaction, key));
        if (held.isPresent() && !locks.endIfRunEnded(scope, held.get().lock())) {
            throw new ProblemException(new StateLocked(held.get().lock()));
        }
    }

    /** Hands what it reads on to the writer. */
    private static final class Passing extends InputStream {
        private final InputStream from;
        private final BodyWriter to;
        private boolean brokeOff;
        private boolean ended;
        private long passed;

        Passing(InputStream from, BodyWriter to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read;
            try {
                read = from.read(into, offset, length);
            } catch (IOException failed) {
                brokeOff = true;
                throw failed;
            }
            if (read < 0) {
                ended = true;
            } else {
                passed += read;
                to.write(into, offset, read);
            }
            return read;
        }
    }
}
