package io.binome.states.internal;

import static io.binome.states.internal.OpenStates.LINEAGE;
import static io.binome.states.internal.OpenStates.code;
import static io.binome.states.internal.OpenStates.lock;
import static io.binome.states.internal.OpenStates.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.states.StateAccess;
import io.binome.states.StateClient;
import io.binome.states.StateUpload;
import io.binome.states.StateVersion;
import io.binome.testing.Paged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken in, what is refused, and that nothing is left of what was refused. */
@Tag("slow")
class StateWritingTest {
    private final OpenStates open = new OpenStates();

    @AfterEach
    void close() {
        open.close();
    }

    @Test
    void aRunWritesVersionsThatComeBackToTheByte() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        open.states.lock(open.alma, open.key, run, lock("a"));
        StateVersion first = open.write(run, "a", state(1));
        StateVersion second = open.write(run, "a", state(4));
        assertThat(open.body(first)).isEqualTo(state(1));
        assertThat(open.body(second)).isEqualTo(state(4));
        assertThat(second.sha256()).isEqualTo(Sha256.hex(state(4)));
        assertThat(second.run()).isEqualTo(run.run());
        assertThat(second.change()).isEqualTo(run.change());
        assertThat(second.terraformVersion()).isEqualTo("1.11.4");
        assertThat(open.states.latest(open.alma, open.key)).contains(second);
        assertThat(open.recorded()).containsExactly("state.locked", "state.written", "state.written");
    }

    @Test
    void theSameAgainIsNoSecondVersion() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        StateVersion first = open.write(run, null, state(1));
        assertThat(open.write(run, null, state(1))).isEqualTo(first);
    }

    @Test
    void anOlderOrSameSerialWithOtherContentAndAForeignLineageAreRefused() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        open.write(run, null, state(5));
        long chunks = open.chunks();
        assertThat(code(() -> open.write(run, null, state(4)))).isEqualTo("state-serial-stale");
        assertThat(code(() -> open.write(run, null, state(5) + " "))).isEqualTo("state-serial-stale");
        assertThat(code(() -> open.write(run, null, state(6, "other", "")))).isEqualTo("state-lineage-foreign");
        assertThat(open.chunks()).isEqualTo(chunks);
    }

    @Test
    void whoHoldsNoLockOrAnothersWritesNothing() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        StateClient.OfRun other = open.run(StateAccess.WRITE);
        open.states.lock(open.alma, open.key, run, lock("a"));
        assertThat(code(() -> open.write(run, null, state(1)))).isEqualTo("state-locked");
        assertThat(code(() -> open.write(run, "b", state(1)))).isEqualTo("state-locked");
        assertThat(code(() -> open.write(other, "a", state(1)))).isEqualTo("state-lock-of-another");
        open.states.unlock(open.alma, open.key, run, lock("a"));
        assertThat(code(() -> open.write(run, "a", state(1)))).isEqualTo("state-lock-not-held");
        assertThat(open.chunks()).isZero();
    }

    @Test
    void aRunThatOnlyReadsOrHasEndedWritesNothing() {
        StateClient.OfRun reads = open.run(StateAccess.READ);
        assertThat(code(() -> open.write(reads, null, state(1)))).isEqualTo("state-read-only");
        StateClient.OfRun revived = open.run(StateAccess.WRITE);
        open.database.inTenant(open.alma, transaction -> {
            open.states.endRun(transaction, revived.run());
            return true;
        });
        assertThat(code(() -> open.write(revived, null, state(1)))).isEqualTo("state-read-only");
    }

    @Test
    void aPersonBringsAStateInOnceAndAsLongAsTheirLockLasts() {
        StateClient zoe = open.person();
        open.states.lock(open.alma, open.key, zoe, lock("a"));
        assertThat(open.write(zoe, "a", state(1)).origin()).isEqualTo(StateVersion.Origin.IMPORTED);
        open.write(zoe, "a", state(2));
        open.states.unlock(open.alma, open.key, zoe, lock("a"));
        assertThat(code(() -> open.write(zoe, null, state(3)))).isEqualTo("state-written-by-hand");
        open.states.lock(open.alma, open.key, zoe, lock("b"));
        assertThat(code(() -> open.write(zoe, "b", state(3)))).isEqualTo("state-written-by-hand");
        open.states.unlock(open.alma, open.key, zoe, lock("b"));
        assertThat(code(() -> open.states.delete(open.alma, open.key, zoe, null)))
                .isEqualTo("state-written-by-hand");
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        open.states.delete(open.alma, open.key, run, null);
        assertThat(open.states.latest(open.alma, open.key)).isEmpty();
        assertThat(code(() -> open.write(zoe, null, state(9)))).isEqualTo("state-written-by-hand");
        assertThat(open.recorded()).contains("state.imported", "state.deleted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{}",
                "{\"version\":4,\"serial\":1}",
                "{\"version\":4,\"serial\":-1,\"lineage\":\"x\"}",
                "{\"version\":4,\"serial\":1.5,\"lineage\":\"x\"}",
                "{\"version\":4,\"serial\":99999999999999999999,\"lineage\":\"x\"}",
                "{\"version\":3,\"serial\":1,\"lineage\":\"x\"}",
                "{\"version\":4,\"serial\":1,\"serial\":2,\"lineage\":\"x\"}",
                "{\"version\":4,\"serial\":1,\"SERIAL\":2,\"lineage\":\"x\"}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"\"}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"a\\u0000b\"}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"x\"} {}",
                "{\"version\":4,\"serial\":1,\"lineage\":\"x\",\"password\":hunter2}"
            })
    void whatIsNoStateIsRefusedWithoutAWordOfIt(String text) {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        assertThatThrownBy(() -> open.write(run, null, text))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo("state-malformed");
                    assertThat(refused.problem().message()).doesNotContain("hunter2");
                });
        assertThat(open.chunks()).isZero();
    }

    @Test
    void deepNestingAndAnotherEncodingAreRefused() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        String deep = state(1, LINEAGE, "[".repeat(100_000) + "]".repeat(100_000));
        assertThat(code(() -> open.write(run, null, deep))).isEqualTo("state-malformed");
        byte[] wide = state(1).getBytes(StandardCharsets.UTF_16BE);
        StateUpload upload = new StateUpload(new ByteArrayInputStream(wide), wide.length, null);
        assertThat(code(() -> open.states.write(open.alma, open.key, run, null, upload)))
                .isEqualTo("state-malformed");
    }

    @Test
    void aTruncatedOneAndAWrongChecksumLeaveNothing() throws Exception {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        // Longer than a piece even when compressed, so that something was stored before the end was missed.
        byte[] random = new byte[1 << 20];
        new SecureRandom().nextBytes(random);
        String text = state(1, LINEAGE, "\"" + Base64.getEncoder().encodeToString(random) + "\"");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] half = java.util.Arrays.copyOf(bytes, bytes.length - 100);
        assertThat(code(() -> open.states.write(
                        open.alma,
                        open.key,
                        run,
                        null,
                        new StateUpload(new ByteArrayInputStream(half), bytes.length, null))))
                .isEqualTo("state-truncated");
        InputStream cut = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThat(code(() -> open.states.write(
                        open.alma,
                        open.key,
                        run,
                        null,
                        new StateUpload(
                                new SequenceInputStream(new ByteArrayInputStream(half), cut), bytes.length, null))))
                .isEqualTo("state-truncated");
        assertThat(code(() -> open.states.write(
                        open.alma,
                        open.key,
                        run,
                        null,
                        new StateUpload(new ByteArrayInputStream(bytes), bytes.length, "AAAAAAAAAAAAAAAAAAAAAA=="))))
                .isEqualTo("state-checksum-wrong");
        assertThat(open.chunks()).isZero();
        StateVersion kept = open.write(run, null, text);
        assertThat(kept.md5())
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(
                                java.security.MessageDigest.getInstance("MD5").digest(bytes)));
        assertThat(open.chunks()).isEqualTo(2);
        assertThat(open.body(kept)).isEqualTo(text);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeAndWhileItComes() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        assertThat(code(() -> open.states.write(
                        open.alma,
                        open.key,
                        run,
                        null,
                        new StateUpload(InputStream.nullInputStream(), 3L << 20, null))))
                .isEqualTo("state-too-large");
        String text = state(1, LINEAGE, "\"" + "x".repeat(3 << 20) + "\"");
        assertThat(code(() -> open.states.write(
                        open.alma,
                        open.key,
                        run,
                        null,
                        new StateUpload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), -1, null))))
                .isEqualTo("state-too-large");
        assertThat(open.chunks()).isZero();
    }

    @Test
    void whatOpenTofuEncryptedIsKeptAndNotLookedInto() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        String text =
                "{\"serial\":1,\"lineage\":\"x\",\"meta\":{},\"encrypted_data\":\"abc\",\"encryption_version\":\"v0\"}";
        StateVersion version = open.write(run, null, text);
        assertThat(version.encrypted()).isTrue();
        assertThat(open.body(version)).isEqualTo(text);
        assertThat(code(() -> open.states.resources(open.alma, version.id()))).isEqualTo("state-encrypted");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        StateVersion version = open.write(run, null, state(1));
        assertThat(open.states.latest(open.brio, open.key)).isEmpty();
        assertThat(open.states.list(open.brio, open.key.stack())).isEmpty();
        assertThatThrownBy(() -> open.body(open.brio, version.id())).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(code(() -> open.states.version(open.brio, open.key, 1))).isEqualTo("state-version-not-found");
    }

    @Test
    void nothingOfABodyIsInTheDatabaseInClear() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        open.write(run, null, state(1, LINEAGE, "\"hunter2\""));
        open.server.asOwner(sql -> assertThat(sql.fetch("SELECT encode(sealed, 'escape') FROM state_chunk")
                        .toString())
                .doesNotContain("hunter2")
                .doesNotContain(LINEAGE));
    }

    @Test
    void theNewestAndTheYoungAreKept() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        for (int serial = 1; serial <= 5; serial++) {
            open.write(run, null, state(serial));
        }
        assertThat(open.room.keeper().prune()).isZero();
        open.clock.advance(Duration.ofDays(91));
        assertThat(open.room.keeper().prune()).isEqualTo(2);
        assertThat(open.states
                        .versions(open.alma, open.key, PageRequest.first(10))
                        .items())
                .extracting(StateVersion::serial)
                .isEqualTo(List.of(5L, 4L, 3L));
        assertThat(open.chunks()).isEqualTo(3);
    }

    @Test
    void versionsAreReadByPages() {
        StateClient.OfRun run = open.run(StateAccess.WRITE);
        for (int serial = 1; serial <= 5; serial++) {
            open.write(run, null, state(serial));
        }
        assertThat(Paged.all(2, page -> open.states.versions(open.alma, open.key, page)))
                .extracting(StateVersion::serial)
                .containsExactly(5L, 4L, 3L, 2L, 1L);
    }
}
