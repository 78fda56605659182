package io.binome.tenancy.internal;

import io.binome.kernel.RepeatedPass;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Closings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends stays when their moment has come and nothing stands against it. Several replicas may do so at once. */
public final class ClosingKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClosingKeeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private final DatabaseClosings closings;
    private @Nullable RepeatedPass passes;

    ClosingKeeper(DatabaseClosings closings) {
        this.closings = closings;
    }

    public Closings closings() {
        return closings;
    }

    /** Once only. */
    public void start() {
        passes = RepeatedPass.start("closings", PAUSE, this::look);
    }

    void look() {
        try {
            closings.due().forEach(this::finish);
        } catch (RuntimeException failed) {
            LOG.warn("The closings could not be listed, it is tried again in {}: {}", PAUSE, failed.toString());
        }
    }

    private void finish(TenantScope scope) {
        try {
            if (closings.finish(scope)) {
                LOG.info("The tenant {} is closed", scope.tenant());
            }
        } catch (RuntimeException failed) {
            LOG.warn("The tenant {} could not be closed, it is tried again in {}", scope.tenant(), PAUSE, failed);
        }
    }

    @Override
    public void close() {
        if (passes != null) {
            passes.close();
        }
    }
}
