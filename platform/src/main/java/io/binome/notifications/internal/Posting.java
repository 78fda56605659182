package io.binome.notifications.internal;

import io.binome.database.Transaction;
import io.binome.kernel.CanonicalJson;
import io.binome.kernel.Ids;
import io.binome.kernel.NoticeId;
import io.binome.kernel.WebhookId;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.NotificationSettings;
import io.binome.notifications.Webhooks.Webhook;
import io.binome.notifications.Wording;
import io.binome.runs.Jobs;
import io.binome.tenancy.Tenant;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hands notices to webhooks: a delivery each, and one job per webhook that posts them. */
final class Posting {
    /** What of the facts is for programs; the rest is for people's words. */
    private static final List<String> TOLD = List.of(
            "name", "title", "part", "reason", "by", "budget", "percent", "exemption", "guideline", "until", "since");

    private final WebhookStore webhooks = new WebhookStore();
    private final Jobs jobs;
    private final Wording wording;
    private final NotificationSettings settings;
    private final Ids ids;
    private final InstantSource clock;

    Posting(Jobs jobs, Wording wording, NotificationSettings settings, Ids ids, InstantSource clock) {
        this.jobs = jobs;
        this.wording = wording;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    void hand(Transaction transaction, Tenant about, InboxStore.Entry entry) {
        String body = null;
        // A tenant that is closed posts that it is, and nothing else any more.
        if (!about.open()
                && about.id().equals(transaction.scope().tenant())
                && entry.kind() != NoticeKind.TENANT_CLOSED) {
            return;
        }
        for (Webhook webhook : webhooks.list(transaction)) {
            boolean wanted = webhook.kinds().isEmpty() || webhook.kinds().contains(entry.kind());
            if (wanted && webhook.stoppedAt() == null) {
                body = body == null ? body(about, entry) : body;
                hand(transaction, webhook.id(), entry.notice(), entry.kind().code(), body);
            }
        }
    }

    void test(Transaction transaction, Tenant about, WebhookId webhook, NoticeId notice) {
        Instant now = clock.instant();
        String body = CanonicalJson.text(Map.of(
                "type",
                DatabaseWebhooks.TEST,
                "timestamp",
                now.toString(),
                "data",
                Map.of("tenant", about.name(), "sentence", "Binome can reach you.")));
        hand(transaction, webhook, notice, DatabaseWebhooks.TEST, body);
    }

    private void hand(Transaction transaction, WebhookId webhook, NoticeId notice, String kind, String body) {
        if (webhooks.enqueue(transaction, ids.next(), webhook, notice, kind, body, clock.instant())) {
            begin(transaction, webhook);
        }
    }

    void begin(Transaction transaction, WebhookId webhook) {
        jobs.enqueue(
                transaction,
                Jobs.NewJob.now(
                        PostWebhook.KIND, "webhook:" + webhook, Map.of(PostWebhook.WEBHOOK, webhook.toString())));
    }

    private String body(Tenant about, InboxStore.Entry entry) {
        Map<String, Object> data = new TreeMap<>();
        TOLD.forEach(fact -> {
            String value = entry.facts().getOrDefault(fact, "");
            if (!value.isEmpty()) {
                data.put(fact, value);
            }
        });
        data.put("tenant", about.name());
        data.put("subject", entry.subject());
        data.put("sentence", wording.headline("en", entry.kind(), entry.facts()));
        data.put("link", settings.linkBase() + entry.facts().getOrDefault("path", "/"));
        return CanonicalJson.text(
                Map.of("type", entry.kind().code(), "timestamp", entry.at().toString(), "data", data));
    }
}
