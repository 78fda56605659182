package io.binome.metering.internal;

import io.binome.kernel.HostId;
import io.binome.kernel.RepeatedPass;
import io.binome.metering.UsageSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all hosts, each on a thread of its own, and closes hours; together with other servers on the same database. */
public final class MeteringKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeteringKeeper.class);
    private static final Duration LOOK_FOR_HOSTS = Duration.ofSeconds(2);
    private static final Duration CLOSE_HOURS = Duration.ofSeconds(30);

    private final Supplier<Set<HostId>> hosts;
    private final Function<HostId, HostMeter> meters;
    private final HourCloser closer;
    private final Duration every;
    private final Map<HostId, Thread> reading = new HashMap<>();
    private final Thread following = Thread.ofVirtual().name("metering-hosts").unstarted(this::followHosts);
    private @Nullable RepeatedPass closing;
    private boolean closedWell = true;

    MeteringKeeper(Supplier<Set<HostId>> hosts, Function<HostId, HostMeter> meters, HourCloser closer, Duration every) {
        this.hosts = hosts;
        this.meters = meters;
        this.closer = closer;
        this.every = every;
    }

    /** Begins to read. Once only. */
    public void start() {
        following.start();
        closing = RepeatedPass.start("metering-hours", CLOSE_HOURS, this::closeHours);
    }

    private void followHosts() {
        try {
            while (true) {
                try {
                    Set<HostId> present = hosts.get();
                    reading.entrySet().removeIf(one -> {
                        boolean gone = !present.contains(one.getKey());
                        if (gone) {
                            one.getValue().interrupt();
                        } else if (!one.getValue().isAlive()) {
                            LOG.error(
                                    "Whoever read host {} has ended; it is read by another from now on", one.getKey());
                        }
                        return gone || !one.getValue().isAlive();
                    });
                    present.forEach(host -> reading.computeIfAbsent(
                            host, id -> Thread.ofVirtual().name("metering").start(() -> read(id))));
                } catch (RuntimeException failed) {
                    LOG.warn("The list of hosts cannot be read; those that are known are metered on", failed);
                }
                Thread.sleep(LOOK_FOR_HOSTS);
            }
        } catch (InterruptedException closed) {
            reading.values().forEach(Thread::interrupt);
            reading.values().forEach(MeteringKeeper::join);
        }
    }

    private void read(HostId host) {
        HostMeter meter = meters.apply(host);
        String trouble = null;
        try {
            while (true) {
                long begun = System.nanoTime();
                trouble = sweep(meter, host, trouble);
                Thread.sleep(
                        Math.max(1, every.minusNanos(System.nanoTime() - begun).toMillis()));
            }
        } catch (InterruptedException closed) {
            try {
                meter.end();
            } catch (RuntimeException failed) {
                LOG.debug("What host {} used last is read again by whoever reads it next", host, failed);
            }
        }
    }

    /** What is wrong, or null. It is logged once and not each few seconds. */
    private static @Nullable String sweep(HostMeter meter, HostId host, @Nullable String trouble) {
        try {
            meter.sweep();
            if (trouble != null) {
                LOG.info("Host {} is metered again; nothing was lost that its kernel counted", host);
            }
            return null;
        } catch (UsageSource.HostAway away) {
            String now = "away";
            if (!now.equals(trouble)) {
                LOG.warn(
                        "Host {} cannot be metered for now: {}. It counts on and is read later",
                        host,
                        away.getMessage());
            }
            return now;
        } catch (RuntimeException failed) {
            String now = failed.getClass().getName();
            if (!now.equals(trouble)) {
                LOG.warn("What host {} used cannot be written for now; it is kept and written later", host, failed);
            }
            return now;
        }
    }

    private void closeHours() {
        try {
            closer.close();
            closedWell = true;
        } catch (RuntimeException failed) {
            if (closedWell) {
                LOG.warn("Hours cannot be closed for now; it is tried again", failed);
            }
            closedWell = false;
        }
    }

    /** Writes what was read, so that nothing of it has to be estimated. */
    @Override
    public void close() {
        following.interrupt();
        join(following);
        if (closing != null) {
            closing.close();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
