package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Writes to the ledger that a service was healed; at most once per minute and service, with how often meanwhile. */
final class HealingTrace {
    static final Actor ACTOR = new Actor.Machine("workloads");
    private static final Duration FOLD = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Map<WorkloadId, Folded> folded = new ConcurrentHashMap<>();

    /** @param more heals since the last entry that are in none */
    private record Folded(Instant written, int more) {}

    HealingTrace(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The last thing to be done in its transaction. */
    void healed(Transaction transaction, Replica replica, String service, String reason, Instant now) {
        Folded last = folded.get(replica.workload());
        if (last != null && now.isBefore(last.written().plus(FOLD)) && !now.isBefore(last.written())) {
            transaction.afterCommit(() -> folded.put(replica.workload(), new Folded(last.written(), last.more() + 1)));
            return;
        }
        ledger.append(
                transaction,
                ACTOR,
                new LedgerEvent(
                        "workload.healed",
                        "stack:" + replica.stack(),
                        Map.of(
                                "service",
                                service,
                                "replica",
                                (long) replica.ordinal(),
                                "reason",
                                reason,
                                "times",
                                last == null ? 1L : last.more() + 1L)));
        transaction.afterCommit(() -> folded.put(replica.workload(), new Folded(now, 0)));
    }
}
