package io.binome.changes.internal;

import io.binome.changes.Activity;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.RunId;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.notifications.Notices;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Saves a change together with the step that moved it: row, activity, notice and ledger entry, in one transaction. */
final class ChangeRecorder {
    private final ChangeStore changes;
    private final ActivityStore activities;
    private final Notices notices;
    private final Ledger ledger;
    private final InstantSource clock;

    ChangeRecorder(ChangeStore changes, ActivityStore activities, Notices notices, Ledger ledger, InstantSource clock) {
        this.changes = changes;
        this.activities = activities;
        this.notices = notices;
        this.ledger = ledger;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Saves a row that {@link ChangeStore#lock} read, and says what happened. */
    void save(Transaction transaction, ChangeRow row, Actor actor, String kind, Map<String, String> details) {
        save(transaction, row, actor, kind, details, null);
    }

    void save(
            Transaction transaction,
            ChangeRow row,
            Actor actor,
            String kind,
            Map<String, String> details,
            @Nullable RunId run) {
        row.updatedAt = now();
        changes.update(transaction, row);
        step(transaction, row, actor, kind, details, run);
    }

    void open(Transaction transaction, ChangeRow row, Actor actor, Map<String, String> details) {
        changes.insert(transaction, row);
        step(transaction, row, actor, "change.opened", details, null);
    }

    private void step(
            Transaction transaction,
            ChangeRow row,
            Actor actor,
            String kind,
            Map<String, String> details,
            @Nullable RunId run) {
        activities.step(transaction, row.id, new Activity.Step(row.updatedAt, actor.reference(), kind, details, run));
        ChangeNotices.of(row, actor, kind, details).ifPresent(notice -> notices.tell(transaction, notice));
        Map<String, Object> recorded = new TreeMap<>(details);
        recorded.put("repository", row.repository.toString());
        recorded.put("number", row.number);
        recorded.put("head", row.head);
        ledger.append(transaction, actor, new LedgerEvent(kind, "change:" + row.id, recorded));
    }
}
