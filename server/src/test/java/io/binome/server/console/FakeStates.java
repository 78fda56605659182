package io.binome.server.console;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
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
import io.binome.states.StateDifference.Attribute;
import io.binome.states.StateDifference.Entry;
import io.binome.states.StateDifference.Kind;
import io.binome.states.StateKey;
import io.binome.states.StateLock;
import io.binome.states.StateResource;
import io.binome.states.StateSummary;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.states.StatesProblem.VersionNotFound;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every stack has the same state: two versions, of which the second changed a thing, and a lock. */
final class FakeStates implements States {
    private static final Instant WHEN = Instant.parse("2026-03-01T09:00:00Z");
    private static final String BODY = "{}";

    private static StateVersion version(StateKey key, long serial) {
        return new StateVersion(
                new StateVersionId(new UUID(7, serial)),
                key,
                serial,
                "0b3a7b8e-5a52-4e3e-8a27-1d3f4b5c6d7e",
                "1.11.4",
                BODY.length(),
                "a".repeat(64),
                "md5",
                false,
                WHEN,
                "binome:preview",
                null,
                null,
                serial == 1 ? StateVersion.Origin.IMPORTED : StateVersion.Origin.WRITTEN,
                null,
                null);
    }

    @Override
    public List<StateSummary> list(TenantScope scope, StackId stack) {
        return List.of(summary(scope, StateKey.of(stack)));
    }

    @Override
    public Page<StateSummary> list(TenantScope scope, PageRequest page) {
        return new Page<>(List.of(), null);
    }

    @Override
    public StateSummary summary(TenantScope scope, StateKey key) {
        LockInfo info = LockInfo.read(
                "{\"ID\":\"8a1e1f0e-4e6a-4b76-9a4c-9d0c8a1b2c3d\",\"Operation\":\"OperationTypeApply\",\"Who\":\"zoe@laptop\"}");
        return new StateSummary(key, version(key, 2), new StateLock(info, "binome:preview", null, WHEN));
    }

    @Override
    public Optional<StateVersion> latest(TenantScope scope, StateKey key) {
        return Optional.of(version(key, 2));
    }

    @Override
    public Page<StateVersion> versions(TenantScope scope, StateKey key, PageRequest page) {
        return new Page<>(
                page.after() == null ? List.of(version(key, 2), version(key, 1)) : List.of(version(key, 1)), null);
    }

    @Override
    public StateVersion version(TenantScope scope, StateKey key, long serial) {
        if (serial != 1 && serial != 2) {
            throw new ProblemException(new VersionNotFound(serial));
        }
        return version(key, serial);
    }

    @Override
    public void copy(TenantScope scope, StateVersionId version, OutputStream to) throws IOException {
        to.write(BODY.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void downloaded(TenantScope scope, Actor actor, StateVersion version) {}

    @Override
    public List<StateResource> resources(TenantScope scope, StateVersionId version) {
        return List.of(new StateResource("terraform_data.network", "terraform_data", "terraform", false, false));
    }

    @Override
    public StateDifference difference(TenantScope scope, StateVersion from, StateVersion to) {
        TreeMap<String, Attribute> attributes = new TreeMap<>();
        attributes.put("input", new Attribute("\"10.0.0.0/16\"", "\"10.1.0.0/16\""));
        attributes.put("password", new Attribute(Attribute.SENSITIVE, Attribute.SENSITIVE));
        return new StateDifference(
                from, to, 0, 0, 1, List.of(new Entry("terraform_data.network", Kind.CHANGED, attributes)));
    }

    @Override
    public StateVersion write(
            TenantScope scope, StateKey key, StateClient client, @Nullable String lockId, StateUpload upload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(TenantScope scope, StateKey key, StateClient client, @Nullable String lockId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateLock lock(TenantScope scope, StateKey key, StateClient client, LockInfo wanted) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlock(TenantScope scope, StateKey key, StateClient client, LockInfo lock) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forceUnlock(TenantScope scope, StateKey key, Actor actor, String lockId) {}

    @Override
    public StateVersion rollBack(TenantScope scope, StateKey key, Actor actor, long serial) {
        return version(key, 3);
    }

    @Override
    public StateVersion removeResource(TenantScope scope, StateKey key, Actor actor, String address) {
        return version(key, 3);
    }

    @Override
    public RunCredential issue(TenantScope scope, StackId stack, String workspace, RunId run, StateAccess access) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<StateClient.OfRun> byCredential(String user, String password) {
        return Optional.empty();
    }

    @Override
    public void endRun(Transaction transaction, RunId run) {}
}
