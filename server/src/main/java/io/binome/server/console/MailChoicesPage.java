package io.binome.server.console;

import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import java.util.List;

/**
 * What the reader wants mailed.
 *
 * @param mailed whether this server mails at all
 */
public record MailChoicesPage(List<Choice> choices, Inbox.Preferences preferences, boolean mailed, String email) {
    public record Choice(String code, String name, MailMode mode) {}

    public String quietFrom() {
        Inbox.Quiet quiet = preferences.quiet();
        return quiet == null ? "" : quiet.from().toString();
    }

    public String quietTo() {
        Inbox.Quiet quiet = preferences.quiet();
        return quiet == null ? "" : quiet.to().toString();
    }
}
