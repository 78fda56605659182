package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.TenantScope;
import io.binome.states.LockInfo;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateDifference;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateResource;
import io.binome.states.StateSettings;
import io.binome.states.StateSummary;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.StateVersion.Origin;
import io.binome.states.States;
import io.binome.states.StatesProblem.LineageForeign;
import io.binome.states.StatesProblem.MovedOn;
import io.binome.states.StatesProblem.ResourceNotFound;
import io.binome.states.StatesProblem.StateEncrypted;
import io.binome.states.StatesProblem.StateLocked;
import io.binome.states.StatesProblem.StateNotFound;
import io.binome.states.StatesProblem.VersionNotFound;
import io.binome.states.internal.BodyWriter.Written;
import io.binome.states.internal.StateBodies.Draft;
import io.binome.states.internal.StateStore.Current;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** States in PostgreSQL. */
final class DatabaseStates implements States {
    private static final int LONGEST_ADDRESS = 2_000;

    private final Database database;
    private final StateBodies bodies;
    private final StateLocks locks;
    private final StateWriting writing;
    private final RunCredentials credentials;
    private final StateRecords records;
    private final StateSettings settings;
    private final InstantSource clock;
    private final StateStore states = new StateStore();

    DatabaseStates(
            Database database,
            StateBodies bodies,
            StateLocks locks,
            StateWriting writing,
            RunCredentials credentials,
            StateRecords records,
            StateSettings settings,
            InstantSource clock) {
        this.database = database;
        this.bodies = bodies;
        this.locks = locks;
        this.writing = writing;
        this.credentials = credentials;
        this.records = records;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public List<StateSummary> list(TenantScope scope, StackId stack) {
        return database.inTenant(scope, transaction -> states.list(transaction, stack));
    }

    @Override
    public Page<StateSummary> list(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> states.list(transaction, page));
    }

    @Override
    public StateSummary summary(TenantScope scope, StateKey key) {
        return database.inTenant(scope, transaction -> states.summary(transaction, key))
                .orElse(new StateSummary(key, null, null));
    }

    @Override
    public Optional<StateVersion> latest(TenantScope scope, StateKey key) {
        return database.inTenant(scope, transaction -> states.latest(transaction, key));
    }

    @Override
    public Page<StateVersion> versions(TenantScope scope, StateKey key, PageRequest page) {
        return database.inTenant(scope, transaction -> states.versions(transaction, key, page));
    }

    @Override
    public StateVersion version(TenantScope scope, StateKey key, long serial) {
        return database.inTenant(scope, transaction -> bySerial(transaction, key, serial));
    }

    private StateVersion bySerial(Transaction transaction, StateKey key, long serial) {
        return states.bySerial(transaction, key, serial)
                .orElseThrow(() -> new ProblemException(new VersionNotFound(serial)));
    }

    @Override
    public void copy(TenantScope scope, StateVersionId version, OutputStream to) throws IOException {
        try (InputStream body = bodies.open(scope, version)) {
            body.transferTo(to);
        }
    }

    @Override
    public void downloaded(TenantScope scope, Actor actor, StateVersion version) {
        database.inTenant(scope, transaction -> {
            records.append(
                    transaction,
                    actor,
                    version.key(),
                    "state.downloaded",
                    Map.of("version", version.id().toString(), "serial", version.serial()),
                    null);
            return true;
        });
    }

    @Override
    public List<StateResource> resources(TenantScope scope, StateVersionId version) {
        StateVersion found = database.inTenant(scope, transaction -> states.find(transaction, version))
                .orElseThrow(() -> new ProblemException(new VersionNotFound(-1)));
        requireReadable(found);
        try {
            return StateContents.resources(source(scope, found));
        } catch (IOException failed) {
            throw new UncheckedIOException("The state could not be read", failed);
        }
    }

    @Override
    public StateDifference difference(TenantScope scope, StateVersion from, StateVersion to) {
        requireReadable(from);
        requireReadable(to);
        try {
            return StateComparison.compare(from, source(scope, from), to, source(scope, to));
        } catch (IOException failed) {
            throw new UncheckedIOException("The states could not be compared", failed);
        }
    }

    private StateSource source(TenantScope scope, StateVersion version) {
        return () -> bodies.open(scope, version.id());
    }

    private static void requireReadable(StateVersion version) {
        if (version.encrypted()) {
            throw new ProblemException(new StateEncrypted(version.serial()));
        }
    }

    @Override
    public StateVersion write(
            TenantScope scope, StateKey key, StateClient client, @Nullable String lockId, StateUpload upload) {
        return writing.write(scope, key, client, lockId, upload);
    }

    @Override
    public void delete(TenantScope scope, StateKey key, StateClient client, @Nullable String lockId) {
        writing.delete(scope, key, client, lockId);
    }

