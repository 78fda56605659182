package io.binome.notifications.internal;

import io.binome.database.Transaction;
import io.binome.kernel.Ids;
import io.binome.kernel.NoticeId;
import io.binome.notifications.Notice;
import io.binome.notifications.Notices;
import io.binome.runs.Jobs;
import java.time.InstantSource;

/** Keeps notices beside their steps, each with a job of its own, so that no step waits for another's. */
public final class DatabaseNotices implements Notices {
    private final NoticeStore store = new NoticeStore();
    private final Jobs jobs;
    private final Ids ids;
    private final InstantSource clock;

    public DatabaseNotices(Jobs jobs, Ids ids, InstantSource clock) {
        this.jobs = jobs;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void tell(Transaction transaction, Notice notice) {
        NoticeId id = new NoticeId(ids.next());
        if (store.insert(transaction, id, notice, clock.instant())) {
            TellNotice.enqueue(jobs, transaction, id);
        }
    }
}
