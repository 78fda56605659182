package io.binome.notifications.internal;

import static io.binome.database.tables.Notification.NOTIFICATION;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.binome.database.Transaction;
import io.binome.database.tables.records.NotificationRecord;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.NoticeId;
import io.binome.kernel.NotificationId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.notifications.Inbox.Notification;
import io.binome.notifications.NoticeKind;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The table of inboxes. The transaction is always one of the readers' own tenant. */
final class InboxStore {
    private static final Set<String> KNOWN =
            Stream.of(NoticeKind.values()).map(Enum::name).collect(java.util.stream.Collectors.toUnmodifiableSet());

    /** What is put into an inbox. */
    record Entry(
            NoticeId notice,
            NoticeKind kind,
            String subject,
            TenantId about,
            SortedMap<String, String> facts,
            Instant at) {}

    /** With what a mail about it needs to know. */
    record Mailable(
            Notification notification,
            MemberId reader,
            @Nullable Instant mailedAt) {}

    /** Folds it into the same that is unread, where there is one. The facts that are told are the last ones. */
    NotificationId put(Transaction transaction, NotificationId id, MemberId reader, Entry entry) {
        return new NotificationId(transaction
                .sql()
                .insertInto(NOTIFICATION)
                .set(NOTIFICATION.ID, id.value())
                .set(NOTIFICATION.TENANT_ID, tenant(transaction))
                .set(NOTIFICATION.MEMBER_ID, reader.value())
                .set(NOTIFICATION.NOTICE_ID, entry.notice().value())
                .set(NOTIFICATION.KIND, entry.kind().name())
                .set(NOTIFICATION.SUBJECT, entry.subject())
                .set(NOTIFICATION.ABOUT, entry.about().value())
                .set(NOTIFICATION.FACTS, NoticeStore.json(entry.facts()))
                .set(NOTIFICATION.AT, entry.at())
                .set(NOTIFICATION.TIMES, 1)
                .onConflict(
                        NOTIFICATION.TENANT_ID,
                        NOTIFICATION.MEMBER_ID,
                        NOTIFICATION.KIND,
                        NOTIFICATION.ABOUT,
                        NOTIFICATION.SUBJECT)
                .where(NOTIFICATION.READ_AT.isNull())
                .doUpdate()
                .set(NOTIFICATION.FACTS, DSL.excluded(NOTIFICATION.FACTS))
                .set(NOTIFICATION.NOTICE_ID, DSL.excluded(NOTIFICATION.NOTICE_ID))
                .set(NOTIFICATION.AT, greatest(NOTIFICATION.AT, DSL.excluded(NOTIFICATION.AT)))
                .set(NOTIFICATION.TIMES, NOTIFICATION.TIMES.plus(1))
                .returningResult(NOTIFICATION.ID)
                .fetchSingle()
                .value1());
    }

    List<Notification> list(Transaction transaction, MemberId reader, boolean unreadOnly, PageRequest page) {
        return transaction
                .sql()
                .selectFrom(NOTIFICATION)
                .where(of(transaction, reader), unreadOnly ? NOTIFICATION.READ_AT.isNull() : noCondition())
                .and(NOTIFICATION.KIND.in(KNOWN))
                .and(after(page))
                .orderBy(NOTIFICATION.AT.desc(), NOTIFICATION.ID.desc())
                .limit(page.limitAndOne())
                .fetch(InboxStore::notification);
    }

    static String cursor(Notification notification) {
        return PageRequest.cursor(
                notification.at().toString(), notification.id().toString());
    }

    private static Condition after(PageRequest page) {
        List<String> parts = page.afterParts(2);
        if (parts == null) {
            return noCondition();
        }
        try {
            return row(NOTIFICATION.AT, NOTIFICATION.ID)
                    .lt(row(Instant.parse(parts.getFirst()), PageRequest.id(parts.getLast())));
        } catch (DateTimeParseException malformed) {
            throw new ProblemException(InvalidInput.of("after", "is not a cursor of an earlier page"), malformed);
        }
    }

    int unread(Transaction transaction, MemberId reader) {
        return transaction
                .sql()
                .fetchCount(
                        NOTIFICATION,
                        of(transaction, reader),
                        NOTIFICATION.READ_AT.isNull(),
                        NOTIFICATION.KIND.in(KNOWN));
    }

