package io.binome.notifications.internal;

import static io.binome.database.tables.NotificationChoice.NOTIFICATION_CHOICE;
import static io.binome.database.tables.NotificationReader.NOTIFICATION_READER;

import io.binome.database.Transaction;
import io.binome.kernel.MemberId;
import io.binome.notifications.Inbox;
import io.binome.notifications.MailMode;
import io.binome.notifications.NoticeKind;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** The tables of what people want mailed, when, and in which language. */
final class PreferenceStore {
    private final String language;
    private final ZoneId zone;

    /** @param language and {@code zone} of people who have chosen none */
    PreferenceStore(String language, ZoneId zone) {
        this.language = language;
        this.zone = zone;
    }

    Inbox.Preferences of(Transaction transaction, MemberId reader) {
        Map<NoticeKind, MailMode> mail = new EnumMap<>(NoticeKind.class);
        transaction
                .sql()
                .selectFrom(NOTIFICATION_CHOICE)
                .where(
                        NOTIFICATION_CHOICE.TENANT_ID.eq(tenant(transaction)),
                        NOTIFICATION_CHOICE.MEMBER_ID.eq(reader.value()))
                .forEach(row -> NoticeKind.of(row.getKind())
                        .ifPresent(kind -> mail.put(kind, MailMode.valueOf(row.getMail()))));
        return transaction
                .sql()
                .selectFrom(NOTIFICATION_READER)
                .where(
                        NOTIFICATION_READER.TENANT_ID.eq(tenant(transaction)),
                        NOTIFICATION_READER.MEMBER_ID.eq(reader.value()))
                .fetchOptional(row -> new Inbox.Preferences(
                        mail,
                        row.getLanguage(),
                        ZoneId.of(row.getZone()),
                        row.getQuietFrom() == null || row.getQuietTo() == null
                                ? null
                                : new Inbox.Quiet(row.getQuietFrom(), row.getQuietTo())))
                .orElseGet(() -> new Inbox.Preferences(mail, language, zone, null));
    }

    void put(Transaction transaction, MemberId reader, Inbox.Preferences preferences) {
        Inbox.Quiet quiet = preferences.quiet();
        transaction
                .sql()
                .insertInto(NOTIFICATION_READER)
                .set(NOTIFICATION_READER.TENANT_ID, tenant(transaction))
                .set(NOTIFICATION_READER.MEMBER_ID, reader.value())
                .set(NOTIFICATION_READER.LANGUAGE, preferences.language())
                .set(NOTIFICATION_READER.ZONE, preferences.zone().getId())
                .set(NOTIFICATION_READER.QUIET_FROM, quiet == null ? null : quiet.from())
                .set(NOTIFICATION_READER.QUIET_TO, quiet == null ? null : quiet.to())
                .onDuplicateKeyUpdate()
                .set(NOTIFICATION_READER.LANGUAGE, preferences.language())
                .set(NOTIFICATION_READER.ZONE, preferences.zone().getId())
                .set(NOTIFICATION_READER.QUIET_FROM, quiet == null ? null : quiet.from())
                .set(NOTIFICATION_READER.QUIET_TO, quiet == null ? null : quiet.to())
                .execute();
        transaction
                .sql()
                .deleteFrom(NOTIFICATION_CHOICE)
                .where(
                        NOTIFICATION_CHOICE.TENANT_ID.eq(tenant(transaction)),
                        NOTIFICATION_CHOICE.MEMBER_ID.eq(reader.value()))
                .execute();
        preferences.mail().forEach((kind, mode) -> {
            if (mode != kind.usual()) {
                choose(transaction, reader, kind, mode);
            }
        });
    }

    private static void choose(Transaction transaction, MemberId reader, NoticeKind kind, MailMode mode) {
        transaction
                .sql()
                .insertInto(NOTIFICATION_CHOICE)
                .set(NOTIFICATION_CHOICE.TENANT_ID, tenant(transaction))
                .set(NOTIFICATION_CHOICE.MEMBER_ID, reader.value())
                .set(NOTIFICATION_CHOICE.KIND, kind.code())
                .set(NOTIFICATION_CHOICE.MAIL, mode.name())
                .onDuplicateKeyUpdate()
                .set(NOTIFICATION_CHOICE.MAIL, mode.name())
                .execute();
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
