package io.binome.metering.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.metering.IdleOwners;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageSource;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.CounterStore.HostRow;
import io.binome.metering.internal.Known.Reading;
import io.binome.metering.internal.WrittenReadings.Batch;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one host, of one thread. What was read is added up in memory and written every few readings: counters and what they
 * add up to in one transaction, under a sequence number that only one server can take. Where it cannot be written, it is
 * kept and read on; where this server dies, the next one reads the same counters from where the last transaction left them.
 */
final class HostMeter {
    private static final Logger LOG = LoggerFactory.getLogger(HostMeter.class);
    private static final Duration ASK_FOR_VOLUMES = Duration.ofMinutes(1);

    private final HostId host;
    private final Database database;
    private final UsageSource source;
    private final Function<HostId, List<KeptBytes>> volumes;
    private final CounterStore counters;
    private final WrittenReadings readings;
    private final MeteringSettings settings;
    private final UUID holder;
    private final InstantSource clock;
    private final Meter meter;

    private final IdleOwners idle = new IdleOwners();
    private final Pending pending = new Pending();
    private final Reads reads = new Reads();
    private final Peaks peaks = new Peaks();
    private final List<Span> lost = new ArrayList<>();
    private @Nullable State state;
    private boolean begins;
    private List<KeptBytes> kept = List.of();
    private Instant keptAt = Instant.EPOCH;

    /**
     * @param written what is in the database, {@code known} what was read since
     * @param wroteAt null until this server has written, and so taken the host
     */
    private record State(
            long sequence,
            Known written,
            Known known,
            @Nullable Instant wroteAt) {
        State with(Known later) {
            return new State(sequence, written, later, wroteAt);
        }
    }

    HostMeter(
            HostId host,
            Database database,
            UsageSource source,
            Function<HostId, List<KeptBytes>> volumes,
            CounterStore counters,
            UsageStore usage,
            MeteringSettings settings,
            UUID holder,
            InstantSource clock) {
        this.host = host;
        this.database = database;
        this.source = source;
        this.volumes = volumes;
        this.counters = counters;
        this.readings = new WrittenReadings(counters, usage);
        this.settings = settings;
        this.holder = holder;
        this.clock = clock;
        this.meter = new Meter(settings.every().multipliedBy(3));
    }

    /**
     * Reads once, and writes when that is due.
     *
     * @return false when another server reads this host
     * @throws UsageSource.HostAway when it cannot be asked; what it counts meanwhile is read later
     */
    boolean sweep() {
        State present = state == null ? load() : state;
        if (present == null) {
            return false;
        }
        Sweep sweep = source.read(host);
        Instant now = clock.instant();
        Step step = meter.step(present.known(), sweep, kept(now), now);
        pending.add(step.used());
        reads.add(step.reads());
        peaks.add(sweep.all(), now);
        begins |= step.begins();
        if (step.lost() != null) {
            lost.add(step.lost());
        }
        state = present.with(step.known());
        return !due(present.wroteAt(), now) || write();
    }

    private boolean due(@Nullable Instant wroteAt, Instant now) {
        if (wroteAt == null) {
            return true;
        }
        Duration since = Duration.between(wroteAt, now);
        return since.isNegative() || since.plus(settings.every().dividedBy(2)).compareTo(settings.write()) >= 0;
    }

    private @Nullable State load() {
        Instant now = clock.instant();
        return database.asDispatcher(transaction -> {
            Optional<HostRow> row = counters.host(transaction, host);
            if (row.isPresent() && !free(row.get(), now)) {
                return null;
            }
            Known known = row.map(there -> known(transaction, there.reading())).orElse(Known.NOTHING);
            return new State(row.map(HostRow::sequence).orElse(0L), known, known, null);
        });
    }

    private Known known(Transaction transaction, @Nullable Reading reading) {
        return reading == null
                ? Known.NOTHING
                : new Known(reading, counters.counters(transaction, host), counters.flows(transaction, host));
    }

    /** A term that ends later than any that is given was written by a clock that has since been put back. */
    private boolean free(HostRow row, Instant now) {
        return holder.equals(row.holder())
                || !row.heldUntil().isAfter(now)
                || row.heldUntil().isAfter(now.plus(term().multipliedBy(4)));
    }

    private Duration term() {
        return settings.write().multipliedBy(2).plus(settings.every().multipliedBy(2));
    }

    /** Writes what is pending; false when another server has taken the host, which reads all of it again. */
    boolean write() {
        State present = state;
        if (present == null || present.known().reading() == null) {
            return true;
        }
        Instant now = clock.instant();
        Batch batch = new Batch(
                begins ? Known.NOTHING : present.written(),
                present.known(),
                pending.all(),
                reads.all(),
                peaks.pending(),
                begins,
                lost);
        boolean taken = database.asDispatcher(
                transaction -> readings.write(transaction, host, present.sequence(), holder, now.plus(term()), batch));
        pending.clear();
        reads.clear();
        peaks.written(now);
        lost.clear();
        begins = false;
        state = taken ? new State(present.sequence() + 1, present.known(), present.known(), now) : null;
        if (taken) {
            idle.of(present.known().counters(), now).forEach(owner -> source.forget(host, owner));
        }
        return taken;
    }

    /**
     * Volumes are measured seldom: what they hold is asked for once a minute. While that is not to be had, as the database
     * cannot be reached, it is as it was: the counters must be read all the same.
     */
    private List<KeptBytes> kept(Instant now) {
        if (Duration.between(keptAt, now).abs().compareTo(ASK_FOR_VOLUMES) >= 0) {
            try {
                kept = volumes.apply(host);
                keptAt = now;
            } catch (RuntimeException unknown) {
                if (keptAt.equals(Instant.EPOCH)) {
                    throw unknown;
                }
                LOG.debug("What the volumes of host {} hold is not known for now; it is as it was", host, unknown);
            }
        }
        return kept;
    }

    /** Writes what is left, and lets another server read the host at once. */
    void end() {
        if (write()) {
            database.asDispatcher(transaction -> {
                counters.release(transaction, host, holder, clock.instant());
                return host;
            });
        }
    }
}
