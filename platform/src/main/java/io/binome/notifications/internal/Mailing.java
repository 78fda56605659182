package io.binome.notifications.internal;

import io.binome.database.Transaction;
import io.binome.kernel.MemberId;
import io.binome.kernel.NotificationId;
import io.binome.notifications.Inbox;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.NotificationSettings;
import io.binome.runs.Jobs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Decides whether and when what came into an inbox is mailed as well. */
final class Mailing {
    private final Jobs jobs;
    private final PreferenceStore preferences;
    private final NotificationSettings settings;
    private final InstantSource clock;

    Mailing(Jobs jobs, PreferenceStore preferences, NotificationSettings settings, InstantSource clock) {
        this.jobs = jobs;
        this.preferences = preferences;
        this.settings = settings;
        this.clock = clock;
    }

    void plan(Transaction transaction, MemberId reader, NoticeKind kind, NotificationId notification) {
        if (!settings.mail()) {
            return;
        }
        Inbox.Preferences wanted = preferences.of(transaction, reader);
        Instant now = clock.instant();
        switch (wanted.mail(kind)) {
            case AT_ONCE ->
                jobs.enqueue(
                        transaction,
                        new Jobs.NewJob(
                                MailOne.KIND,
                                Map.of(MailOne.NOTIFICATION, notification.toString()),
                                "mail:" + notification,
                                now.plus(settings.delay())));
            case DAILY ->
                jobs.enqueue(
                        transaction,
                        new Jobs.NewJob(
                                MailDay.KIND,
                                Map.of(MailDay.READER, reader.toString()),
                                "mail-day:" + reader,
                                QuietHours.nextDaily(wanted.zone(), now)));
            case NEVER -> {}
        }
    }
}
