package io.binome.drivers.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.TenantId;
import io.binome.runs.Cancellation;
import io.binome.runs.RunLog;
import io.binome.runs.Sandbox.SandboxUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryTurnsTest {
    private static final long TOTAL = 1_000;

    @Test
    void tenantsTakeTurns() {
        MemoryTurns turns = new MemoryTurns(TOTAL);
        MemoryTurns.Ask all = turns.ask(tenant(1), TOTAL);
        assertThat(turns.next()).containsExactly(all);
        List<MemoryTurns.Ask> first = new ArrayList<>();
        for (int at = 0; at < 10; at++) {
            first.add(turns.ask(tenant(1), 500));
        }
        MemoryTurns.Ask late = turns.ask(tenant(2), 500);
        assertThat(turns.next()).isEmpty();
        turns.giveBack(all);
        assertThat(turns.next()).containsExactly(first.get(0), late);
    }

    @Test
    void aLargeOneIsNotOvertakenForEver() {
        MemoryTurns turns = new MemoryTurns(TOTAL);
        MemoryTurns.Ask small = turns.ask(tenant(1), 100);
        turns.next();
        MemoryTurns.Ask large = turns.ask(tenant(2), TOTAL);
        MemoryTurns.Ask next = turns.ask(tenant(1), 100);
        assertThat(turns.next()).isEmpty();
        turns.giveBack(small);
        assertThat(turns.next()).containsExactly(large);
        turns.giveBack(large);
        assertThat(turns.next()).containsExactly(next);
    }

    /** Any order of asking, leaving and giving back. */
    @RepeatedTest(200)
    void neverGivesMoreThanThereIsNorForgetsAnybody(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        MemoryTurns turns = new MemoryTurns(TOTAL);
        Map<TenantId, Deque<MemoryTurns.Ask>> waiting = new HashMap<>();
        List<MemoryTurns.Ask> holding = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int what = random.nextInt(4);
            TenantId tenant = tenant(random.nextInt(4));
            if (what < 2) {
                waiting.computeIfAbsent(tenant, _ -> new ArrayDeque<>())
                        .add(turns.ask(tenant, 1 + random.nextInt((int) TOTAL)));
            } else if (what == 2 && !holding.isEmpty()) {
                turns.giveBack(holding.remove(random.nextInt(holding.size())));
            } else if (what == 3
                    && waiting.containsKey(tenant)
                    && !waiting.get(tenant).isEmpty()) {
                assertThat(turns.leave(waiting.get(tenant).removeLast())).isTrue();
            }
            take(turns, waiting, holding);
            assertThat(turns.given())
                    .isLessThanOrEqualTo(TOTAL)
                    .isEqualTo(
                            holding.stream().mapToLong(MemoryTurns.Ask::bytes).sum());
        }
        while (!holding.isEmpty()) {
            turns.giveBack(holding.removeFirst());
            take(turns, waiting, holding);
        }
        assertThat(turns.waitingCount()).isZero();
        assertThat(turns.given()).isZero();
    }

    private static void take(
            MemoryTurns turns, Map<TenantId, Deque<MemoryTurns.Ask>> waiting, List<MemoryTurns.Ask> holding) {
        for (MemoryTurns.Ask granted : turns.next()) {
            assertThat(waiting.values().stream().filter(queue -> queue.peek() == granted))
                    .as("the first of its tenant")
                    .hasSize(1);
            waiting.values().forEach(queue -> queue.remove(granted));
            holding.add(granted);
        }
    }

    @Test
    void twentyRunsSideBySideNeverUseMoreThanTheTotal() throws InterruptedException {
        RunMemory memory = new RunMemory(300 << 20);
        CountDownLatch done = new CountDownLatch(20);
        List<Long> given = Collections.synchronizedList(new ArrayList<>());
        for (int run = 0; run < 20; run++) {
            TenantId tenant = tenant(run % 3);
            Thread.ofVirtual().start(() -> {
                try (RunMemory.Share _ = memory.take(tenant, 100 << 20, RunLog.NONE, Cancellation.NONE)) {
                    given.add(memory.given());
                    Pause.shortly();
                }
                done.countDown();
            });
        }
        done.await();
        assertThat(given).hasSize(20).allMatch(bytes -> bytes <= 300 << 20);
        assertThat(memory.given()).isZero();
    }

    @Test
    void oneThatIsCancelledLeavesTheQueueAndHoldsUpNobody() throws InterruptedException {
        RunMemory memory = new RunMemory(100 << 20);
        RunMemory.Share all = memory.take(tenant(1), 100 << 20, RunLog.NONE, Cancellation.NONE);
        TestCancellation cancellation = new TestCancellation();
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
        RunLog log = new RunLog() {
            @Override
            public void line(String text) {
                said.add(text);
                cancellation.request();
            }

            @Override
            public void close() {}
        };
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                memory.take(tenant(2), 50 << 20, log, cancellation);
            } catch (CancellationException cancelled) {
                thrown.add(cancelled);
            }
        });
        waiting.join();
        assertThat(thrown).hasSize(1);
        assertThat(said).containsExactly("Waiting for 50 MiB of memory: other runs use what there is.");
        all.close();
        all.close();
        assertThat(memory.given()).isZero();
        memory.take(tenant(3), 100 << 20, RunLog.NONE, Cancellation.NONE).close();
    }

    @Test
    void whatCouldNeverBeGivenIsRefusedAtOnce() {
        assertThatThrownBy(() -> new RunMemory(1 << 20).take(tenant(1), 2 << 20, RunLog.NONE, Cancellation.NONE))
                .isInstanceOf(SandboxUnavailable.class)
                .hasMessageContaining("2 MiB")
                .hasMessageContaining("binome.runs.memory");
    }

    private static TenantId tenant(int number) {
        return new TenantId(new UUID(1, number));
    }
}
