package io.binome.drivers.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import io.binome.kernel.ReplicaId;
import io.binome.kernel.StackId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.ObservedContainer.Health;
import io.binome.workloads.ObservedContainer.State;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the engine shows of a container, in the platform's words. */
final class ContainerReading {
    private ContainerReading() {}

    static ObservedContainer of(InspectContainerResponse container) {
        ContainerState state = container.getState();
        ReplicaId replica = ContainerNames.replica(container.getName()).orElse(null);
        return new ObservedContainer(
                container.getId(),
                replica,
                stack(ContainerAttributes.labels(container).get("io.binome.stack")),
                state(state.getStatus()),
                state.getHealth() == null
                        ? Health.NONE
                        : health(state.getHealth().getStatus()),
                state.getExitCodeLong() == null ? 0 : state.getExitCodeLong().intValue(),
                Boolean.TRUE.equals(state.getOOMKilled()),
                state.getError() == null ? "" : state.getError(),
                instant(state.getStartedAt()),
                instant(state.getFinishedAt()),
                container.getImageId(),
                ContainerAttributes.observed(container));
    }

    static State state(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "running" -> State.RUNNING;
            case "paused" -> State.PAUSED;
            case "restarting" -> State.RESTARTING;
            case "exited" -> State.EXITED;
            case "dead", "removing" -> State.DEAD;
            default -> State.CREATED;
        };
    }

    static Health health(@Nullable String status) {
        return switch (status == null ? "" : status) {
            case "starting" -> Health.STARTING;
            case "healthy" -> Health.HEALTHY;
            case "unhealthy" -> Health.UNHEALTHY;
            default -> Health.NONE;
        };
    }

    private static @Nullable StackId stack(@Nullable String label) {
        try {
            return label == null ? null : new StackId(UUID.fromString(label));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    /** Docker writes the year 1 for "not yet". */
    static @Nullable Instant instant(@Nullable String text) {
        if (text == null || text.isEmpty() || text.startsWith("0001-")) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
