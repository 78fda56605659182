package io.binome.ledger.internal;

import io.binome.kernel.RepeatedPass;
import io.binome.ledger.Checkpoints;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs checkpoints of what grew, again and again, on a thread of its own, for as long as the server runs. */
public final class CheckpointKeeper implements AutoCloseable {
    /** So that two checkpoints of a log that grows are less than a minute apart, also where a pass takes its time. */
    public static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointKeeper.class);

    private final Checkpoints checkpoints;
    private final Duration pause;
    private final RepeatedPass passes;

    private CheckpointKeeper(Checkpoints checkpoints, Duration pause) {
        this.checkpoints = checkpoints;
        this.pause = pause;
        this.passes = RepeatedPass.start("checkpoint-keeper", pause, this::pass);
    }

    /** @param pause before each pass, also the first: a server that starts has other things to do */
    public static CheckpointKeeper start(Checkpoints checkpoints, Duration pause) {
        return new CheckpointKeeper(checkpoints, pause);
    }

    private void pass() {
        try {
            checkpoints.signAllDue();
        } catch (RuntimeException failed) {
            // What was not signed is signed by the next pass, here or at another replica.
            LOG.warn("Checkpoints could not be signed, it is tried again in {}: {}", pause, failed.toString());
        }
    }

    @Override
    public void close() {
        passes.close();
    }
}
