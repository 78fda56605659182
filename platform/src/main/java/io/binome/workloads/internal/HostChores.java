package io.binome.workloads.internal;

import io.binome.kernel.HostId;
import io.binome.workloads.Runtime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is to be done on a host now and then, beside healing. */
final class HostChores {
    static final Duration EVERY = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(HostChores.class);

    private final HostId host;
    private final VolumeSweeper volumes;
    private final VolumeMeter meter;
    private final ImageSweeper images;
    private final Executor executor;
    private final InstantSource clock;
    private final AtomicBoolean atWork = new AtomicBoolean();
    private Instant next = Instant.MIN;

    HostChores(
            HostId host,
            VolumeSweeper volumes,
            VolumeMeter meter,
            ImageSweeper images,
            Executor executor,
            InstantSource clock) {
        this.host = host;
        this.volumes = volumes;
        this.meter = meter;
        this.images = images;
        this.executor = executor;
        this.clock = clock;
    }

    void runWhenDue() {
        Instant now = clock.instant();
        boolean waits = now.isBefore(next) && !next.isAfter(now.plus(EVERY));
        if (waits || !atWork.compareAndSet(false, true)) {
            return;
        }
        next = now.plus(EVERY);
        executor.execute(() -> {
            try {
                volumes.sweep(host);
                images.sweep(host);
                meter.measure(host);
            } catch (Runtime.RuntimeUnavailable unavailable) {
                LOG.debug("Host {} went away while it was swept", host, unavailable);
            } catch (RuntimeException failed) {
                LOG.warn("Host {} could not be swept; it is tried again in an hour", host, failed);
            } finally {
                atWork.set(false);
            }
        });
    }
}
