package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.workloads.ObservedContainer;
import io.binome.workloads.internal.StackStore.StackOnHost;
import java.util.Collection;
import java.util.List;

/** Records, at each look at a host, where containers are no longer as they were applied. */
final class DriftLook {
    private final DriftDetector detector;

    DriftLook(DriftDetector detector) {
        this.detector = detector;
    }

    /** Only what runs, or was made not to: what ended is healing's, and is compared when it is back. */
    void look(StackOnHost place, HostId host, Collection<ObservedContainer> containers) {
        List<ObservedContainer> present = containers.stream()
                .filter(container -> container.state() == ObservedContainer.State.RUNNING
                        || container.state() == ObservedContainer.State.PAUSED)
                .toList();
        detector.look(place.scope(), place.stack(), host, present);
    }
}
