package io.binome.drift.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.stacks.Stack;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what was found, and says in the ledger when drift begins, grows and ends; people are told of the former two. */
final class DriftRecorder {
    static final Actor MACHINE = new Actor.Machine("drift");
    private static final int MOST_ADDRESSES = 50;

    private final DriftStore store;
    private final Notices notices;
    private final Ledger ledger;

    DriftRecorder(DriftStore store, Notices notices, Ledger ledger) {
        this.store = store;
        this.notices = notices;
        this.ledger = ledger;
    }

    /** The row must be locked. To be called last in its transaction. */
    void found(Transaction transaction, Stack stack, DriftStore.Kept before, Found found) {
        if (found.equals(before.found())) {
            return;
        }
        store.found(transaction, stack, found);
        List<String> added = found.beyond(before.found());
        if (found.since() == null) {
            say(transaction, MACHINE, "stack.drift-gone", stack, Map.of());
        } else if (!added.isEmpty()) {
            notices.tell(transaction, new Notice.OfStack(NoticeKind.DRIFT_FOUND, MACHINE, stack.id(), null, null));
            say(
                    transaction,
                    MACHINE,
                    "stack.drifted",
                    stack,
                    Map.of(
                            "resources",
                            found.resources().size(),
                            "added",
                            added.stream().limit(MOST_ADDRESSES).toList()));
        }
    }

    void say(Transaction transaction, Actor actor, String kind, Stack stack, Map<String, ?> details) {
        Map<String, Object> all = new TreeMap<>(details);
        all.put("name", stack.name());
        String commit = stack.appliedCommit();
        if (commit != null) {
            all.put("commit", commit);
        }
        ledger.append(transaction, actor, new LedgerEvent(kind, "stack:" + stack.id(), all));
    }
}
