package io.binome.drivers.haproxy;

import io.binome.edge.Edge;
import java.time.Duration;

/** Waiting between two looks at another process. */
final class Pause {
    private Pause() {}

    static void of(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Edge.EdgeUnavailable("Interrupted while waiting for the edge.", interrupted);
        }
    }
}
