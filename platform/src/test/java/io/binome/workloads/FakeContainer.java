package io.binome.workloads;

import io.binome.kernel.HostId;
import io.binome.stacks.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One container of {@link FakeRuntime}, which guards it. */
final class FakeContainer {
    final String id;
    final ContainerSpec spec;
    final HostId host;
    final SortedMap<String, Value> attributes = new TreeMap<>();
    final List<Runtime.LogLine> log = new ArrayList<>();
    ObservedContainer.State state = ObservedContainer.State.CREATED;
    ObservedContainer.Health health = ObservedContainer.Health.NONE;
    int exitCode;
    int starts;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant finishedAt;

    String address = "";

    FakeContainer(String id, HostId host, ContainerSpec spec) {
        this.id = id;
        this.host = host;
        this.spec = spec;
    }

    void finish(int code) {
        state = ObservedContainer.State.EXITED;
        health = ObservedContainer.Health.NONE;
        exitCode = code;
        finishedAt = Instant.EPOCH.plusSeconds(starts);
    }

    ObservedContainer observed() {
        return new ObservedContainer(
                id,
                spec.replica(),
                spec.stack(),
                state,
                health,
                exitCode,
                false,
                "",
                startedAt,
                finishedAt,
                FakeImages.digest(spec.image()),
                new TreeMap<>(attributes));
    }
}
