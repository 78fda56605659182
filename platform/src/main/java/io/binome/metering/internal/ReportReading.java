package io.binome.metering.internal;

import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.metering.AgentProblem.ReportImpossible;
import io.binome.metering.AgentProblem.ReportTooLarge;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReport.Moment;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Known.Reading;
import io.binome.metering.internal.Meter.Doubt;
import io.binome.metering.internal.Peaks.Peak;
import io.binome.metering.internal.Reads.Read;
import io.binome.metering.internal.Step.Used;
import io.binome.workloads.KeptBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One report, reading by reading, over what was known of its host. Of one thread, and asks nobody. */
final class ReportReading {
    private final Meter meter;
    private final Map<String, @Nullable Instant> boots;
    private final Set<TenantId> tenants;
    private final List<KeptBytes> kept;
    private final Map<String, Instant> newBoots = new HashMap<>();
    private final Pending pending = new Pending();
    private final Reads reads = new Reads();
    private final Peaks peaks = new Peaks();
    private final List<Span> lost = new ArrayList<>();
    private Known known;
    private boolean begins;
    private int counted;
    private long rows;

    /**
     * @param boots starts of its kernel that are known, and when they seemed to be; null for one to be dated anew
     * @param tenants whose counters count
     */
    ReportReading(
            Meter meter,
            Known known,
            Map<String, @Nullable Instant> boots,
            Set<TenantId> tenants,
            List<KeptBytes> kept) {
        this.meter = meter;
        this.known = known;
        this.boots = new HashMap<>(boots);
        this.tenants = tenants;
        this.kept = kept;
    }

    /** @throws ProblemException with {@link ReportImpossible} or {@link ReportTooLarge}; nothing must be written then */
    void read(AgentReport report, Instant received) {
        try {
            for (Sweep sweep : report.sweeps()) {
                refuse(SweepLimits.broken(sweep, report.sent()));
                if (isNew(sweep, report.sent())) {
                    count(sweep, report.sent(), received);
                }
            }
        } catch (ArithmeticException overflow) {
            throw new ProblemException(
                    new ReportImpossible("its numbers add up to more than can be written"), overflow);
        }
    }

    private static void refuse(Optional<String> reason) {
        reason.ifPresent(why -> {
            throw new ProblemException(new ReportImpossible(why));
        });
    }

    /** A run of the kernel that is over does not come back, and none follows the one in which the report was sent. */
    private boolean isNew(Sweep sweep, Moment sent) {
        Reading last = known.reading();
        if (last == null) {
            return true;
        }
        if (last.bootId().equals(sweep.bootId())) {
            return sweep.sinceBoot().compareTo(last.sinceBoot()) > 0;
        }
        return !last.bootId().equals(sent.bootId()) && !boots.containsKey(sweep.bootId());
    }

    private void count(Sweep sweep, Moment sent, Instant received) {
        SweepDating dating = SweepDating.of(sweep, sent, received, known.reading());
        Instant begun = boots.get(sweep.bootId());
        refuse(SweepLimits.misdated(sweep, dating.at(), known.reading(), begun));
        rows += SweepLimits.rows(sweep, dating.at(), known.reading(), kept.size());
        if (rows > SweepLimits.MOST_ROWS) {
            // Never of one reading alone: whoever halves his report comes to an end.
            throw new ProblemException(new ReportTooLarge(SweepLimits.MOST_ROWS));
        }
        if (begun == null) {
            begun = dating.at().minus(sweep.sinceBoot());
            boots.put(sweep.bootId(), begun);
            newBoots.put(sweep.bootId(), begun);
            refuse(
                    newBoots.size() > AgentStore.MOST_BOOTS
                            ? Optional.of("its kernel was started more than " + AgentStore.MOST_BOOTS + " times")
                            : Optional.empty());
        }
        boolean late = Duration.between(dating.at(), received).compareTo(Meter.LOOKED_AT) > 0;
        Sweep owned = owned(sweep);
        peaks.add(owned.all(), dating.at());
        Step step = meter.step(known, owned, kept, dating.at(), new Doubt(!dating.sure(), late));
        known = step.known();
        pending.add(step.used());
        reads.add(step.reads());
        begins |= step.begins();
        if (step.lost() != null) {
            lost.add(step.lost());
        }
        counted++;
    }

    /** Without the counters of whoever was never placed there. */
    private Sweep owned(Sweep sweep) {
        return new Sweep(
                sweep.at(),
                sweep.sinceBoot(),
                sweep.bootId(),
                sweep.all().stream().filter(one -> counts(one.owner())).toList(),
                sweep.flows().stream().filter(one -> counts(one.owner())).toList());
    }

    private boolean counts(Owner owner) {
        return switch (owner) {
            case Owner.WholeHost() -> true;
            case Owner.Tenant of -> tenants.contains(of.tenant());
            case Owner.Builds of -> tenants.contains(of.tenant());
            case Owner.Stack of -> tenants.contains(of.tenant());
            case Owner.Service of -> tenants.contains(of.tenant());
        };
    }

    Known known() {
        return known;
    }

    List<Used> used() {
        return pending.all();
    }

    List<Read> reads() {
        return reads.all();
    }

    List<Peak> peaks() {
        return peaks.pending();
    }

    boolean begins() {
        return begins;
    }

    List<Span> lost() {
        return lost;
    }

    int counted() {
        return counted;
    }

    /** Starts that were not known, or had to be dated anew. */
    Map<String, Instant> newBoots() {
        return newBoots;
    }
}
