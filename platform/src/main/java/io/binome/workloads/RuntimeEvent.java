package io.binome.workloads;

/** Word from a host that something happened to a container. */
public sealed interface RuntimeEvent {
    record Started(String containerId) implements RuntimeEvent {}

    record Died(String containerId, int exitCode) implements RuntimeEvent {}

    record Removed(String containerId) implements RuntimeEvent {}

    record HealthChanged(String containerId, ObservedContainer.Health health) implements RuntimeEvent {}

    /** Something else changed: paused, renamed, updated, a network taken away. */
    record Altered(String containerId) implements RuntimeEvent {}

    /** Events may have been missed. */
    record Resync() implements RuntimeEvent {}
}