    @Override
    public StateLock lock(TenantScope scope, StateKey key, StateClient client, LockInfo wanted) {
        return locks.lock(scope, key, client, wanted);
    }

    @Override
    public void unlock(TenantScope scope, StateKey key, StateClient client, LockInfo lock) {
        locks.unlock(scope, key, client, lock);
        if (client instanceof StateClient.Person) {
            writing.released(scope, key, lock.id());
        }
    }

    @Override
    public void forceUnlock(TenantScope scope, StateKey key, Actor actor, String lockId) {
        locks.force(scope, key, actor, lockId);
    }

    @Override
    public StateVersion rollBack(TenantScope scope, StateKey key, Actor actor, long serial) {
        writing.requireFree(scope, key);
        StateVersion source = version(scope, key, serial);
        requireReadable(source);
        StateVersion latest = latest(scope, key).orElse(null);
        if (latest != null && !latest.lineage().equals(source.lineage())) {
            throw new ProblemException(new LineageForeign(source.lineage(), latest.lineage()));
        }
        long next = nextSerial(scope, source);
        return derive(scope, actor, source, next, latest, Origin.ROLLED_BACK, null, to -> {
            StateHead head;
            try (InputStream body = bodies.open(scope, source.id())) {
                head = StateHead.read(body);
            }
            try (InputStream body = new SerialStream(bodies.open(scope, source.id()), head, next)) {
                body.transferTo(to);
            }
        });
    }

    @Override
    public StateVersion removeResource(TenantScope scope, StateKey key, Actor actor, String address) {
        if (address.isBlank()
                || address.length() > LONGEST_ADDRESS
                || address.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(InvalidInput.of("address", "must be that of a resource or a module"));
        }
        writing.requireFree(scope, key);
        StateVersion latest =
                latest(scope, key).orElseThrow(() -> new ProblemException(new StateNotFound(key.workspace())));
        requireReadable(latest);
        long next = nextSerial(scope, latest);
        return derive(scope, actor, latest, next, latest, Origin.RESOURCE_REMOVED, address, to -> {
            if (new StateRemoval(address).copy(source(scope, latest), next, to) == 0) {
                throw new ProblemException(new ResourceNotFound(address));
            }
        });
    }

    private long nextSerial(TenantScope scope, StateVersion source) {
        return 1
                + database.inTenant(
                        scope, transaction -> states.highestSerial(transaction, source.key(), source.lineage()));
    }

    /** What writes a body. */
    private interface Body {
        void write(OutputStream to) throws IOException;
    }

    /**
     * Prepares a version apart, then makes it the one that counts if nothing has happened to the state meanwhile. No
     * lock is taken for that: one that a dying server leaves behind would have to be released by hand.
     */
    private StateVersion derive(
            TenantScope scope,
            Actor actor,
            StateVersion source,
            long serial,
            @Nullable StateVersion latest,
            Origin origin,
            @Nullable String removed,
            Body body) {
        try (Draft draft = bodies.draft(scope)) {
            BodyWriter writer = draft.writer(settings.largestBytes());
            body.write(writer);
            Written written = writer.finish();
            StateVersion version = new StateVersion(
                    draft.version(),
                    source.key(),
                    serial,
                    source.lineage(),
                    source.terraformVersion(),
                    written.size(),
                    written.sha256(),
                    written.md5(),
                    false,
                    clock.instant(),
                    actor.reference(),
                    null,
                    null,
                    origin,
                    origin == Origin.ROLLED_BACK ? source.id() : null,
                    removed);
            return database.inTenant(scope, transaction -> {
                requireUnmoved(states.hold(transaction, source.key()), latest);
                writing.keep(transaction, actor, version, null, draft);
                return version;
            });
        } catch (IOException failed) {
            throw new UncheckedIOException("The state could not be written anew", failed);
        }
    }

    private static void requireUnmoved(Current current, @Nullable StateVersion latest) {
        if (current.held() != null) {
            throw new ProblemException(new StateLocked(current.held().lock()));
        }
        StateVersion now = current.latest();
        boolean unmoved =
                now == null ? latest == null : latest != null && now.id().equals(latest.id());
        if (!unmoved) {
            throw new ProblemException(new MovedOn(now == null ? 0 : now.serial()));
        }
    }

    @Override
    public RunCredential issue(TenantScope scope, StackId stack, String workspace, RunId run, StateAccess access) {
        // An earlier holder of the same run may still be at work without knowing that it lost it: it writes nothing any
        // more.
        database.inTenant(scope, transaction -> {
            locks.end(transaction, run);
            return run;
        });
        return credentials.issue(scope, new StateKey(stack, workspace), run, access);
    }

    @Override
    public Optional<StateClient.OfRun> byCredential(String user, String password) {
        return credentials.find(user, password);
    }

    @Override
    public void endRun(Transaction transaction, RunId run) {
        locks.end(transaction, run);
    }
}
