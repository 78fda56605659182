package io.binome.metering.internal;

import io.binome.metering.AgentReport.Moment;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.Known.Reading;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a reading was made that comes late, on the server's clock: a function of values.
 *
 * <p>In the same run of the host's kernel, its clock that nobody sets says how long ago that was. A reading of a former run
 * is dated by the host's own clock, which may be wrong: but never later than the start of the present run, and never
 * before the reading that was counted last; such a date is marked as not sure.
 */
record SweepDating(Instant at, boolean sure) {
    /**
     * @param received by the server's clock, when {@code sent} was the moment at the agent
     * @param last what was counted last of the host; null before the first one
     */
    static SweepDating of(Sweep sweep, Moment sent, Instant received, @Nullable Reading last) {
        if (sweep.bootId().equals(sent.bootId())) {
            return new SweepDating(received.minus(sent.sinceBoot()).plus(sweep.sinceBoot()), true);
        }
        if (last != null && last.bootId().equals(sweep.bootId())) {
            // The run in which the server has heard of it: its clock and the kernel's were compared then.
            Instant at = last.at().plus(sweep.sinceBoot().minus(last.sinceBoot()));
            return new SweepDating(earlier(at, received.minus(sent.sinceBoot())), true);
        }
        Instant said = received.minus(between(sweep.at(), sent.at()));
        Instant at = earlier(said, received.minus(sent.sinceBoot()));
        return new SweepDating(last == null || at.isAfter(last.at()) ? at : last.at(), false);
    }

    /** What a clock that was set wildly says is cut to a hundred years. */
    static Duration between(Instant from, Instant to) {
        Duration most = Duration.ofDays(36_525);
        Duration said = Duration.between(from, to);
        return said.compareTo(most) > 0 ? most : said.compareTo(most.negated()) < 0 ? most.negated() : said;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
