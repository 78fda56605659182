package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.notifications.Directory;
import io.binome.notifications.Inbox;
import io.binome.notifications.Notices;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Notifier;
import io.binome.notifications.Watch;
import io.binome.notifications.WebhookSecrets;
import io.binome.notifications.Webhooks;
import io.binome.notifications.Wording;
import io.binome.runs.JobHandler;
import io.binome.runs.Jobs;
import io.binome.tenancy.Tenants;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Puts the room together: inboxes, webhooks, the jobs that tell, and the keeper. Notices are taken before it is made. */
public final class NotificationsRoom {
    private final Needs needs;
    private final Posting posting;
    private final Inbox inbox;
    private final Webhooks webhooks;
    private final List<JobHandler> handlers;

    /**
     * What the room stands on.
     *
     * @param notices where notices are kept: made apart, because rooms that the directory asks need it first
     * @param mail how mails leave, {@code posts} how webhooks are posted to
     * @param addresses which addresses may be posted to
     */
    public record Needs(
            Database database,
            Ledger ledger,
            Tenants tenants,
            Jobs jobs,
            Notices notices,
            Directory directory,
            Notifier<Notifier.Mail> mail,
            Notifier<Notifier.Post> posts,
            Notifier.AddressRule addresses,
            WebhookSecrets secrets,
            Wording wording,
            NotificationSettings settings,
            SecureRandom random,
            Ids ids,
            InstantSource clock) {}

    public NotificationsRoom(Needs needs) {
        this.needs = needs;
        NotificationSettings settings = needs.settings();
        PreferenceStore preferences = new PreferenceStore(settings.language(), settings.zone());
        Mailing mailing = new Mailing(needs.jobs(), preferences, settings, needs.clock());
        this.posting = new Posting(needs.jobs(), needs.wording(), settings, needs.ids(), needs.clock());
        Mailman mailman = new Mailman(
                needs.database(),
                needs.tenants(),
                needs.jobs(),
                preferences,
                new MailWriter(needs.wording(), settings),
                needs.mail(),
                settings,
                needs.clock());
        this.inbox = new DatabaseInbox(needs.database(), preferences, needs.clock());
        this.webhooks = new DatabaseWebhooks(needs, posting);
        this.handlers = List.of(
                new TellNotice(
                        needs.database(),
                        needs.tenants(),
                        needs.jobs(),
                        needs.directory(),
                        mailing,
                        posting,
                        needs.ids(),
                        needs.clock()),
                new MailOne(mailman),
                new MailDay(mailman),
                new PostWebhook(
                        needs.database(),
                        needs.jobs(),
                        needs.secrets(),
                        needs.posts(),
                        needs.notices(),
                        needs.clock()));
    }

    public Inbox inbox() {
        return inbox;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    /** For a runner of their own, so that no change waits for a slow receiver. */
    public List<JobHandler> handlers() {
        return handlers;
    }

    /** Not started yet. */
    public NotificationKeeper keeper(Supplier<List<TenantScope>> tenants, List<Watch> watches) {
        return new NotificationKeeper(
                needs.database(),
                needs.notices(),
                needs.jobs(),
                posting,
                tenants,
                watches,
                needs.settings().every(),
                needs.settings().keep(),
                needs.clock());
    }
}
