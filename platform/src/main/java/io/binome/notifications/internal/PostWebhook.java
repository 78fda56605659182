package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WebhookId;
import io.binome.notifications.Notice;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Notices;
import io.binome.notifications.Notifier;
import io.binome.notifications.WebhookSecrets;
import io.binome.notifications.Webhooks;
import io.binome.runs.JobHandler;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The job that posts what is due to one webhook; one at a time, so that a slow receiver holds one place at most. What fails
 * keeps its own time of the next attempt and does not keep what comes after it waiting.
 */
final class PostWebhook implements JobHandler {
    static final String KIND = "post-webhook";
    static final String WEBHOOK = "webhook";
    private static final int MOST = 50;
    /** After so many in a row the receiver is left alone for a while, rather than each delivery waiting for its answer. */
    private static final int FAILURES = 3;

    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration STOPS_AFTER = Duration.ofDays(3);
    private static final Actor MACHINE = new Actor.Machine("notifications");

    private final Database database;
    private final Jobs jobs;
    private final WebhookStore webhooks = new WebhookStore();
    private final WebhookSecrets secrets;
    private final Notifier<Notifier.Post> notifier;
    private final Notices notices;
    private final InstantSource clock;

    PostWebhook(
            Database database,
            Jobs jobs,
            WebhookSecrets secrets,
            Notifier<Notifier.Post> notifier,
            Notices notices,
            InstantSource clock) {
        this.database = database;
        this.jobs = jobs;
        this.secrets = secrets;
        this.notifier = notifier;
        this.notices = notices;
        this.clock = clock;
    }

    /** How a pass over what is due went. */
    private record Pass(int failures, boolean stopped) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Outcome run(JobLease lease) {
        TenantScope scope = lease.scope();
        WebhookId id = WebhookId.parse(Objects.requireNonNull(lease.payload().get(WEBHOOK)));
        Optional<WebhookStore.Kept> found = database.inTenant(scope, transaction -> webhooks.find(transaction, id));
        if (found.isEmpty()) {
            return new Outcome.Done();
        }
        boolean stopped = found.get().webhook().stoppedAt() != null;
        Instant started = clock.instant();
        List<WebhookStore.Due> due =
                database.inTenant(scope, transaction -> webhooks.due(transaction, id, stopped, started, MOST));
        Pass pass = post(lease, found.get(), due);
        if (stopped || pass.stopped()) {
            return new Outcome.Done();
        }
        Instant earliest = pass.failures() >= FAILURES ? clock.instant().plus(REST) : clock.instant();
        return database.inTenant(scope, transaction -> webhooks.next(transaction, id))
                .<Outcome>map(next -> new Outcome.Again(
                        next.isBefore(earliest) ? earliest : next, "The next delivery is tried then."))
                .orElseGet(Outcome.Done::new);
    }

    private Pass post(JobLease lease, WebhookStore.Kept kept, List<WebhookStore.Due> due) {
        byte[] secret = secrets.open(lease.scope(), kept.webhook().id().toString(), kept.secret());
        int failures = 0;
        for (WebhookStore.Due one : due) {
            lease.cancellation().check();
            SortedMap<String, String> headers = Signature.headers(
                    secret, one.notice().toString(), clock.instant().getEpochSecond(), one.body());
            Notifier.Outcome outcome =
                    notifier.carry(new Notifier.Post(URI.create(kept.webhook().address()), headers, one.body()));
            boolean stopped = database.inTenant(lease.scope(), transaction -> {
                jobs.fence(transaction, lease);
                return keep(transaction, kept.webhook(), one, outcome);
            });
            failures = outcome instanceof Notifier.Outcome.Delivered ? 0 : failures + 1;
            if (stopped || failures >= FAILURES) {
                return new Pass(failures, stopped);
            }
        }
        return new Pass(failures, false);
    }

    /** @return whether nothing is to be posted there any more */
    private boolean keep(
            Transaction transaction, Webhooks.Webhook webhook, WebhookStore.Due one, Notifier.Outcome outcome) {
        Instant now = clock.instant();
        switch (outcome) {
            case Notifier.Outcome.Delivered well -> {
                webhooks.attempted(transaction, one.id(), Webhooks.State.DELIVERED, well.answer(), null, now);
                webhooks.wentWell(transaction, webhook.id());
                return false;
            }
            case Notifier.Outcome.NotNow later -> {
                Instant next = now.plus(BackOff.after(one.attempts() + 1));
                boolean over = one.kind().equals(DatabaseWebhooks.TEST)
                        || next.isAfter(one.createdAt().plus(BackOff.GIVE_UP));
                webhooks.attempted(
                        transaction,
                        one.id(),
                        over ? Webhooks.State.FAILED : Webhooks.State.WAITING,
                        later.reason(),
                        over ? null : next,
                        now);
                return failed(transaction, webhook, later.reason(), now);
            }
            case Notifier.Outcome.Never never -> {
                webhooks.attempted(transaction, one.id(), Webhooks.State.FAILED, never.reason(), null, now);
                return never.gone()
                        ? stop(transaction, webhook, never.reason(), now)
                        : failed(transaction, webhook, never.reason(), now);
            }
        }
    }

    private boolean failed(Transaction transaction, Webhooks.Webhook webhook, String reason, Instant now) {
        Optional<Instant> since = webhooks.failed(transaction, webhook.id(), now);
        return since.isPresent()
                && since.get().plus(STOPS_AFTER).isBefore(now)
                && stop(transaction, webhook, reason, now);
    }

    private boolean stop(Transaction transaction, Webhooks.Webhook webhook, String reason, Instant now) {
        if (webhooks.stop(transaction, webhook.id(), reason, now)) {
            notices.tell(
                    transaction,
                    new Notice.OfTenant(
                            NoticeKind.WEBHOOK_STOPPED,
                            MACHINE,
                            "webhook/" + webhook.id(),
                            new TreeMap<>(Map.of("webhook", webhook.title(), "reason", reason)),
                            null));
        }
        return true;
    }
}
