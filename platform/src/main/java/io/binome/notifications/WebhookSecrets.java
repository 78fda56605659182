package io.binome.notifications;

import io.binome.kernel.TenantScope;

/** Seals the secrets of webhooks before they are stored. What was sealed for one webhook opens for no other. */
public interface WebhookSecrets {
    byte[] seal(TenantScope scope, String webhook, byte[] clear);

    /** @throws IllegalStateException when it was not sealed for this webhook, or was altered */
    byte[] open(TenantScope scope, String webhook, byte[] sealed);
}