    Optional<Notification> read(Transaction transaction, MemberId reader, NotificationId id, Instant now) {
        return transaction
                .sql()
                .update(NOTIFICATION)
                .set(NOTIFICATION.READ_AT, DSL.coalesce(NOTIFICATION.READ_AT, DSL.val(now)))
                .where(of(transaction, reader), NOTIFICATION.ID.eq(id.value()), NOTIFICATION.KIND.in(KNOWN))
                .returning()
                .fetchOptional(InboxStore::notification);
    }

    int readAll(Transaction transaction, MemberId reader, Instant until, Instant now) {
        return transaction
                .sql()
                .update(NOTIFICATION)
                .set(NOTIFICATION.READ_AT, now)
                .where(of(transaction, reader), NOTIFICATION.READ_AT.isNull(), NOTIFICATION.AT.le(until))
                .execute();
    }

    /** Takes out of the way what these people need not do any more. */
    void settle(
            Transaction transaction, NoticeKind kind, String subject, Collection<MemberId> stillAwaited, Instant now) {
        transaction
                .sql()
                .update(NOTIFICATION)
                .set(NOTIFICATION.READ_AT, now)
                .where(
                        NOTIFICATION.TENANT_ID.eq(tenant(transaction)),
                        NOTIFICATION.SUBJECT.eq(subject),
                        NOTIFICATION.KIND.eq(kind.name()),
                        NOTIFICATION.READ_AT.isNull())
                .and(NOTIFICATION.MEMBER_ID.notIn(
                        stillAwaited.stream().map(MemberId::value).toList()))
                .execute();
    }

    Optional<Mailable> mailable(Transaction transaction, NotificationId id) {
        return transaction
                .sql()
                .selectFrom(NOTIFICATION)
                .where(NOTIFICATION.TENANT_ID.eq(tenant(transaction)), NOTIFICATION.ID.eq(id.value()))
                .and(NOTIFICATION.KIND.in(KNOWN))
                .fetchOptional(InboxStore::mailable);
    }

    /** What is unread and was not mailed since it came last, oldest first. */
    List<Mailable> unmailed(Transaction transaction, MemberId reader, int atMost) {
        return transaction
                .sql()
                .selectFrom(NOTIFICATION)
                .where(of(transaction, reader), NOTIFICATION.READ_AT.isNull(), NOTIFICATION.KIND.in(KNOWN))
                .and(NOTIFICATION.MAILED_AT.isNull().or(NOTIFICATION.MAILED_AT.lt(NOTIFICATION.AT)))
                .orderBy(NOTIFICATION.AT, NOTIFICATION.ID)
                .limit(atMost)
                .fetch(InboxStore::mailable);
    }

    void mailed(Transaction transaction, Collection<NotificationId> ids, Instant at) {
        transaction
                .sql()
                .update(NOTIFICATION)
                .set(NOTIFICATION.MAILED_AT, at)
                .setNull(NOTIFICATION.MAIL_ERROR)
                .where(NOTIFICATION.TENANT_ID.eq(tenant(transaction)))
                .and(NOTIFICATION.ID.in(ids.stream().map(NotificationId::value).toList()))
                .execute();
    }

    void notMailed(Transaction transaction, Collection<NotificationId> ids, String reason) {
        transaction
                .sql()
                .update(NOTIFICATION)
                .set(NOTIFICATION.MAIL_ERROR, reason)
                .where(NOTIFICATION.TENANT_ID.eq(tenant(transaction)))
                .and(NOTIFICATION.ID.in(ids.stream().map(NotificationId::value).toList()))
                .execute();
    }

    int forget(Transaction transaction, Instant before) {
        return transaction
                .sql()
                .deleteFrom(NOTIFICATION)
                .where(NOTIFICATION.TENANT_ID.eq(tenant(transaction)), NOTIFICATION.AT.lt(before))
                .execute();
    }

    private static Condition of(Transaction transaction, MemberId reader) {
        return NOTIFICATION.TENANT_ID.eq(tenant(transaction)).and(NOTIFICATION.MEMBER_ID.eq(reader.value()));
    }

    private static Mailable mailable(NotificationRecord row) {
        return new Mailable(notification(row), new MemberId(row.getMemberId()), row.getMailedAt());
    }

    private static Notification notification(NotificationRecord row) {
        return new Notification(
                new NotificationId(row.getId()),
                NoticeKind.valueOf(row.getKind()),
                row.getSubject(),
                new TenantId(row.getAbout()),
                NoticeStore.facts(row.getFacts()),
                row.getAt(),
                row.getTimes(),
                row.getReadAt());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
