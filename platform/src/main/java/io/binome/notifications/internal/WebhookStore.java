package io.binome.notifications.internal;

import static io.binome.database.tables.Webhook.WEBHOOK;
import static io.binome.database.tables.WebhookDelivery.WEBHOOK_DELIVERY;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import io.binome.database.Transaction;
import io.binome.database.tables.records.WebhookDeliveryRecord;
import io.binome.database.tables.records.WebhookRecord;
import io.binome.kernel.NoticeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.WebhookId;
import io.binome.notifications.NoticeKind;
import io.binome.notifications.Webhooks;
import io.binome.notifications.Webhooks.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables of webhooks and of what is posted to them. */
final class WebhookStore {
    @SuppressWarnings("ArrayRecordComponent") // Only handed on, never compared.
    record Kept(Webhook webhook, byte[] secret) {}

    /** Something to post; {@code id} is of this delivery, {@code notice} what the receiver sees. */
    record Due(UUID id, NoticeId notice, String kind, String body, int attempts, Instant createdAt) {}

    void insert(Transaction transaction, Webhook webhook, byte[] sealed) {
        transaction
                .sql()
                .insertInto(WEBHOOK)
                .set(WEBHOOK.ID, webhook.id().value())
                .set(WEBHOOK.TENANT_ID, tenant(transaction))
                .set(WEBHOOK.TITLE, webhook.title())
                .set(WEBHOOK.ADDRESS, webhook.address())
                .set(
                        WEBHOOK.KINDS,
                        webhook.kinds().stream().map(NoticeKind::code).toArray(String[]::new))
                .set(WEBHOOK.SECRET_SEALED, sealed)
                .set(WEBHOOK.CREATED_BY, webhook.createdBy())
                .set(WEBHOOK.CREATED_AT, webhook.createdAt())
                .execute();
    }

