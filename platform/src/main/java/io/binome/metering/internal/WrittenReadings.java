package io.binome.metering.internal;

import io.binome.database.Transaction;
import io.binome.kernel.HostId;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Flow;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.internal.Known.FlowKey;
import io.binome.metering.internal.Known.Seen;
import io.binome.metering.internal.Peaks.Peak;
import io.binome.metering.internal.Reads.Read;
import io.binome.metering.internal.Step.Used;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Writes how far a host was read, and what that adds up to, in the transaction that takes the host's next number. */
final class WrittenReadings {
    private final CounterStore counters;
    private final UsageStore usage;
    private final PeakStore peaks = new PeakStore();
    private final ReadingStore ends = new ReadingStore();

    WrittenReadings(CounterStore counters, UsageStore usage) {
        this.counters = counters;
        this.usage = usage;
    }

    /**
     * @param before what is in the database; nothing where the kernel was started anew since
     * @param known what was read up to now
     * @param reads how far raw counters had come at the ends of hours
     * @param begins whether no counter in the database can be compared any more
     */
    record Batch(
            Known before,
            Known known,
            List<Used> used,
            List<Read> reads,
            List<Peak> peaks,
            boolean begins,
            List<Span> lost) {}

    /** @return false when another server has written meanwhile, whose readings were the same */
    boolean write(Transaction transaction, HostId host, long sequence, UUID holder, Instant until, Batch batch) {
        if (!counters.take(transaction, host, sequence, holder, until)) {
            return false;
        }
        counters.read(transaction, host, Objects.requireNonNull(batch.known().reading()));
        if (batch.begins()) {
            counters.forget(transaction, host);
        }
        putChanged(transaction, host, batch.before(), batch.known());
        usage.add(transaction, host, batch.used());
        ends.add(transaction, host, batch.reads());
        peaks.raise(transaction, host, batch.peaks());
        batch.lost().forEach(span -> counters.lost(transaction, host, sequence + 1, span));
        return true;
    }

    private void putChanged(Transaction transaction, HostId host, Known written, Known known) {
        Map<Owner, Counters> changed = new HashMap<>(known.counters());
        changed.entrySet().removeAll(written.counters().entrySet());
        counters.put(transaction, host, changed.values());
        List<Flow> flows = new ArrayList<>();
        known.flows().forEach((key, seen) -> {
            Seen before = written.flows().get(key);
            if (before == null || !before.flow().equals(seen.flow())) {
                flows.add(seen.flow());
            }
        });
        counters.putFlows(transaction, host, flows);
        Set<FlowKey> over = new HashSet<>(written.flows().keySet());
        over.removeAll(known.flows().keySet());
        counters.removeFlows(transaction, host, over);
    }
}
