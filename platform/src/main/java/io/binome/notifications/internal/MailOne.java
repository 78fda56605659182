package io.binome.notifications.internal;

import io.binome.kernel.NotificationId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The job that mails one matter to one person, unless it was read meanwhile. */
final class MailOne implements JobHandler {
    static final String KIND = "mail-notification";
    static final String NOTIFICATION = "notification";

    private final Mailman mailman;

    MailOne(Mailman mailman) {
        this.mailman = mailman;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope home = lease.scope();
        NotificationId id =
                NotificationId.parse(Objects.requireNonNull(lease.payload().get(NOTIFICATION)));
        InboxStore.Mailable found = mailman.find(home, id).orElse(null);
        if (found == null || found.notification().readAt() != null) {
            return new Outcome.Done();
        }
        Inbox.Notification about = found.notification();
        Inbox.Preferences wanted = mailman.preferences(home, found.reader());
        if (wanted.mail(about.kind()) != MailMode.AT_ONCE) {
            return new Outcome.Done();
        }
        if (found.mailedAt() != null && !found.mailedAt().isBefore(about.at())) {
            return new Outcome.Done();
        }
        Instant now = mailman.now();
        Instant earliest = found.mailedAt() == null ? now : mailman.again(found.mailedAt());
        Instant due = QuietHours.over(wanted.quiet(), wanted.zone(), earliest.isAfter(now) ? earliest : now);
        if (due.isAfter(now)) {
            return new Outcome.Again(due, "Mail about this is held back until then.");
        }
        return mailman.deliver(
                lease,
                found.reader(),
                about.at(),
                List.of(about),
                (writer, member) -> writer.one(member, wanted.language(), about));
    }
}
