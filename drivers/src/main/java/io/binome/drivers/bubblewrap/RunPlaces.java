package io.binome.drivers.bubblewrap;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders with an empty disk, each for one run and never for a second. One is made ahead of whoever asks next, as making a
 * file system is most of what opening a run costs.
 */
final class RunPlaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunPlaces.class);

    private final RunHome home;
    private final boolean mounts;
    private @Nullable Empty ahead;
    private boolean making;
    private boolean closed;

    /** Nobody has been in it. */
    record Empty(Path folder, RunDisk disk) {}

    /** @param mounts whether disks are file systems of their own */
    RunPlaces(RunHome home, boolean mounts) {
        this.home = home;
        this.mounts = mounts;
    }

    Empty take(long bytes) throws IOException {
        synchronized (this) {
            Empty made = ahead;
            if (made != null && made.disk().limitBytes() == bytes) {
                ahead = null;
                return made;
            }
        }
        return make(bytes);
    }

    private Empty make(long bytes) throws IOException {
        Path folder = home.place();
        try {
            return new Empty(
                    folder, mounts ? RunDisk.Mounted.make(folder, bytes) : RunDisk.Watched.make(folder, bytes));
        } catch (IOException failed) {
            Trees.delete(folder);
            throw failed;
        }
    }

    /** Makes the next one of this size, unless there is one; a plain folder is not worth it. Never throws. */
    void makeAhead(long bytes) {
        synchronized (this) {
            if (!mounts || closed || making || ahead != null) {
                return;
            }
            making = true;
        }
        Empty made = null;
        try {
            made = make(bytes);
        } catch (IOException failed) {
            LOG.warn("The disk of the next run could not be made ahead", failed);
        }
        synchronized (this) {
            making = false;
            if (!closed) {
                ahead = made;
                return;
            }
        }
        remove(made);
    }

    @Override
    public void close() {
        Empty left;
        synchronized (this) {
            closed = true;
            left = ahead;
            ahead = null;
        }
        remove(left);
    }

    private static void remove(@Nullable Empty left) {
        if (left != null) {
            ConfinedRun.clear(left.folder(), null, left.disk());
        }
    }
}
