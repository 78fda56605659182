package io.binome.metering;

import io.binome.metering.UsageSource.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an agent has read on its host, oldest first, and when it says so.
 *
 * @param sent of the agent at the moment of sending, by the clocks that stand in its readings, too
 * @param version what the agent calls itself; empty when it does not say
 * @param waiting readings that are not in this report and come with the next ones
 */
public record AgentReport(Moment sent, String version, int waiting, List<Sweep> sweeps) {
    public AgentReport {
        sweeps = List.copyOf(sweeps);
    }

    /** Of an agent that does not say its version. */
    public AgentReport(Moment sent, int waiting, List<Sweep> sweeps) {
        this(sent, "", waiting, sweeps);
    }

    /**
     * @param at by the host's clock, which may be wrong
     * @param sinceBoot by the clock of the host's kernel that nobody sets
     */
    public record Moment(String bootId, Duration sinceBoot, Instant at) {}
}
