package io.binome.server.console;

import io.binome.kernel.PageRequest;
import io.binome.kernel.WebhookId;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Webhooks;
import io.binome.notifications.Wording;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** Where a tenant's notices are posted to, and how that goes. */
@Controller
@RequestMapping("/t/{tenant}/webhooks")
final class WebhookConsole {
    private static final int DELIVERIES = 8;

    private final Entrance entrance;
    private final Webhooks webhooks;
    private final Wording wording;
    private final Frames frames;
    private final Pages pages;

    WebhookConsole(Entrance entrance, Webhooks webhooks, Wording wording, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.webhooks = webhooks;
        this.wording = wording;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View list(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        return page(principal, request, enter(principal, tenant), null);
    }

    /** Answers the page itself, not a redirect: the secret is in no address and is not to be had again. */
    @PostMapping
    View add(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam String title,
            @RequestParam String address,
            @RequestParam(required = false) @Nullable List<String> kinds) {
        Access.Entry entry = enter(principal, tenant);
        SortedSet<NoticeKind> chosen = new TreeSet<>();
        (kinds == null ? List.<String>of() : kinds)
                .forEach(code -> NoticeKind.of(code).ifPresent(chosen::add));
        Webhooks.Added added = webhooks.add(entry.scope(), principal.actor(), title, address, chosen);
        return page(principal, request, entry, added.secret());
    }

    @PostMapping("/{webhook}/test")
    String test(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        webhooks.test(enter(principal, tenant).scope(), principal.actor(), WebhookId.parse(webhook));
        return Pages.to("/t/" + tenant + "/webhooks", "webhook-tested");
    }

    @PostMapping("/{webhook}/resume")
    String resume(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        webhooks.resume(enter(principal, tenant).scope(), principal.actor(), WebhookId.parse(webhook));
        return Pages.to("/t/" + tenant + "/webhooks", "webhook-resumed");
    }

    @PostMapping("/{webhook}/remove")
    String remove(Principal principal, @PathVariable String tenant, @PathVariable String webhook) {
        webhooks.remove(enter(principal, tenant).scope(), principal.actor(), WebhookId.parse(webhook));
        return Pages.to("/t/" + tenant + "/webhooks", "webhook-removed");
    }

    private Access.Entry enter(Principal principal, String tenant) {
        return entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
    }

    private View page(Principal principal, HttpServletRequest request, Access.Entry entry, @Nullable String secret) {
        Frame frame = frames.inside(request, principal, entry, "webhooks", "nav.webhooks");
        Reader reader = frame.reader();
        List<WebhooksPage.Row> rows = webhooks.list(entry.scope()).stream()
                .map(webhook -> new WebhooksPage.Row(
                        webhook,
                        posts(reader, webhook),
                        badge(reader, webhook),
                        webhooks.deliveries(entry.scope(), webhook.id(), PageRequest.first(DELIVERIES)).items().stream()
                                .map(delivery -> sent(reader, delivery))
                                .toList()))
                .toList();
        List<WebhooksPage.Kind> kinds = Arrays.stream(NoticeKind.values())
                .map(kind -> new WebhooksPage.Kind(kind.code(), wording.name(reader.language(), kind)))
                .toList();
        String command = "binome webhook add Chat https://chat.example.org/hook --tenant "
                + entry.tenant().name();
        return pages.page("webhooks", frame, new WebhooksPage(rows, secret, kinds, command));
    }

    private String posts(Reader reader, Webhooks.Webhook webhook) {
        if (webhook.kinds().isEmpty()) {
            return reader.text("webhook.posts-all");
        }
        return reader.list(webhook.kinds().stream()
                .map(kind -> wording.name(reader.language(), kind))
                .toList());
    }

    private static Badge badge(Reader reader, Webhooks.Webhook webhook) {
        if (webhook.stoppedAt() != null) {
            return Badge.danger(reader.text("webhook.is-stopped"));
        }
        return webhook.failingSince() == null
                ? Badge.ok(reader.text("webhook.is-well"))
                : Badge.warning(reader.text("webhook.is-failing", reader.relative(webhook.failingSince())));
    }

    private WebhooksPage.Sent sent(Reader reader, Webhooks.Delivery delivery) {
        String name = NoticeKind.of(delivery.kind())
                .map(kind -> wording.name(reader.language(), kind))
                .orElseGet(() -> reader.text("webhook.test"));
        Badge badge =
                switch (delivery.state()) {
                    case DELIVERED -> Badge.ok(reader.text("webhook.delivered"));
                    case WAITING -> Badge.waiting(reader.text("webhook.waiting"));
                    case FAILED -> Badge.danger(reader.text("webhook.failed"));
                };
        return new WebhooksPage.Sent(delivery, name, badge);
    }
}
