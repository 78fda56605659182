package io.binome.workloads;

import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.stacks.Value;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A container as it is.
 *
 * @param replica as its name says; believed only when the database knows the container id too
 * @param imageId {@code sha256:…}
 * @param attributes live settings under the paths that plans use ({@code image}, {@code limits.memory}, …), to be compared
 *     with what was asked for
 */
public record ObservedContainer(
        String containerId,
        @Nullable ReplicaId replica,
        @Nullable StackId stack,
        State state,
        Health health,
        int exitCode,
        boolean outOfMemory,
        String error,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        String imageId,
        SortedMap<String, Value> attributes) {
    public enum State {
        CREATED,
        RUNNING,
        PAUSED,
        RESTARTING,
        EXITED,
        DEAD
    }

    public enum Health {
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY
    }
}
