package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.kernel.NoticeId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Notice;
import io.binome.notifications.Notices;
import io.binome.notifications.Watch;
import io.binome.runs.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the watches, tenant by tenant, begins anew what got lost with a job that broke, and sweeps what is old. Several
 * replicas may do so at once.
 */
public final class NotificationKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NotificationKeeper.class);
    /** Work that is older than this was left behind by somebody. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(5);

    private static final int MOST = 500;

    private final Database database;
    private final Notices notices;
    private final Jobs jobs;
    private final Posting posting;
    private final Supplier<List<TenantScope>> tenants;
    private final List<Watch> watches;
    private final Duration every;
    private final Duration keep;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("notification-keeper").unstarted(this::keep);

    NotificationKeeper(
            Database database,
            Notices notices,
            Jobs jobs,
            Posting posting,
            Supplier<List<TenantScope>> tenants,
            List<Watch> watches,
            Duration every,
            Duration keep,
            InstantSource clock) {
        this.database = database;
        this.notices = notices;
        this.jobs = jobs;
        this.posting = posting;
        this.tenants = tenants;
        this.watches = List.copyOf(watches);
        this.every = every;
        this.keep = keep;
        this.clock = clock;
    }

    public void start() {
        thread.start();
    }

    private void keep() {
        try {
            while (true) {
                pass();
                Thread.sleep(every);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at everything. What fails for one tenant or watch keeps none of the others from being looked at. */
    public void pass() {
        List<TenantScope> all;
        try {
            all = tenants.get();
        } catch (RuntimeException failed) {
            LOG.warn("The tenants could not be listed, it is tried again in {}: {}", every, failed.toString());
            return;
        }
        for (TenantScope scope : all) {
            watches.forEach(watch -> attempt(scope, () -> look(scope, watch)));
            attempt(scope, () -> beginAnew(scope));
            attempt(scope, () -> sweep(scope));
        }
    }

    private static void attempt(TenantScope scope, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failed) {
            LOG.warn("Tenant {} could not be looked at: {}", scope.tenant(), failed.toString());
        }
    }

    private void look(TenantScope scope, Watch watch) {
        List<Notice.OfTenant> found = watch.look(scope);
        if (!found.isEmpty()) {
            database.inTenant(scope, transaction -> {
                found.forEach(notice -> notices.tell(transaction, notice));
                watch.kept(transaction, found);
                return found;
            });
        }
    }

    /** A job that ends by a fault leaves its work behind; doing it twice does no harm. */
    private void beginAnew(TenantScope scope) {
        Instant before = clock.instant().minus(LEFT_BEHIND);
        database.inTenant(scope, transaction -> {
            List<NoticeId> lost = new NoticeStore().untold(transaction, before, MOST);
            lost.forEach(notice -> TellNotice.enqueue(jobs, transaction, notice));
            new WebhookStore().overdue(transaction, before).forEach(webhook -> posting.begin(transaction, webhook));
            return lost;
        });
    }

    private void sweep(TenantScope scope) {
        Instant before = clock.instant().minus(keep);
        database.inTenant(scope, transaction -> {
            new InboxStore().forget(transaction, before);
            new WebhookStore().forget(transaction, before);
            return new NoticeStore().forget(transaction, before);
        });
    }

    @Override
    public void close() {
        if (!thread.isAlive()) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
