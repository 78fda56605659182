package io.binome.server.api;

import io.binome.kernel.PageRequest;
import io.binome.kernel.WebhookId;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Webhooks;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Where a tenant's notices are posted to. Addresses may hold a password: only those who may change them see them. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/webhooks")
final class WebhookController {
    private final Webhooks webhooks;
    private final Entrance entrance;

    WebhookController(Webhooks webhooks, Entrance entrance) {
        this.webhooks = webhooks;
        this.entrance = entrance;
    }

    @GetMapping
    Listing<WebhookView> list(Principal principal, @PathVariable String tenant) {
        return Listing.of(webhooks.list(enter(principal, tenant).scope()).stream()
                .map(WebhookView::of)
                .toList());
    }

    /** Adds one; its secret is in this answer and nowhere else. */
    @SecretAnswer
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    AddedView add(Principal principal, @PathVariable String tenant, @RequestBody WebhookRequest request) {
        Access.Entry entry = enter(principal, tenant);
        SortedSet<NoticeKind> kinds = new TreeSet<>();
        if (request.kinds() != null) {
            request.kinds().forEach(code -> kinds.add(InboxController.kind(code)));
        }
        Webhooks.Added added = webhooks.add(
                entry.scope(),
                principal.actor(),
                Words.required("title", request.title()),
                Words.required("address", request.address()),
                kinds);
        return new AddedView(WebhookView.of(added.webhook()), added.secret());
    }

    @DeleteMapping("/{webhook}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        Access.Entry entry = enter(principal, tenant);
        webhooks.remove(entry.scope(), principal.actor(), WebhookId.parse(webhook));
    }

    /** Posts something that means nothing; how that went is in its deliveries soon. */
    @PostMapping("/{webhook}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    DeliveryView test(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        Access.Entry entry = enter(principal, tenant);
        return DeliveryView.of(webhooks.test(entry.scope(), principal.actor(), WebhookId.parse(webhook)));
    }

    /** Starts one again that was stopped because its receiver failed for days. */
    @PostMapping("/{webhook}/resume")
    WebhookView resume(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        Access.Entry entry = enter(principal, tenant);
        return WebhookView.of(webhooks.resume(entry.scope(), principal.actor(), WebhookId.parse(webhook)));
    }

    /** What was posted and what waits, newest first. */
    @GetMapping("/{webhook}/deliveries")
    Listing<DeliveryView> deliveries(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String webhook,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = enter(principal, tenant);
        return Listing.of(
                webhooks.deliveries(entry.scope(), WebhookId.parse(webhook), new PageRequest(limit, after)),
                DeliveryView::of);
    }

    private Access.Entry enter(Principal principal, String tenant) {
        return entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
    }

    /** @param kinds which notices; all when left out */
    record WebhookRequest(
            @Nullable String title,
            @Nullable String address,
            @Nullable List<String> kinds) {}

    record AddedView(WebhookView webhook, String secret) {
        @Override
        public String toString() {
            return "AddedView[" + webhook.id() + "]";
        }
    }

    record WebhookView(
            String id,
            String title,
            String address,
            List<String> kinds,
            Instant createdAt,
            @Nullable Instant failingSince,
            @Nullable Instant stoppedAt,
            @Nullable String stoppedReason) {
        static WebhookView of(Webhooks.Webhook webhook) {
            return new WebhookView(
                    webhook.id().toString(),
                    webhook.title(),
                    webhook.address(),
                    webhook.kinds().stream().map(NoticeKind::code).toList(),
                    webhook.createdAt(),
                    webhook.failingSince(),
                    webhook.stoppedAt(),
                    webhook.stoppedReason());
        }
    }

    /** @param id as the receiver sees it in {@code webhook-id} */
    record DeliveryView(
            String id,
            String kind,
            String state,
            Instant createdAt,
            int attempts,
            @Nullable Instant nextAt,
            @Nullable Instant lastAt,
            @Nullable String answer) {
        static DeliveryView of(Webhooks.Delivery delivery) {
            return new DeliveryView(
                    delivery.notice().toString(),
                    delivery.kind(),
                    Words.of(delivery.state()),
                    delivery.createdAt(),
                    delivery.attempts(),
                    delivery.nextAt(),
                    delivery.lastAt(),
                    delivery.answer());
        }
    }
}
