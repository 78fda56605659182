package io.binome.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.TestClock;
import io.binome.repositories.GitTransport.Visit;
import io.binome.repositories.MergeOutcome;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs stay few, and what a cut-off push leaves behind goes. */
@Tag("slow")
class PackKeeperTest {
    private final TestClock clock = new TestClock(Instant.now());
    private final HostedGitFixture fixture = new HostedGitFixture(PushLimits.DEFAULT, clock);

    @TempDir
    Path folder;

    private Repository repository;
    private Git git;

    @BeforeEach
    void repository() {
        repository = fixture.repository();
        git = Git.init(folder.resolve("work"));
        git.run("remote", "add", "origin", fixture.server.url(repository.id())).succeeds();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private int count(String rows) {
        int[] count = new int[1];
        fixture.database.asOwner(sql ->
                count[0] = sql.fetchSingle("select count(*) from " + rows).get(0, int.class));
        return count[0];
    }

    private void cloneIsWhole() {
        Path copy = folder.resolve("copy" + System.nanoTime());
        git.run("clone", "-q", "-b", "one", fixture.server.url(repository.id()), copy.toString())
                .succeeds();
        assertThat(new Git(copy).ask("fsck", "--full", "--strict")).doesNotContain("error");
        assertThat(new Git(copy).ask("rev-list", "--count", "HEAD")).isEqualTo(git.ask("rev-list", "--count", "HEAD"));
    }

    @Test
    void manySmallPacksBecomeOne() {
        for (int i = 0; i < 25; i++) {
            git.write("file" + i % 3, "content " + i).commit("Number " + i);
            git.run("push", "-q", "origin", "HEAD:refs/heads/one").succeeds();
        }
        assertThat(count("repository_pack where state = 'STORED'")).isLessThan(20);
        assertThat(count("repository_pack where state = 'REPLACED'")).isEqualTo(20);
        cloneIsWhole();
        // Who reads the old packs still can; once nobody does they are gone.
        clock.advance(Duration.ofHours(7));
        fixture.git.upkeep().pass();
        assertThat(count("repository_pack where state = 'REPLACED'")).isZero();
        cloneIsWhole();
    }

    @Test
    void whileOneReplicaIsAtARepositoryOthersPassItBy() {
        RepositoryStore one = new RepositoryStore(fixture.database.database());
        RepositoryStore other = new RepositoryStore(fixture.database.database());
        List<String> done = new ArrayList<>();
        assertThat(one.alone(fixture.scope, repository.id(), () -> {
                    done.add("one");
                    assertThat(other.alone(fixture.scope, repository.id(), () -> done.add("other")))
                            .isFalse();
                }))
                .isTrue();
        assertThat(other.alone(fixture.scope, repository.id(), () -> done.add("afterwards")))
                .isTrue();
        assertThat(done).containsExactly("one", "afterwards");
    }

    @Test
    void whatWeighsIsPackedAnewWithABitmap() {
        byte[] noise = new byte[300 << 10];
        new Random(5).nextBytes(noise);
        for (int i = 0; i < 21; i++) {
            noise[i]++;
            git.write("noise" + i % 2, noise).write("file", "content " + i).commit("Number " + i);
            // Not as deltas: these are for garbage collection to find.
            git.run("-c", "pack.window=0", "push", "-q", "origin", "HEAD:refs/heads/one")
                    .succeeds();
        }
        assertThat(count("repository_pack where state = 'STORED' and source = 'GC' and 'bitmap' = any(extensions)"))
                .isEqualTo(1);
        assertThat(count("repository_pack where state = 'STORED' and sizes[1] > 2000000"))
                .isZero();
        cloneIsWhole();
    }

    @Test
    void garbageCollectionKeepsWhatRefsAndPlansLeadTo() {
        String base = git.write("a", "1").commit("Base");
        git.run("push", "-q", "origin", "HEAD:refs/heads/one").succeeds();
        String head = git.write("b", "2").commit("Head");
        git.run("push", "-q", "origin", "HEAD:refs/heads/two").succeeds();
        var merged = (MergeOutcome.Merged)
                fixture.git.repositories().merge(fixture.scope, repository.id(), base, head, "Merge");
        for (int i = 0; i < 3; i++) {
            fixture.git.keeper().collectNow(fixture.scope, repository.id());
            clock.advance(Duration.ofDays(10));
            fixture.git.upkeep().pass();
        }
        for (String commit : new String[] {base, head, merged.commit()}) {
            assertThat(fixture.git
                            .repositories()
                            .tree(fixture.scope, repository.id(), commit)
                            .read("a", 10))
                    .isPresent();
        }
    }

    @Test
    void twoReplicasThatPackAtOnceLoseNothing() throws Exception {
        HostedGit other = fixture.room(PushLimits.DEFAULT);
        for (int i = 0; i < 6; i++) {
            git.write("file", "content " + i).commit("Number " + i);
            git.run("push", "-q", "origin", "HEAD:refs/heads/one").succeeds();
        }
        Thread second = Thread.startVirtualThread(() -> collectIfFirst(other));
        collectIfFirst(fixture.git);
        second.join();
        cloneIsWhole();
    }

    private void collectIfFirst(HostedGit room) {
        try {
            room.keeper().collectNow(fixture.scope, repository.id());
        } catch (IllegalStateException overtaken) {
            assertThat(overtaken).hasMessageContaining("at the same time");
        }
    }

    @Test
    void aPushThatIsCutOffLeavesNothing() throws Exception {
        byte[] noise = new byte[6 << 20];
        new Random(9).nextBytes(noise);
        String commit = git.write("noise", noise).commit("Noise");
        Path pack = folder.resolve("pack");
        Path ids = folder.resolve("ids");
        Files.writeString(ids, commit + "\n");
        Process packing = git.builder("pack-objects", "--revs", "--stdout", "-q")
                .redirectInput(ids.toFile())
                .redirectOutput(pack.toFile())
                .start();
        assertThat(packing.waitFor()).isZero();
        String command = "0".repeat(40) + " " + commit + " refs/heads/one\0 report-status\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                String.format("%04x%s0000", command.length() + 4, command).getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(Files.readAllBytes(pack));

        // In the middle the server is as a kill would leave it: its next start finds these rows.
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        InputStream watched = new Watched(request.toByteArray(), 4 << 20, () -> {
            assertThat(count("repository_pack where state = 'WRITING'")).isEqualTo(1);
            assertThat(count("repository_pack_chunk")).isGreaterThan(4);
            assertThat(fixture.git.repositories().branches(fixture.scope, repository.id()))
                    .isEmpty();
            fixture.git.upkeep().pass();
            assertThat(count("repository_pack where state = 'WRITING'"))
                    .as("it may still be coming")
                    .isEqualTo(1);
            clock.advance(Duration.ofHours(25));
            fixture.git.upkeep().pass();
            assertThat(count("repository_pack_chunk")).isZero();
        });
        fixture.git
                .transport()
                .receivePack(
                        new Visit(fixture.scope, repository.id(), null),
                        GitServer.PERSON,
                        () -> true,
                        watched,
                        response);

        assertThat(response.toString(StandardCharsets.UTF_8))
                .contains("unpack error")
                .contains("ng refs/heads/one");
        assertThat(fixture.git.repositories().branches(fixture.scope, repository.id()))
                .isEmpty();
        assertThat(count("repository_pack")).isZero();
        // And a client that goes away leaves nothing at all.
        byte[] half = java.util.Arrays.copyOf(request.toByteArray(), 3 << 20);
        fixture.git
                .transport()
                .receivePack(
                        new Visit(fixture.scope, repository.id(), null),
                        GitServer.PERSON,
                        () -> true,
                        new ByteArrayInputStream(half),
                        response);
        assertThat(count("repository_pack")).isZero();
        git.run("push", "-q", "origin", "HEAD:refs/heads/one").succeeds();
        cloneIsWhole();
    }

    /** Does something once so many bytes were read. */
    private static final class Watched extends ByteArrayInputStream {
        private final int after;
        private final Runnable work;
        private boolean done;

        Watched(byte[] bytes, int after, Runnable work) {
            super(bytes);
            this.after = after;
            this.work = work;
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            if (!done && pos >= after) {
                done = true;
                work.run();
            }
            return super.read(into, offset, length);
        }
    }
}
