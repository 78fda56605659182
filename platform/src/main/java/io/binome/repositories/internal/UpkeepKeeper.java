package io.binome.repositories.internal;

import io.binome.kernel.RepeatedPass;
import io.binome.repositories.RepositoryUpkeep;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes over the repositories again and again, on a thread of its own, for as long as the server runs. */
public final class UpkeepKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpkeepKeeper.class);

    private final RepositoryUpkeep upkeep;
    private final Duration pause;
    private final RepeatedPass passes;

    private UpkeepKeeper(RepositoryUpkeep upkeep, Duration pause) {
        this.upkeep = upkeep;
        this.pause = pause;
        this.passes = RepeatedPass.start("repository-upkeep", pause, this::pass);
    }

    /** @param pause before each pass, also the first: a server that starts has other things to do */
    public static UpkeepKeeper start(RepositoryUpkeep upkeep, Duration pause) {
        return new UpkeepKeeper(upkeep, pause);
    }

    private void pass() {
        try {
            upkeep.pass();
        } catch (RuntimeException failed) {
            // Nothing waits for it; what was not done is done by the next pass, here or at another replica.
            LOG.warn("Repositories could not be looked after, it is tried again in {}", pause, failed);
        }
    }

    @Override
    public void close() {
        passes.close();
    }
}
