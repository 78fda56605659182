package io.binome.server.wiring;

import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.changes.internal.ChangesFixture;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Ids;
import io.binome.kernel.RunId;
import io.binome.kernel.SystemIds;
import io.binome.runs.Run;
import io.binome.secrets.FakeSealing;
import io.binome.states.HandWriteListener;
import io.binome.states.HandWrites;
import io.binome.states.LockInfo;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateKey;
import io.binome.states.StateSettings;
import io.binome.states.StateUpload;
import io.binome.states.States;
import io.binome.states.internal.StateRoom;
import io.binome.tenancy.Obstacle;
import io.binome.workloads.Workloads;
import io.binome.workloads.internal.EngineFixture;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands against the end of a stay, as the stores of all rooms on one real PostgreSQL say it. */
class WhatRunsTest {
    private static final String SHOP = """
            services:
              store:
                image: shop/store:1
                volumes: ["data:/data"]
            volumes: {data: {}}
            """;
    private static final String BUCKET = """
            {"mode": "managed", "type": "aws_s3_bucket", "name": "logs", "provider": "provider[\\"x\\"]",
             "instances": [{"schema_version": 0, "attributes": {"id": "b"}}]}""";

    private final InstantSource clock = InstantSource.system();
    private final Ids ids = new SystemIds(clock);
    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private final States states = new StateRoom(
                    new StateRoom.Needs(
                            room.database.database(),
                            room.ledger,
                            room.runs,
                            new FakeSealing(),
                            ids,
                            clock,
                            new SecureRandom(),
                            HandWrites.NEVER,
                            HandWriteListener.NONE,
                            () -> List.of(room.scope)),
                    new StateSettings(2L << 20, 3, Duration.ofDays(90)))
            .states();

    @BeforeEach
    void applied() {
        room.ship("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "size=1\n"));
        // The job that applied it ends a moment after the change.
        eventually(() -> assertThat(against()).isEmpty());
    }

    @AfterEach
    void close() {
        room.close();
    }

    private List<Obstacle> against(Workloads workloads) {
        return new WhatRuns(
                        room.database.database(),
                        room.changes,
                        workloads,
                        states,
                        room.stacks,
                        room.repositories,
                        room.jobs)
                .obstacles(room.scope);
    }

    private EngineFixture engine() {
        return new EngineFixture(room.database, room.scope, room.stack("web").id());
    }

    private List<Obstacle> against() {
        return against(engine().room.workloads(_ -> "127.0.0.1"));
    }

    private static Obstacle obstacle(Obstacle.Kind kind, String name) {
        return new Obstacle(kind, name);
    }

    @Test
    void aVolumeIsAnObstacleForAsLongAsItIsKept() {
        EngineFixture engine = engine();
        engine.runtime.image("shop/store:1");
        Workloads workloads = engine.room.workloads(_ -> "127.0.0.1");
        engine.deploy(SHOP);
        assertThat(against(workloads))
                .containsExactlyInAnyOrder(
                        obstacle(Obstacle.Kind.SERVICE, "shop/web store"),
                        obstacle(Obstacle.Kind.VOLUME, "shop/web data"));
        engine.remove();
        assertThat(against(workloads))
                .as("its stack was removed, and it is kept")
                .containsExactly(obstacle(Obstacle.Kind.VOLUME, "shop/web data"));
        assertThat(Obstacle.Kind.VOLUME.maybeLeft()).isTrue();
        engine.hours(29 * 24);
        assertThat(against(workloads)).hasSize(1);
        engine.hours(26);
        assertThat(against(workloads)).isEmpty();
    }

    @Test
    void aStateIsAnObstacleWhileItNamesResources() {
        StateKey key = StateKey.of(room.stack("web").id());
        StateClient run = run(key);
        LockInfo lock = LockInfo.read("{\"ID\":\"a\",\"Operation\":\"OperationTypeApply\",\"Who\":\"zoe\"}");
        states.lock(room.scope, key, run, lock);
        write(key, run, 1, BUCKET);
        assertThat(against())
                .containsExactlyInAnyOrder(
                        obstacle(Obstacle.Kind.LOCK, "shop/web"), obstacle(Obstacle.Kind.STATE, "shop/web"));
        states.unlock(room.scope, key, run, lock);
        assertThat(against()).containsExactly(obstacle(Obstacle.Kind.STATE, "shop/web"));
        assertThat(Obstacle.Kind.STATE.maybeLeft()).isTrue();
        assertThat(Obstacle.Kind.LOCK.maybeLeft()).isFalse();
        states.lock(room.scope, key, run, lock);
        write(key, run, 2, "");
        states.unlock(room.scope, key, run, lock);
        assertThat(against()).as("all of it was destroyed; the state is kept").isEmpty();
        assertThat(states.latest(room.scope, key)).isPresent();
    }

    @Test
    void aStateThatOnlyReadsWhatIsOthersIsNone() {
        StateKey key = StateKey.of(room.stack("web").id());
        StateClient run = run(key);
        LockInfo lock = LockInfo.read("{\"ID\":\"a\",\"Operation\":\"OperationTypeApply\",\"Who\":\"zoe\"}");
        states.lock(room.scope, key, run, lock);
        String data = BUCKET.replace("managed", "data");
        write(key, run, 1, data + "," + BUCKET);
        states.unlock(room.scope, key, run, lock);
        assertThat(against()).containsExactly(obstacle(Obstacle.Kind.STATE, "shop/web"));
        states.lock(room.scope, key, run, lock);
        write(key, run, 2, data);
        states.unlock(room.scope, key, run, lock);
        assertThat(against()).isEmpty();
    }

    @Test
    void aStateThatTheServerCannotReadMayNameResources() {
        StateKey key = new StateKey(room.stack("web").id(), "second");
        write(
                key,
                run(key),
                null,
                "{\"serial\":1,\"lineage\":\"x\",\"meta\":{},\"encrypted_data\":\"abc\",\"encryption_version\":\"v0\"}");
        assertThat(against()).containsExactly(obstacle(Obstacle.Kind.STATE, "shop/web second"));
    }

    private StateClient run(StateKey key) {
        RunId run = room.database
                .database()
                .inTenant(
                        room.scope,
                        transaction -> room.runs.begin(
                                transaction,
                                new Actor.Machine("test"),
                                Run.Kind.APPLY,
                                new ChangeId(ids.next()),
                                null));
        RunCredential credential = states.issue(room.scope, key.stack(), key.workspace(), run, StateAccess.WRITE);
        return states.byCredential(credential.user(), credential.password()).orElseThrow();
    }

    /** As Terraform writes it. */
    private void write(StateKey key, StateClient by, int serial, String resources) {
        write(key, by, "a", """
                {"version": 4, "terraform_version": "1.11.4", "serial": %d, "lineage": "x", "outputs": {},
                 "resources": [%s], "check_results": null}""".formatted(serial, resources));
    }

    private void write(StateKey key, StateClient by, @Nullable String lock, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        states.write(room.scope, key, by, lock, new StateUpload(new ByteArrayInputStream(bytes), bytes.length, null));
    }
}
