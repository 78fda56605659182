package io.binome.states.internal;

import static io.binome.states.internal.OpenStates.code;
import static io.binome.states.internal.OpenStates.lock;
import static io.binome.states.internal.OpenStates.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Actor;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.states.LockInfo;
import io.binome.states.RunCredential;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StatesProblem.StateLocked;
import io.binome.testing.Paged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One holder at a time, whoever asks and however a holder ends. */
@Tag("slow")
class StateLocksTest {
    private static final Actor LEAD = new Actor.Machine("lead");
    private final OpenStates open = new OpenStates();

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void theSecondIsShownTheFirstToTheLetter() {
        StateClient zoe = open.person();
        LockInfo first = lock("a");
        open.states.lock(open.alma, open.key, zoe, first);
        assertThat(open.states.lock(open.alma, open.key, zoe, first).info()).isEqualTo(first);
        assertThatThrownBy(() -> open.states.lock(open.alma, open.key, open.person(), lock("b")))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(((StateLocked) refused.problem()).lock().info().json())
                            .isEqualTo(first.json());
                    assertThat(refused.problem().message()).contains("zoe@laptop", "lock a");
                });
        // Its id alone, which everybody is shown, makes nobody its holder.
        assertThat(code(() -> open.states.lock(open.alma, open.key, open.person(), first)))
                .isEqualTo("state-locked");
        assertThat(open.recorded()).containsExactly("state.locked");
    }

    @Test
    void onlyItsHolderReleasesItAndOthersByForce() {
        StateClient zoe = open.person();
        open.states.lock(open.alma, open.key, zoe, lock("a"));
        assertThat(code(() -> open.states.unlock(open.alma, open.key, open.person(), lock("a"))))
                .isEqualTo("state-lock-of-another");
        assertThat(code(() -> open.states.unlock(open.alma, open.key, zoe, lock("b"))))
                .isEqualTo("state-lock-not-held");
        assertThat(code(() -> open.states.forceUnlock(open.alma, open.key, LEAD, "b")))
                .isEqualTo("state-lock-not-held");
        open.states.forceUnlock(open.alma, open.key, LEAD, "a");
        assertThat(open.states.summary(open.alma, open.key).lock()).isNull();
        // The answer to a release may be lost: asking again is no mistake. A force-unlock of nothing is.
        open.states.unlock(open.alma, open.key, zoe, lock("a"));
        assertThat(code(() -> open.states.unlock(open.alma, open.key, zoe, LockInfo.read("{\"ID\":\"a\"}"))))
                .isEqualTo("state-lock-not-held");
        assertThat(open.recorded()).containsExactly("state.locked", "state.unlocked-by-force");
    }

    @Test
    void aPersonsLockNeverExpires() {
        open.states.lock(open.alma, open.key, open.person(), lock("a"));
        open.clock.advance(Duration.ofDays(1000));
        open.room.keeper().endRuns();
        open.room.keeper().prune();
        assertThat(code(() -> open.states.lock(open.alma, open.key, open.run(StateAccess.WRITE), lock("b"))))
                .isEqualTo("state-locked");
    }

    @Test
    void aRunsLockAndCredentialEndWithIt() {
        RunId run = open.begin(open.alma);
        RunCredential credential = open.states.issue(open.alma, open.key.stack(), "default", run, StateAccess.WRITE);
        StateClient.OfRun client = open.states
                .byCredential(credential.user(), credential.password())
                .orElseThrow();
        open.states.lock(open.alma, open.key, client, lock("a"));
        open.database.inTenant(open.alma, transaction -> {
            open.states.endRun(transaction, run);
            return true;
        });
        assertThat(open.states.byCredential(credential.user(), credential.password()))
                .isEmpty();
        open.states.lock(open.alma, open.key, open.person(), lock("b"));
        assertThat(open.recorded()).containsExactly("state.locked", "state.unlocked", "state.locked");
    }

    @Test
    void aRunThatEndedByAnotherWayHoldsNobodyUp() {
        StateClient.OfRun client = open.run(StateAccess.WRITE);
        open.states.lock(open.alma, open.key, client, lock("a"));
        open.finish(client.run());
        open.states.lock(open.alma, open.key, open.person(), lock("b"));
        StateClient.OfRun second = open.run(StateAccess.WRITE);
        open.finish(second.run());
        // Its process lives on and comes again, before anybody has tidied up behind it.
        assertThat(code(() -> open.write(second, null, OpenStates.state(1)))).isIn("state-locked", "state-read-only");
        open.room.keeper().endRuns();
        assertThat(open.room.keeper().prune()).isZero();
        assertThat(code(() ->
                        open.states.issue(open.alma, open.key.stack(), "default", second.run(), StateAccess.READ)))
                .isEqualTo("run-not-found");
    }

    @Test
    void theKeeperEndsWhatRunsLeftBehind() {
        StateClient.OfRun client = open.run(StateAccess.WRITE);
        open.states.lock(open.alma, open.key, client, lock("a"));
        open.room.keeper().endRuns();
        assertThat(open.states.summary(open.alma, open.key).lock()).isNotNull();
        open.finish(client.run());
        open.room.keeper().endRuns();
        assertThat(open.states.summary(open.alma, open.key).lock()).isNull();
    }

    @Test
    void aCredentialOpensForItsPasswordAlone() {
        RunCredential credential =
                open.states.issue(open.alma, open.key.stack(), "default", open.begin(open.alma), StateAccess.READ);
        assertThat(open.states.byCredential(credential.user(), credential.password()))
                .isPresent();
        assertThat(open.states.byCredential(credential.user(), "")).isEmpty();
        assertThat(open.states.byCredential(credential.user(), credential.password() + "0"))
                .isEmpty();
        String elsewhere = credential
                .user()
                .replace(open.alma.tenant().toString(), open.brio.tenant().toString());
        assertThat(open.states.byCredential(elsewhere, credential.password())).isEmpty();
        for (String user : List.of("", "run.", "run." + "x".repeat(73), "zoe")) {
            assertThat(open.states.byCredential(user, credential.password())).isEmpty();
        }
        assertThat(credential.toString()).doesNotContain(credential.password());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"ID\":\"\"}",
                "{\"ID\":7,\"Who\":\"a\\nb\"}",
                "{\"ID\":\"a\\u0000\"}",
            })
    void whatIsNoLockIsRefused(String json) {
        assertThat(code(() -> LockInfo.read(json))).isEqualTo("invalid-input");
        assertThat(code(() -> LockInfo.read("{\"ID\":\"" + "x".repeat(201) + "\"}")))
                .isEqualTo("invalid-input");
        assertThat(code(() -> LockInfo.read("{\"ID\":\"x\",\"Info\":\"" + "x".repeat(20_000) + "\"}")))
                .isEqualTo("invalid-input");
    }

    /** Each counts up by one under the lock; a write that got lost, or two holders at once, would show in the sum. */
    @Test
    void ofManyAtOnceOneHoldsItAndNoUpdateIsLost() throws Exception {
        int clients = 12;
        int rounds = 4;
        AtomicInteger holders = new AtomicInteger();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String id = "client-" + i;
            StateClient.OfRun run = open.run(StateAccess.WRITE);
            tasks.add(() -> {
                for (int round = 0; round < rounds; round++) {
                    while (true) {
                        try {
                            open.states.lock(open.alma, open.key, run, lock(id));
                            break;
                        } catch (ProblemException held) {
                            Thread.onSpinWait();
                        }
                    }
                    assertThat(holders.incrementAndGet()).isEqualTo(1);
                    long serial = open.states
                            .latest(open.alma, open.key)
                            .map(version -> version.serial())
                            .orElse(0L);
                    open.write(run, id, state(serial + 1));
                    holders.decrementAndGet();
                    open.states.unlock(open.alma, open.key, run, lock(id));
                }
                return true;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(open.states.latest(open.alma, open.key).orElseThrow().serial())
                .isEqualTo(clients * rounds);
        assertThat(Paged.all(7, page -> open.states.list(open.alma, page))).hasSize(1);
    }
}
