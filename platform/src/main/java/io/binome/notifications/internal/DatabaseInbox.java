package io.binome.notifications.internal;

import io.binome.database.Database;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.NotificationId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.notifications.Inbox;
import io.binome.notifications.NotificationProblem;
import java.time.Instant;
import java.time.InstantSource;

/** Inboxes in the database, each in its reader's own tenant. */
final class DatabaseInbox implements Inbox {
    private final Database database;
    private final InboxStore inboxes = new InboxStore();
    private final PreferenceStore preferences;
    private final InstantSource clock;

    DatabaseInbox(Database database, PreferenceStore preferences, InstantSource clock) {
        this.database = database;
        this.preferences = preferences;
        this.clock = clock;
    }

    @Override
    public Page<Notification> list(TenantScope home, MemberId reader, boolean unreadOnly, PageRequest page) {
        return Page.of(
                database.inTenant(home, transaction -> inboxes.list(transaction, reader, unreadOnly, page)),
                page,
                InboxStore::cursor);
    }

    @Override
    public int unread(TenantScope home, MemberId reader) {
        return database.inTenant(home, transaction -> inboxes.unread(transaction, reader));
    }

    @Override
    public Notification read(TenantScope home, MemberId reader, NotificationId notification) {
        return database.inTenant(home, transaction -> inboxes.read(transaction, reader, notification, clock.instant()))
                .orElseThrow(() -> new ProblemException(new NotificationProblem.NotFound(notification.toString())));
    }

    @Override
    public int readAll(TenantScope home, MemberId reader, Instant until) {
        return database.inTenant(home, transaction -> inboxes.readAll(transaction, reader, until, clock.instant()));
    }

    @Override
    public Preferences preferences(TenantScope home, MemberId reader) {
        return database.inTenant(home, transaction -> preferences.of(transaction, reader));
    }

    @Override
    public void prefer(TenantScope home, MemberId reader, Preferences wanted) {
        if (!wanted.language().equals("en") && !wanted.language().equals("fr")) {
            throw new ProblemException(InvalidInput.of("language", "must be en or fr"));
        }
        if (wanted.zone().getId().length() > 60) {
            throw new ProblemException(InvalidInput.of("zone", "must be a time zone such as Europe/Paris"));
        }
        database.inTenant(home, transaction -> {
            preferences.put(transaction, reader, wanted);
            return wanted;
        });
    }
}
