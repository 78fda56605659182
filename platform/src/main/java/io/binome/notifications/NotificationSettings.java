package io.binome.notifications;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How people are told.
 *
 * @param linkBase address of the console, without a slash at its end
 * @param mail whether anything is mailed at all
 * @param domain behind the {@code @} of message ids
 * @param delay how long a mail waits for what else comes about the same, and for being read in the console
 * @param again for how long no second mail is sent about what is still unread
 * @param every how often is looked at what nobody does, such as budgets that are used up
 * @param keep how long told notices stay in inboxes
 * @param language and {@code zone} of people who have chosen none; {@code en} or {@code fr}
 */
public record NotificationSettings(
        String linkBase,
        boolean mail,
        String domain,
        Duration delay,
        Duration again,
        Duration every,
        Duration keep,
        String language,
        ZoneId zone) {
    public NotificationSettings {
        if (!language.equals("en") && !language.equals("fr")) {
            throw new IllegalArgumentException("language must be en or fr");
        }
    }
}
