package io.binome.notifications;

import io.binome.kernel.Actor;
import io.binome.kernel.NoticeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Addresses to which a tenant's notices are posted, by the Standard Webhooks specification 1.0. */
public interface Webhooks {
    List<Webhook> list(TenantScope scope);

    /** @throws io.binome.kernel.ProblemException with {@link NotificationProblem.WebhookNotFound} */
    Webhook get(TenantScope scope, WebhookId webhook);

    /**
     * @param kinds what is posted there; all when empty
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput}, or
     *     {@link NotificationProblem.TooManyWebhooks}
     */
    Added add(TenantScope scope, Actor actor, String title, String address, SortedSet<NoticeKind> kinds);

    void remove(TenantScope scope, Actor actor, WebhookId webhook);

    /** Posts something that means nothing, soon, also to one that is stopped. Its delivery says how it went. */
    Delivery test(TenantScope scope, Actor actor, WebhookId webhook);

    /** Posts again to one that was stopped; what waited meanwhile is tried at once. */
    Webhook resume(TenantScope scope, Actor actor, WebhookId webhook);

    /** Newest first. */
    Page<Delivery> deliveries(TenantScope scope, WebhookId webhook, PageRequest page);

    /**
     * @param kinds empty for all
     * @param failingSince of the present row of failures
     * @param stoppedAt since when nothing is posted any more
     */
    record Webhook(
            WebhookId id,
            String title,
            String address,
            SortedSet<NoticeKind> kinds,
            String createdBy,
            Instant createdAt,
            @Nullable Instant failingSince,
            @Nullable Instant stoppedAt,
            @Nullable String stoppedReason) {}

    /** @param secret {@code whsec_} and Base64 of 32 bytes; shown this once */
    record Added(Webhook webhook, String secret) {}

    /**
     * @param notice what the receiver sees as {@code webhook-id}
     * @param kind as {@link NoticeKind#code()}, or {@code test}
     * @param nextAt when it is tried next, while it waits
     * @param answer how the last attempt ended
     */
    record Delivery(
            NoticeId notice,
            String kind,
            State state,
            Instant createdAt,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            @Nullable String answer) {}

    enum State {
        WAITING,
        DELIVERED,
        FAILED
    }
}
