package io.binome.server.console;

import io.binome.notifications.Inbox.Notification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reader was told.
 *
 * @param newest when the newest came; null when there is none
 * @param next address of the next page; null on the last
 */
public record InboxPage(
        List<Row> rows,
        boolean unreadOnly,
        @Nullable Instant newest,
        @Nullable String next) {
    /** @param about the tenant, where the reader's own is not meant by itself */
    public record Row(
            Notification notification,
            String headline,
            String explanation,
            @Nullable String about) {
        public boolean unread() {
            return notification.readAt() == null;
        }

        public String address() {
            return "/notifications/" + notification.id() + "/open";
        }
    }

    public boolean anyUnread() {
        return rows.stream().anyMatch(Row::unread);
    }
}