    List<Webhook> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(WEBHOOK)
                .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)))
                .orderBy(WEBHOOK.ID)
                .fetch(WebhookStore::webhook);
    }

    int count(Transaction transaction) {
        return transaction.sql().fetchCount(WEBHOOK, WEBHOOK.TENANT_ID.eq(tenant(transaction)));
    }

    Optional<Kept> find(Transaction transaction, WebhookId id) {
        return transaction
                .sql()
                .selectFrom(WEBHOOK)
                .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                .fetchOptional(row -> new Kept(webhook(row), row.getSecretSealed()));
    }

    boolean delete(Transaction transaction, WebhookId id) {
        return transaction
                        .sql()
                        .deleteFrom(WEBHOOK)
                        .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                        .execute()
                == 1;
    }

    void wentWell(Transaction transaction, WebhookId id) {
        transaction
                .sql()
                .update(WEBHOOK)
                .setNull(WEBHOOK.FAILING_SINCE)
                .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                .and(WEBHOOK.FAILING_SINCE.isNotNull())
                .execute();
    }

    /** @return since when it has been failing; empty when it is gone */
    Optional<Instant> failed(Transaction transaction, WebhookId id, Instant now) {
        return transaction
                .sql()
                .update(WEBHOOK)
                .set(WEBHOOK.FAILING_SINCE, coalesce(WEBHOOK.FAILING_SINCE, val(now)))
                .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                .returningResult(WEBHOOK.FAILING_SINCE)
                .fetchOptional(row -> row.value1());
    }

    /** @return false when it was stopped already */
    boolean stop(Transaction transaction, WebhookId id, String reason, Instant now) {
        return transaction
                        .sql()
                        .update(WEBHOOK)
                        .set(WEBHOOK.STOPPED_AT, now)
                        .set(WEBHOOK.STOPPED_REASON, reason)
                        .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                        .and(WEBHOOK.STOPPED_AT.isNull())
                        .execute()
                == 1;
    }

    boolean resume(Transaction transaction, WebhookId id, Instant now) {
        boolean found = transaction
                        .sql()
                        .update(WEBHOOK)
                        .setNull(WEBHOOK.STOPPED_AT)
                        .setNull(WEBHOOK.STOPPED_REASON)
                        .setNull(WEBHOOK.FAILING_SINCE)
                        .where(WEBHOOK.TENANT_ID.eq(tenant(transaction)), WEBHOOK.ID.eq(id.value()))
                        .execute()
                == 1;
        transaction
                .sql()
                .update(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.NEXT_AT, now)
                .where(
                        WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK_DELIVERY.WEBHOOK_ID.eq(id.value()),
                        WEBHOOK_DELIVERY.STATE.eq("WAITING"))
                .execute();
        return found;
    }

    /** @return false when it is there already */
    boolean enqueue(
            Transaction transaction,
            UUID id,
            WebhookId webhook,
            NoticeId notice,
            String kind,
            String body,
            Instant now) {
        return transaction
                        .sql()
                        .insertInto(WEBHOOK_DELIVERY)
                        .set(WEBHOOK_DELIVERY.ID, id)
                        .set(WEBHOOK_DELIVERY.TENANT_ID, tenant(transaction))
                        .set(WEBHOOK_DELIVERY.WEBHOOK_ID, webhook.value())
                        .set(WEBHOOK_DELIVERY.NOTICE_ID, notice.value())
                        .set(WEBHOOK_DELIVERY.KIND, kind)
                        .set(WEBHOOK_DELIVERY.BODY, body)
                        .set(WEBHOOK_DELIVERY.STATE, "WAITING")
                        .set(WEBHOOK_DELIVERY.CREATED_AT, now)
                        .set(WEBHOOK_DELIVERY.ATTEMPTS, 0)
                        .set(WEBHOOK_DELIVERY.NEXT_AT, now)
                        .onConflictDoNothing()
                        .execute()
                == 1;
    }

    /** @param testsOnly whether only those are wanted that somebody asked for by hand */
    List<Due> due(Transaction transaction, WebhookId webhook, boolean testsOnly, Instant now, int atMost) {
        return transaction
                .sql()
                .selectFrom(WEBHOOK_DELIVERY)
                .where(
                        WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK_DELIVERY.WEBHOOK_ID.eq(webhook.value()),
                        WEBHOOK_DELIVERY.STATE.eq("WAITING"),
                        WEBHOOK_DELIVERY.NEXT_AT.le(now),
                        testsOnly ? WEBHOOK_DELIVERY.KIND.eq(DatabaseWebhooks.TEST) : noCondition())
                .orderBy(WEBHOOK_DELIVERY.NEXT_AT, WEBHOOK_DELIVERY.ID)
                .limit(atMost)
                .fetch(row -> new Due(
                        row.getId(),
                        new NoticeId(row.getNoticeId()),
                        row.getKind(),
                        row.getBody(),
                        row.getAttempts(),
                        row.getCreatedAt()));
    }

    Optional<Instant> next(Transaction transaction, WebhookId webhook) {
        return transaction
                .sql()
                .select(min(WEBHOOK_DELIVERY.NEXT_AT))
                .from(WEBHOOK_DELIVERY)
                .where(
                        WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK_DELIVERY.WEBHOOK_ID.eq(webhook.value()),
                        WEBHOOK_DELIVERY.STATE.eq("WAITING"))
                .fetchOptional(row -> row.value1());
    }

    /** Those that are not stopped and have something that should have been tried by then. */
    List<WebhookId> overdue(Transaction transaction, Instant before) {
        return transaction
                .sql()
                .selectDistinct(WEBHOOK.ID)
                .from(WEBHOOK)
                .join(WEBHOOK_DELIVERY)
                .on(WEBHOOK_DELIVERY.WEBHOOK_ID.eq(WEBHOOK.ID))
                .where(
                        WEBHOOK.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK.STOPPED_AT.isNull(),
                        WEBHOOK_DELIVERY.STATE.eq("WAITING"),
                        WEBHOOK_DELIVERY.NEXT_AT.lt(before))
                .fetch(row -> new WebhookId(row.value1()));
    }

    /** @param next when it is tried again; null when it is over with it */
    void attempted(
            Transaction transaction,
            UUID delivery,
            Webhooks.State state,
            String answer,
            @Nullable Instant next,
            Instant now) {
        transaction
                .sql()
                .update(WEBHOOK_DELIVERY)
                .set(WEBHOOK_DELIVERY.STATE, state.name())
                .set(WEBHOOK_DELIVERY.ANSWER, answer)
                .set(WEBHOOK_DELIVERY.ATTEMPTS, WEBHOOK_DELIVERY.ATTEMPTS.plus(1))
                .set(WEBHOOK_DELIVERY.LAST_AT, now)
                .set(WEBHOOK_DELIVERY.NEXT_AT, next == null ? now : next)
                .where(WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)), WEBHOOK_DELIVERY.ID.eq(delivery))
                .execute();
    }

    List<Listed> deliveries(Transaction transaction, WebhookId webhook, PageRequest page) {
        UUID after = page.afterId();
        return transaction
                .sql()
                .selectFrom(WEBHOOK_DELIVERY)
                .where(
                        WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK_DELIVERY.WEBHOOK_ID.eq(webhook.value()))
                .and(after == null ? noCondition() : WEBHOOK_DELIVERY.ID.lt(after))
                .orderBy(WEBHOOK_DELIVERY.ID.desc())
                .limit(page.limitAndOne())
                .fetch(row -> new Listed(row.getId(), delivery(row)));
    }

    record Listed(UUID id, Webhooks.Delivery delivery) {}

    int forget(Transaction transaction, Instant before) {
        return transaction
                .sql()
                .deleteFrom(WEBHOOK_DELIVERY)
                .where(
                        WEBHOOK_DELIVERY.TENANT_ID.eq(tenant(transaction)),
                        WEBHOOK_DELIVERY.CREATED_AT.lt(before),
                        WEBHOOK_DELIVERY.STATE.ne("WAITING"))
                .execute();
    }

    static Webhooks.Delivery delivery(WebhookDeliveryRecord row) {
        Webhooks.State state = Webhooks.State.valueOf(row.getState());
        return new Webhooks.Delivery(
                new NoticeId(row.getNoticeId()),
                row.getKind(),
                state,
                row.getCreatedAt(),
                row.getAttempts(),
                state == Webhooks.State.WAITING ? row.getNextAt() : null,
                row.getLastAt(),
                row.getAnswer());
    }

    private static Webhook webhook(WebhookRecord row) {
        SortedSet<NoticeKind> kinds = new TreeSet<>();
        for (String kind : row.getKinds()) {
            NoticeKind.of(kind).ifPresent(kinds::add);
        }
        return new Webhook(
                new WebhookId(row.getId()),
                row.getTitle(),
                row.getAddress(),
                kinds,
                row.getCreatedBy(),
                row.getCreatedAt(),
                row.getFailingSince(),
                row.getStoppedAt(),
                row.getStoppedReason());
    }

    private static UUID tenant(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
