package io.binome.server.api;

import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.metering.AgentProblem.ReportBusy;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Who may have a report counted now: one of each host, and few at once. A report that is unpacked takes some hundred
 * megabytes at worst, and whoever has found a token could send many. Safe for use by several threads.
 */
final class ReportPlaces {
    /** Longer than one takes that is as large as it may be. */
    static final Duration AFTER = Duration.ofSeconds(5);

    private final Set<HostId> taken = new HashSet<>();
    private final int most;

    /** @param most reports of all hosts at once */
    ReportPlaces(int most) {
        this.most = most;
    }

    /** To be closed when the report is counted. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws ProblemException with {@link ReportBusy} when there is none for it now */
    synchronized Place take(HostId host) {
        if (taken.size() >= most || !taken.add(host)) {
            throw new ProblemException(new ReportBusy(AFTER));
        }
        return () -> leave(host);
    }

    private synchronized void leave(HostId host) {
        taken.remove(host);
    }
}
