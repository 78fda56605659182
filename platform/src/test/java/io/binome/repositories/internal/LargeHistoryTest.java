package io.binome.repositories.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.repositories.Repository;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Histories of the size that is promised: 10,000 commits, and 500 MB where a property asks for it. Prints its figures. */
@Tag("slow")
@Isolated("it prints what the heap held at most")
class LargeHistoryTest {
    private static final int COMMITS = 10_000;

    @TempDir
    Path folder;

    @Test
    void tenThousandCommits() throws Exception {
        Git git = Git.init(folder.resolve("work"));
        fastImport(git, LargeHistoryTest::commits);
        pushAndClone(git, COMMITS, "10,000 commits");
    }

    /** {@code -Dbinome.test.megabytes=500}: as many files of 5 MB that do not compress. */
    @Test
    void manyMegabytes() throws Exception {
        int megabytes = Integer.getInteger("binome.test.megabytes", 50);
        Git git = Git.init(folder.resolve("work"));
        git.run("config", "core.compression", "0").succeeds();
        fastImport(git, into -> noise(into, megabytes));
        pushAndClone(git, 1, megabytes + " MB");
    }

    private interface Import {
        void write(OutputStream into) throws IOException;
    }

    private static void fastImport(Git git, Import content) throws Exception {
        Process process = git.builder("fast-import", "--quiet").start();
        try (OutputStream into = new BufferedOutputStream(process.getOutputStream(), 1 << 20)) {
            content.write(into);
        }
        assertThat(process.waitFor()).isZero();
    }

    private static void commits(OutputStream into) throws IOException {
        for (int i = 0; i < COMMITS; i++) {
            String content = "line\n".repeat(i % 50) + "commit " + i + "\n";
            text(into, "commit refs/heads/one\ncommitter A <a@example.org> " + (1_700_000_000 + i) + " +0000\n");
            text(into, "data 8\nNumber x\n");
            text(
                    into,
                    "M 100644 inline dir" + i % 40 + "/file" + i % 997 + "\ndata " + content.length() + "\n" + content
                            + "\n");
        }
    }

    private static void noise(OutputStream into, int megabytes) throws IOException {
        text(into, "commit refs/heads/one\ncommitter A <a@example.org> 1700000000 +0000\ndata 6\nLarge\n");
        byte[] noise = new byte[5 << 20];
        Random random = new Random(1);
        for (int i = 0; i < megabytes / 5; i++) {
            random.nextBytes(noise);
            text(into, "M 100644 inline noise" + i + "\ndata " + noise.length + "\n");
            into.write(noise);
            text(into, "\n");
        }
    }

    private static void text(OutputStream into, String text) throws IOException {
        into.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void pushAndClone(Git git, int commits, String what) throws IOException {
        try (HostedGitFixture fixture = new HostedGitFixture()) {
            Repository repository = fixture.repository();
            String url = fixture.server.url(repository.id());
            measured(what + " push", () -> git.run("push", "-q", url, "one").succeeds());
            Path copy = folder.resolve("copy");
            measured(what + " clone", () -> git.run("clone", "-q", "--bare", url, copy.toString())
                    .succeeds());
            assertThat(new Git(copy).ask("rev-list", "--count", "one")).isEqualTo(String.valueOf(commits));
            assertThat(new Git(copy).ask("rev-parse", "one")).isEqualTo(git.ask("rev-parse", "one"));
            assertThat(new Git(copy).ask("fsck", "--full")).doesNotContain("error");
            measured(what + " packed anew", () -> fixture.git.keeper().collectNow(fixture.scope, repository.id()));
            Path again = folder.resolve("again");
            measured(what + " clone of that", () -> git.run("clone", "-q", "--bare", url, again.toString())
                    .succeeds());
            assertThat(new Git(again).ask("rev-list", "--count", "one")).isEqualTo(String.valueOf(commits));
            assertThat(Files.exists(again)).isTrue();
        }
    }

    private static void measured(String what, Runnable work) {
        System.gc();
        var pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
        long start = System.nanoTime();
        work.run();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long peak =
                pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        System.out.printf(
                "%s: %,d ms, heap at most %d MB of %d MB%n",
                what, millis, peak >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }
}
