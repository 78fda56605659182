package io.binome.compose;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a service is deployed. */
public record ComposeDeploy(
        @Nullable String mode,
        @Nullable Integer replicas,
        Map<String, String> labels,
        @Nullable Update update,
        @Nullable Update rollback,
        @Nullable Resources limits,
        @Nullable Resources reservations,
        @Nullable Restart restart,
        List<String> placementConstraints,
        @Nullable String endpointMode) {

    /**
     * How replicas are replaced.
     *
     * @param order {@code start-first} or {@code stop-first}
     */
    public record Update(
            @Nullable Integer parallelism,
            @Nullable Duration delay,
            @Nullable String failureAction,
            @Nullable Duration monitor,
            @Nullable Double maxFailureRatio,
            @Nullable String order) {}

    /**
     * How much one container may or shall have.
     *
     * @param cpuNanos billionths of a CPU
     * @param hasDevices whether devices or generic resources are asked for
     */
    public record Resources(
            @Nullable Long cpuNanos,
            @Nullable Long memoryBytes,
            @Nullable Long pids,
            boolean hasDevices) {}

    /**
     * What happens when a container ends.
     *
     * @param condition {@code none}, {@code on-failure} or {@code any}
     */
    public record Restart(
            @Nullable String condition,
            @Nullable Duration delay,
            @Nullable Integer maxAttempts,
            @Nullable Duration window) {}
}
