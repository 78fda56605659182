/**
 * Posts to webhooks: driver of {@link io.binome.notifications.Notifier} for posts. To addresses of others only, see
 * {@link io.binome.drivers.network.AddressRules}.
 */
@org.jspecify.annotations.NullMarked
package io.binome.drivers.webhook;
