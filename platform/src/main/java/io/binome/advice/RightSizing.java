package io.binome.advice;

import io.binome.changes.Change;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import java.time.Instant;
import java.util.List;

/**
 * Limits that are far from what services really use, and services that nobody uses. Nothing changes but by a change that
 * people review like any other.
 */
public interface RightSizing {
    /** Worked out when it is asked for. */
    Report of(TenantScope scope);

    /**
     * Opens the change that does what is advised: exactly the limits in the Compose file, or an idle service taken out.
     *
     * @return that change, or the one that is open for it already
     * @throws io.binome.kernel.ProblemException with an {@link AdviceProblem} when nothing is advised, or when the file has
     *     to be edited by people
     */
    Change open(TenantScope scope, Actor actor, WorkloadId service);

    /**
     * What is advised now is not advised again until then; recorded in the ledger. Another direction still is: a service
     * that is too large today may be too small tomorrow.
     *
     * @throws io.binome.kernel.ProblemException when nothing is advised, or the reason or the time does not fit
     */
    void dismiss(TenantScope scope, Actor actor, WorkloadId service, String reason, Instant until);

    /** Takes a dismissal back; nothing happens where there is none. */
    void recall(TenantScope scope, Actor actor, WorkloadId service);

    /**
     * @param advice what is too small first, then idle services, then by what comes free
     * @param dismissed what would be advised, if people had not decided otherwise
     * @param looked how many services were looked at; {@code early} of how many less than a week was seen
     */
    record Report(
            Instant from, Instant to, List<SizingAdvice> advice, List<SizingAdvice> dismissed, int looked, int early) {
        public Report {
            advice = List.copyOf(advice);
            dismissed = List.copyOf(dismissed);
        }
    }
}
