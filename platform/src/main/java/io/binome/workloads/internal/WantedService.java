package io.binome.workloads.internal;

import io.binome.edge.Route;
import io.binome.workloads.ContainerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A service as its commit asks for it.
 *
 * @param servesOthers whether others count on it: it has a port, a health check, or services that wait for it
 */
record WantedService(
        String name,
        ImageSource image,
        Shape shape,
        List<WantedPort> ports,
        SortedMap<String, Dependency> dependsOn,
        int replicas,
        Restart restart,
        boolean servesOthers,
        Update update,
        List<String> notes) {

    /** Where its image comes from. */
    sealed interface ImageSource {
        record Named(String reference, String platform) implements ImageSource {}

        /**
         * @param context folder of the repository, "" for its root
         * @param dockerfile relative to the context
         * @param inline contents to be used as the Dockerfile; null for the file
         * @param reference what people call the result
         */
        record Built(
                String reference,
                String context,
                String dockerfile,
                @Nullable String inline,
                @Nullable String target,
                SortedMap<String, String> arguments)
                implements ImageSource {}

        String reference();
    }

    /** A container but for the ids of its parts: networks and volumes by the names that the file gives them. */
    record Shape(
            @Nullable List<String> command,
            @Nullable List<String> entrypoint,
            SortedMap<String, String> environment,
            SortedMap<String, String> labels,
            @Nullable String workingDirectory,
            @Nullable String user,
            @Nullable String hostname,
            ContainerSpec.Limits limits,
            Set<String> addedCapabilities,
            Set<String> droppedCapabilities,
            boolean readOnly,
            boolean init,
            boolean terminal,
            boolean openStdin,
            @Nullable String stopSignal,
            Duration stopGrace,
            SortedMap<String, List<String>> networks,
            List<WantedMount> mounts,
            ContainerSpec.@Nullable HealthCheck healthCheck,
            SortedMap<String, String> extraHosts,
            List<String> dns,
            SortedMap<String, ContainerSpec.Ulimit> ulimits) {}

    /** A mount with its volume still under its name. */
    sealed interface WantedMount {
        String target();

        record Named(String volume, String target, boolean readOnly) implements WantedMount {}

        record Ready(ContainerSpec.Mount mount) implements WantedMount {
            @Override
            public String target() {
                return mount.target();
            }
        }
    }

    /** @param hostPort asked for and within the tenant's range; null for any */
    record WantedPort(
            int containerPort, Route.Mode mode, @Nullable Integer hostPort) {}

    record Dependency(Condition condition, boolean required) {}

    enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }

    /** When a container that ended is started again. */
    enum Restart {
        /** Whatever it ended with; an apply tries a few times as well. */
        ALWAYS,
        /** As {@link #ALWAYS} for healing, though the file says nothing: an apply fails when it ends at once. */
        KEPT,
        /** Unless it ended with 0. */
        ON_FAILURE,
        /** Never: it runs once. */
        NEVER;

        /** Whether an end with 0 is how it is meant to end. */
        boolean mayComplete() {
            return this == ON_FAILURE || this == NEVER;
        }
    }

    /**
     * How the next revision takes the place of the last.
     *
     * @param parallelism replicas at a time; 0 for half of them
     * @param monitor how long a new replica must run to count as well, where nothing checks its health
     */
    record Update(int parallelism, Duration delay, boolean stopFirst, FailureAction onFailure, Duration monitor) {}

    enum FailureAction {
        PAUSE,
        CONTINUE,
        ROLLBACK
    }

    /** Whether its replicas write to a volume, so that old and new must not run side by side. */
    boolean writesVolume() {
        return !writtenVolumes().isEmpty();
    }

    List<String> writtenVolumes() {
        return shape.mounts().stream()
                .filter(mount -> mount instanceof WantedMount.Named named && !named.readOnly())
                .map(mount -> ((WantedMount.Named) mount).volume())
                .distinct()
                .sorted()
                .toList();
    }

    boolean stopFirst() {
        return update.stopFirst() || writesVolume();
    }

    Map<String, Dependency> dependencies() {
        return dependsOn;
    }
}
