package io.binome.server.console;

import io.binome.notifications.Webhooks.Delivery;
import io.binome.notifications.Webhooks.Webhook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a tenant's notices are posted to.
 *
 * @param secret of the one that was just added, shown this once; null otherwise
 * @param kinds what may be chosen
 */
public record WebhooksPage(List<Row> rows, @Nullable String secret, List<Kind> kinds, String command) {
    /** @param posts what it is posted, in words; {@code deliveries} the newest */
    public record Row(Webhook webhook, String posts, Badge badge, List<Sent> deliveries) {}

    public record Sent(Delivery delivery, String name, Badge badge) {}

    public record Kind(String code, String name) {}
}
