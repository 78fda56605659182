package io.binome.workloads.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.workloads.internal.ReplicaStore.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes to the ledger that a service was healed, at most once per minute and service, with how often meanwhile; and tells
 * people when one keeps failing, and when it runs again.
 */
final class HealingTrace {
    static final Actor ACTOR = new Actor.Machine("workloads");
    private static final Duration FOLD = Duration.ofMinutes(1);

    /** What ends so often in a row does not come back by itself: fewer ends are a hiccup that nobody wants to read of. */
    private static final int DOWN = 3;

    private final Ledger ledger;
    private final Notices notices;
    private final Map<WorkloadId, Folded> folded = new ConcurrentHashMap<>();

    /** @param more heals since the last entry that are in none */
    private record Folded(Instant written, int more) {}

    HealingTrace(Ledger ledger, Notices notices) {
        this.ledger = ledger;
        this.notices = notices;
    }

    /** It ended once more, and is brought back. */
    void ended(Transaction transaction, Replica replica, String service) {
        if (replica.failures() + 1 == DOWN) {
            notices.tell(
                    transaction, new Notice.OfStack(NoticeKind.SERVICE_DOWN, ACTOR, replica.stack(), service, null));
        }
    }

    /** It has run for long enough to forget how often it ended. */
    void settled(Transaction transaction, Replica replica, String service) {
        if (replica.failures() >= DOWN) {
            notices.tell(
                    transaction, new Notice.OfStack(NoticeKind.SERVICE_BACK, ACTOR, replica.stack(), service, null));
        }
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
