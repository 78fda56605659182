package io.binome.states.internal;

import io.binome.database.Database;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.StackId;
import io.binome.kernel.StateVersionId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import io.binome.runs.internal.DatabaseRuns;
import io.binome.secrets.MasterKey;
import io.binome.secrets.internal.SecretRoom;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.LockInfo;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateSettings;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.states.States;
import io.binome.testing.TestTenants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** The room on real PostgreSQL, with two tenants of one stack each. */
final class OpenStates implements AutoCloseable {
    static final String LINEAGE = "0b3a7b8e-5a52-4e3e-8a27-1d3f4b5c6d7e";

    final TestDatabase server = TestDatabase.fresh();
    final Database database = server.database();
    final TestClock clock = new TestClock(java.time.Instant.parse("2026-03-01T09:00:00Z"));
    final TenantScope alma = new TenantScope(new TenantId(new UUID(1, 1)));
    final TenantScope brio = new TenantScope(new TenantId(new UUID(2, 2)));
    final StateKey key;
    final StateKey other;
    final DatabaseRuns runs;
    final Ledger ledger;
    final StateRoom room;
    /** What the contract says, for the test to set. */
    volatile HandWrites.Answer handWrites = new HandWrites.Answer.Forbidden();

    final List<String> opened = new CopyOnWriteArrayList<>();
    final List<StateKey> written = new CopyOnWriteArrayList<>();
    final States states;
    private final Ids ids = new SystemIds(InstantSource.system());

    OpenStates() {
        this(new StateSettings(2L << 20, 3, Duration.ofDays(90)));
    }

    OpenStates(StateSettings settings) {
        TestTenants.add(server, alma, brio);
        key = StateKey.of(stack(alma));
        other = StateKey.of(stack(brio));
        ledger = Ledger.in(database, clock);
        runs = new DatabaseRuns(database, Notifications.NONE, clock, ids, LogSettings.defaults());
        SecretRoom secrets = new SecretRoom(database, ledger, clock, masterKey(), new SecureRandom());
        secrets.prepare(List.of(alma, brio));
        room = new StateRoom(
                new StateRoom.Needs(
                        database,
                        ledger,
                        runs,
                        secrets.sealing(),
                        ids,
                        clock,
                        new SecureRandom(),
                        (scope, actor) -> handWrites,
                        new HandWriteListener() {
                            @Override
                            public void opened(Transaction transaction, StateKey key, Actor actor, String reason) {
                                opened.add(reason);
                            }

                            @Override
                            public void written(TenantScope scope, StateKey key) {
                                written.add(key);
                            }
                        },
                        () -> List.of(alma, brio)),
                settings);
        states = room.states();
    }

    private static MasterKey masterKey() {
        try {
            Path folder = Files.createTempDirectory("states");
            MasterKey key = MasterKey.load(folder.resolve("master.key"), Map.of(), new SecureRandom());
            Files.deleteIfExists(folder.resolve("master.key"));
            Files.deleteIfExists(folder);
            return key;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private StackId stack(TenantScope scope) {
        UUID id = ids.next();
        server.asOwner(sql -> sql.execute(
                "INSERT INTO stack (id, tenant_id, repository_id, name, declaration) VALUES (?, ?, ?, 'network', '{}'::jsonb)",
                id,
                scope.tenant().value(),
                ids.next()));
        return new StackId(id);
    }

    StateClient person() {
        return new StateClient.Person(new Actor.Person(new MemberId(ids.next()), alma.tenant()));
    }

    RunId begin(TenantScope scope) {
        return database.inTenant(
                scope,
                transaction -> runs.begin(
                        transaction, new Actor.Machine("test"), Run.Kind.APPLY, new ChangeId(ids.next()), null));
    }

    void finish(RunId run) {
        database.inTenant(alma, transaction -> {
            runs.finish(transaction, run, Run.State.SUCCEEDED, null);
            return true;
        });
    }

    StateClient.OfRun run(StateAccess access) {
        RunCredential credential = states.issue(alma, key.stack(), key.workspace(), begin(alma), access);
        return states.byCredential(credential.user(), credential.password()).orElseThrow();
    }

    /** A state as Terraform writes it. */
    static String state(long serial, String lineage, String resources) {
        return """
                {
                  "version": 4,
                  "terraform_version": "1.11.4",
                  "serial": %d,
                  "lineage": "%s",
                  "outputs": {},
                  "resources": [%s],
                  "check_results": null
                }
                """.formatted(serial, lineage, resources);
    }

    static String state(long serial) {
        return state(serial, LINEAGE, "");
    }

    static StateUpload upload(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new StateUpload(new ByteArrayInputStream(bytes), bytes.length, null);
    }

    StateVersion write(StateClient client, @Nullable String lock, String text) {
        return states.write(alma, key, client, lock, upload(text));
    }

    String body(StateVersion version) {
        return body(alma, version.id());
    }

    String body(TenantScope scope, StateVersionId version) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            states.copy(scope, version, out);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static LockInfo lock(String id) {
        return LockInfo.read("{\"ID\":\"" + id
                + "\",\"Operation\":\"OperationTypeApply\",\"Info\":\"\",\"Who\":\"zoe@laptop\",\"Version\":\"1.11.4\","
                + "\"Created\":\"2026-03-01T09:00:00Z\",\"Path\":\"\"}");
    }

    List<String> recorded() {
        return ledger.list(alma, LedgerFilter.ANY, io.binome.kernel.PageRequest.first(200)).items().reversed().stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    long chunks() {
        long[] count = new long[1];
        server.asOwner(sql ->
                count[0] = sql.fetchSingle("SELECT count(*) FROM state_chunk").get(0, Long.class));
        return count[0];
    }

    static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Assertions.catchThrowableOfType(ProblemException.class, call)
                .problem()
                .code();
    }

    @Override
    public void close() {
        runs.close();
        server.close();
    }
}
