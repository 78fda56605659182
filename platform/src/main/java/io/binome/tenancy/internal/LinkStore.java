package io.binome.tenancy.internal;

import static io.binome.database.tables.Invitation.INVITATION;
import static io.binome.database.tables.PasswordReset.PASSWORD_RESET;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.InvitationRecord;
import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn.PendingInvitation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Links for one use: invitations and password resets, by the hash of their secret. Using one deletes it. */
final class LinkStore {
    record StoredInvitation(PendingInvitation invitation, TenantId tenant, boolean fromOutside) {}

    record StoredReset(MemberId member, TenantId tenant) {}

    /** In the place of an earlier one for the same address. */
    void putInvitation(Transaction transaction, PendingInvitation invitation, boolean fromOutside, String secretHash) {
        transaction
                .sql()
                .deleteFrom(INVITATION)
                .where(INVITATION.TENANT_ID.eq(scope(transaction)))
                .and(INVITATION.EMAIL.eq(invitation.email()))
                .execute();
        transaction
                .sql()
                .insertInto(INVITATION)
                .set(INVITATION.ID, invitation.id().value())
                .set(INVITATION.TENANT_ID, scope(transaction))
                .set(INVITATION.SECRET_HASH, secretHash)
                .set(INVITATION.EMAIL, invitation.email())
                .set(INVITATION.ROLE, invitation.role().name())
                .set(INVITATION.FROM_OUTSIDE, fromOutside)
                .set(INVITATION.CREATED_AT, invitation.createdAt())
                .set(INVITATION.EXPIRES_AT, invitation.expiresAt())
                .execute();
    }

    List<PendingInvitation> invitations(Transaction transaction, Instant now) {
        return transaction
                .sql()
                .selectFrom(INVITATION)
                .where(INVITATION.TENANT_ID.eq(scope(transaction)))
                .and(INVITATION.EXPIRES_AT.gt(now))
                .orderBy(INVITATION.ID.desc())
                .fetch(row -> invitation(row).invitation());
    }

    Page<PendingInvitation> invitations(Transaction transaction, Instant now, PageRequest page) {
        UUID after = page.afterId();
        List<PendingInvitation> found = transaction
                .sql()
                .selectFrom(INVITATION)
                .where(INVITATION.TENANT_ID.eq(scope(transaction)))
                .and(INVITATION.EXPIRES_AT.gt(now))
                .and(after == null ? noCondition() : INVITATION.ID.lt(after))
                .orderBy(INVITATION.ID.desc())
                .limit(page.limitAndOne())
                .fetch(row -> invitation(row).invitation());
        return Page.of(found, page, invitation -> invitation.id().toString());
    }

    boolean deleteInvitation(Transaction transaction, InvitationId invitation) {
        return transaction
                        .sql()
                        .deleteFrom(INVITATION)
                        .where(INVITATION.TENANT_ID.eq(scope(transaction)))
                        .and(INVITATION.ID.eq(invitation.value()))
                        .execute()
                == 1;
    }

    /** Over all tenants. */
    Optional<StoredInvitation> findInvitation(Transaction signIn, String secretHash, Instant now) {
        return signIn.sql()
                .selectFrom(INVITATION)
                .where(INVITATION.SECRET_HASH.eq(secretHash))
                .and(INVITATION.EXPIRES_AT.gt(now))
                .fetchOptional(LinkStore::invitation);
    }

    /** Of those who use it at once, one gets it. */
    Optional<StoredInvitation> takeInvitation(Transaction transaction, String secretHash, Instant now) {
        return transaction
                .sql()
                .deleteFrom(INVITATION)
                .where(INVITATION.TENANT_ID.eq(scope(transaction)))
                .and(INVITATION.SECRET_HASH.eq(secretHash))
                .and(INVITATION.EXPIRES_AT.gt(now))
                .returning()
                .fetchOptional(LinkStore::invitation);
    }

    /** In the place of an earlier one for the same member, who must be locked. */
    void putReset(Transaction transaction, MemberId member, String secretHash, Instant now, Instant expiresAt) {
        deleteResets(transaction, member);
        transaction
                .sql()
                .insertInto(PASSWORD_RESET)
                .set(PASSWORD_RESET.MEMBER_ID, member.value())
                .set(PASSWORD_RESET.TENANT_ID, scope(transaction))
                .set(PASSWORD_RESET.SECRET_HASH, secretHash)
                .set(PASSWORD_RESET.CREATED_AT, now)
                .set(PASSWORD_RESET.EXPIRES_AT, expiresAt)
                .execute();
    }

    boolean hasResetSince(Transaction transaction, MemberId member, Instant since) {
        return transaction
                .sql()
                .fetchExists(
                        PASSWORD_RESET,
                        PASSWORD_RESET
                                .TENANT_ID
                                .eq(scope(transaction))
                                .and(PASSWORD_RESET.MEMBER_ID.eq(member.value()))
                                .and(PASSWORD_RESET.CREATED_AT.gt(since)));
    }

    void deleteResets(Transaction transaction, MemberId member) {
        transaction
                .sql()
                .deleteFrom(PASSWORD_RESET)
                .where(PASSWORD_RESET.TENANT_ID.eq(scope(transaction)))
                .and(PASSWORD_RESET.MEMBER_ID.eq(member.value()))
                .execute();
    }

    /** Over all tenants. */
    Optional<StoredReset> findReset(Transaction signIn, String secretHash, Instant now) {
        return signIn.sql()
                .selectFrom(PASSWORD_RESET)
                .where(PASSWORD_RESET.SECRET_HASH.eq(secretHash))
                .and(PASSWORD_RESET.EXPIRES_AT.gt(now))
                .fetchOptional(
                        row -> new StoredReset(new MemberId(row.getMemberId()), new TenantId(row.getTenantId())));
    }

    /** Of those who use it at once, one gets it. */
    boolean takeReset(Transaction transaction, String secretHash, Instant now) {
        return transaction
                        .sql()
                        .deleteFrom(PASSWORD_RESET)
                        .where(PASSWORD_RESET.TENANT_ID.eq(scope(transaction)))
                        .and(PASSWORD_RESET.SECRET_HASH.eq(secretHash))
                        .and(PASSWORD_RESET.EXPIRES_AT.gt(now))
                        .execute()
                == 1;
    }

    private static StoredInvitation invitation(InvitationRecord row) {
        return new StoredInvitation(
                new PendingInvitation(
                        new InvitationId(row.getId()),
                        row.getEmail(),
                        Role.valueOf(row.getRole()),
                        row.getCreatedAt(),
                        row.getExpiresAt()),
                new TenantId(row.getTenantId()),
                row.getFromOutside());
    }

    private static UUID scope(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
