package io.binome.drivers.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.runs.Cancellation;
import io.binome.runs.Confined;
import io.binome.runs.Confined.Command;
import io.binome.runs.Confinement.Limits;
import io.binome.runs.NetworkPolicy;
import io.binome.runs.RunLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sandbox adds to a run. The bound is far above what was measured: it is there to find a mistake, not to compare. */
@Timeout(60)
class StartCostTest {
    @Test
    void isSmall() {
        try (TestRuns runs = TestRuns.start()) {
            for (NetworkPolicy network : List.of(NetworkPolicy.NONE, NetworkPolicy.OPEN)) {
                List<Long> whole = new ArrayList<>();
                List<Long> command = new ArrayList<>();
                for (int round = 0; round < 15; round++) {
                    long began = System.nanoTime();
                    try (Confined run = runs.sandbox.open(
                            TestRuns.confinement(Limits.usual(), network), RunLog.NONE, Cancellation.NONE)) {
                        long opened = System.nanoTime();
                        TestRuns.run(run, Command.of("true")).succeeded();
                        command.add(System.nanoTime() - opened);
                    }
                    whole.add(System.nanoTime() - began);
                }
                System.out.println("sandbox with network " + network.words() + ": open, run and close " + median(whole)
                        + " ms, of which the command " + median(command) + " ms");
                assertThat(median(whole)).isLessThan(1_000);
            }
        }
    }

    private static long median(List<Long> nanoseconds) {
        Collections.sort(nanoseconds);
        return nanoseconds.get(nanoseconds.size() / 2) / 1_000_000;
    }
}
