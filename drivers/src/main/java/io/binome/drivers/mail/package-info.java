/** E-mail by SMTP: driver of {@link io.binome.notifications.Notifier} for mails. Its settings are in docs/reference/notifications.md. */
@org.jspecify.annotations.NullMarked
package io.binome.drivers.mail;
