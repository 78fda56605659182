package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.kernel.MemberId;
import io.binome.kernel.NotificationId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Notifier;
import io.binome.runs.JobHandler.Outcome;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.tenancy.Member;
import io.binome.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes mails to the port, and keeps what became of them. A mail is sent again under the same id when that was not kept. */
final class Mailman {
    private static final Logger LOG = LoggerFactory.getLogger(Mailman.class);
    private static final int MOST = 100;

    private final Database database;
    private final Tenants tenants;
    private final Jobs jobs;
    private final PreferenceStore preferences;
    private final InboxStore inboxes = new InboxStore();
    private final MailWriter writer;
    private final Notifier<Notifier.Mail> notifier;
    private final NotificationSettings settings;
    private final InstantSource clock;

    Mailman(
            Database database,
            Tenants tenants,
            Jobs jobs,
            PreferenceStore preferences,
            MailWriter writer,
            Notifier<Notifier.Mail> notifier,
            NotificationSettings settings,
            InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.jobs = jobs;
        this.preferences = preferences;
        this.writer = writer;
        this.notifier = notifier;
        this.settings = settings;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** From when on there may be another mail about the same. */
    Instant again(Instant mailed) {
        return mailed.plus(settings.again());
    }

    Optional<InboxStore.Mailable> find(TenantScope home, NotificationId id) {
        return database.inTenant(home, transaction -> inboxes.mailable(transaction, id));
    }

    List<InboxStore.Mailable> unmailed(TenantScope home, MemberId reader) {
        return database.inTenant(home, transaction -> inboxes.unmailed(transaction, reader, MOST));
    }

    Inbox.Preferences preferences(TenantScope home, MemberId reader) {
        return database.inTenant(home, transaction -> preferences.of(transaction, reader));
    }

    /** @param since when the oldest of it came: after some days nobody tries any more */
    Outcome deliver(
            JobLease lease,
            MemberId reader,
            Instant since,
            List<Inbox.Notification> about,
            BiFunction<MailWriter, Member, Notifier.Mail> mail) {
        Optional<Member> member = tenants.member(lease.scope(), reader);
        if (member.isEmpty()) {
            return new Outcome.Done();
        }
        // Counted from before it leaves: what comes while it is on its way is news.
        Instant sent = clock.instant();
        List<NotificationId> ids = about.stream().map(Inbox.Notification::id).toList();
        return switch (notifier.carry(mail.apply(writer, member.get()))) {
            case Notifier.Outcome.Delivered _ -> {
                database.inTenant(lease.scope(), transaction -> {
                    jobs.fence(transaction, lease);
                    inboxes.mailed(transaction, ids, sent);
                    return ids;
                });
                yield new Outcome.Done();
            }
            case Notifier.Outcome.NotNow later -> {
                keep(lease, ids, later.reason());
                Duration pause = BackOff.after(lease.attempt());
                yield sent.plus(pause).isAfter(since.plus(BackOff.GIVE_UP))
                        ? given(later.reason())
                        : new Outcome.Again(sent.plus(pause), later.reason());
            }
            case Notifier.Outcome.Never never -> {
                keep(lease, ids, never.reason());
                yield given(never.reason());
            }
        };
    }

    private static Outcome given(String reason) {
        LOG.warn("A mail was given up: {}", reason);
        return new Outcome.Failed(reason);
    }

    private void keep(JobLease lease, List<NotificationId> ids, String reason) {
        database.inTenant(lease.scope(), transaction -> {
            jobs.fence(transaction, lease);
            inboxes.notMailed(transaction, ids, reason);
            return ids;
        });
    }
}
