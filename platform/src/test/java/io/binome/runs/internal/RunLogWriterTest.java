package io.binome.runs.internal;

import static io.binome.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.RunId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.runs.LogMask;
import io.binome.runs.LogSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The writer of a log, over a store that can be taken away. */
class RunLogWriterTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-01T12:00:00Z"));
    private static final String STAMP = "2026-11-01T12:00:00Z ";
    private static final TenantScope TENANT = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final RunId RUN = new RunId(new UUID(2, 2));

    private final FakeLogStore store = new FakeLogStore();

    private static LogSettings settings(int bufferBytes, long maximumBytes) {
        return new LogSettings(
                Duration.ofMillis(10),
                Duration.ofMillis(10),
                1 << 10,
                bufferBytes,
                maximumBytes,
                Duration.ofMillis(300));
    }

    private RunLogWriter writer(LogMask mask, LogSettings settings) {
        return new RunLogWriter(store, TENANT, RUN, mask, NOON, settings);
    }

    @Test
    void linesAreStampedCleanedAndCut() {
        try (RunLogWriter log = writer(LogMask.NONE, settings(1 << 20, 1 << 20))) {
            log.line("one\r\ntwo\tand \u001b[31mred\u0000");
            log.line("");
            log.line("é".repeat(9_000));
        }
        List<String> lines = store.text().lines().toList();
        assertThat(lines.subList(0, 3)).containsExactly(STAMP + "one", STAMP + "two\tand [31mred", STAMP);
        assertThat(lines.get(3)).startsWith(STAMP + "éé").endsWith("é … (cut)");
        assertThat(lines.get(3).getBytes(StandardCharsets.UTF_8).length).isBetween(8_190, 8_260);
    }

    @Test
    void secretsAreMaskedInEveryFormBeforeTheyAreKept() {
        LogMask mask = LogMask.of(List.of("p@ss/word+1", "abc", "first line\nsecond line"));
        try (RunLogWriter log = writer(mask, settings(1 << 20, 1 << 20))) {
            log.line("plain p@ss/word+1 url p%40ss%2Fword%2B1 base64 cEBzcy93b3JkKzE= json");
            log.line("user:p@ss/word+1 as "
                    + java.util.Base64.getEncoder()
                            .encodeToString("user:p@ss/word+1".getBytes(StandardCharsets.UTF_8)));
            log.line("first line\nsecond line");
            log.line("abc is too short to be one");
        }
        assertThat(store.text())
                .doesNotContain("p@ss", "p%40ss", "cEBzcy93b3Jk", "BAc3Mvd29yZC", "first line", "second line")
                .contains("plain •••• url •••• base64 •••• json", "abc is too short");
    }

    @Test
    void aStoreThatIsAwayForAWhileLosesNothing() {
        store.fail(true);
        try (RunLogWriter log = writer(LogMask.NONE, settings(1 << 20, 1 << 20))) {
            log.line("before");
            eventually(() -> assertThat(store.failures()).isGreaterThan(2));
            log.line("during");
            store.fail(false);
            log.line("after");
        }
        assertThat(store.text()).isEqualTo(STAMP + "before\n" + STAMP + "during\n" + STAMP + "after\n");
    }

    @Test
    void whatDoesNotFitTheBufferIsCounted() {
        store.fail(true);
        try (RunLogWriter log = writer(LogMask.NONE, settings(200, 1 << 20))) {
            log.line("kept");
            eventually(() -> assertThat(store.failures()).isGreaterThan(0));
            for (int i = 0; i < 100; i++) {
                log.line("line " + i);
            }
            store.fail(false);
        }
        assertThat(store.text()).startsWith(STAMP + "kept\n" + STAMP + "line 0\n");
        long kept = store.text().lines().filter(line -> line.contains("line ")).count();
        assertThat(store.text()).endsWith(" " + (100 - kept) + " lines were lost here: the log could not be kept\n");
    }

    @Test
    void aStoreThatStaysAwayKeepsNobodyWaiting() {
        store.fail(true);
        long before = System.nanoTime();
        RunLogWriter log = writer(LogMask.NONE, settings(200, 1 << 20));
        for (int i = 0; i < 1_000; i++) {
            log.line("line " + i);
        }
        log.close();
        log.line("too late");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        assertThat(store.text()).isEmpty();
    }

    @Test
    void aLogHasAnEnd() {
        try (RunLogWriter log = writer(LogMask.NONE, settings(1 << 20, 100))) {
            for (int i = 0; i < 1_000; i++) {
                log.line("line " + i);
            }
        }
        assertThat(store.text())
                .endsWith("This log is cut here: it is longer than 100 bytes\n")
                .hasSizeLessThan(200);
    }

    @Test
    void anotherWritersPieceIsNeverOverwritten() {
        try (RunLogWriter log = writer(LogMask.NONE, settings(1 << 20, 1 << 20))) {
            log.line("one");
            eventually(() -> assertThat(store.text()).contains("one"));
            store.append(TENANT, RUN, store.length(TENANT, RUN), "of another\n");
            log.line("two");
        }
        assertThat(store.text()).isEqualTo(STAMP + "one\nof another\n" + STAMP + "two\n");
    }

    @Test
    void aSliceIsMadeOfWholeLines() {
        List<ChunkStore.Piece> pieces = List.of(piece(0, "aa\nbé\n"), piece(7, "cc\n"));
        assertThat(ChunkStore.slice(pieces, 0, 100)).isEqualTo(new ChunkStore.Slice("aa\nbé\ncc\n", 10));
        assertThat(ChunkStore.slice(pieces, 0, 1)).isEqualTo(new ChunkStore.Slice("aa\n", 3));
        assertThat(ChunkStore.slice(pieces, 3, 6)).isEqualTo(new ChunkStore.Slice("bé\n", 7));
        assertThat(ChunkStore.slice(pieces, 3, 7)).isEqualTo(new ChunkStore.Slice("bé\ncc\n", 10));
        assertThat(ChunkStore.slice(pieces, 5, 100)).isEqualTo(new ChunkStore.Slice("cc\n", 10));
        assertThat(ChunkStore.slice(pieces, 10, 100)).isEqualTo(new ChunkStore.Slice("", 10));
        assertThat(ChunkStore.slice(pieces, 99, 100)).isEqualTo(new ChunkStore.Slice("", 99));
    }

    private static ChunkStore.Piece piece(long start, String text) {
        return new ChunkStore.Piece(start, text.getBytes(StandardCharsets.UTF_8));
    }
}
