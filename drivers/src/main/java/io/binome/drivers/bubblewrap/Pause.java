package io.binome.drivers.bubblewrap;

import java.util.concurrent.locks.LockSupport;

/** Waiting between two looks at what the kernel tells nobody of. */
final class Pause {
    private Pause() {}

    static void shortly() {
        LockSupport.parkNanos(2_000_000);
    }
}
