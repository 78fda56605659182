package io.binome.notifications.internal;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The job that mails a person, once a day, what is unread of that day. */
final class MailDay implements JobHandler {
    static final String KIND = "mail-day";
    static final String READER = "reader";

    private final Mailman mailman;

    MailDay(Mailman mailman) {
        this.mailman = mailman;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope home = lease.scope();
        MemberId reader = MemberId.parse(Objects.requireNonNull(lease.payload().get(READER)));
        Inbox.Preferences wanted = mailman.preferences(home, reader);
        Instant now = mailman.now();
        Instant due = QuietHours.over(wanted.quiet(), wanted.zone(), now);
        if (due.isAfter(now)) {
            return new Outcome.Again(due, "Mail is held back until then.");
        }
        List<Inbox.Notification> all = mailman.unmailed(home, reader).stream()
                .map(InboxStore.Mailable::notification)
                .filter(one -> wanted.mail(one.kind()) == MailMode.DAILY)
                .toList();
        return all.isEmpty()
                ? new Outcome.Done()
                : mailman.deliver(
                        lease,
                        reader,
                        all.getFirst().at(),
                        all,
                        (writer, member) -> writer.day(member, wanted.language(), all));
    }
}
