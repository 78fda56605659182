package io.binome.tenancy.internal;

import static io.binome.database.tables.Member.MEMBER;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import io.binome.database.Transaction;
import io.binome.database.tables.records.MemberRecord;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;

/** People. Who was removed is found by {@link #names} alone. */
final class MemberStore {
    /** False when the address belongs to somebody, of whatever tenant. */
    boolean insert(Transaction transaction, Account account) {
        Member member = account.member();
        return transaction
                        .sql()
                        .insertInto(MEMBER)
                        .set(MEMBER.ID, member.id().value())
                        .set(MEMBER.TENANT_ID, member.tenant().value())
                        .set(MEMBER.EMAIL, member.email())
                        .set(MEMBER.DISPLAY_NAME, member.displayName())
                        .set(MEMBER.ROLE, member.role().name())
                        .set(MEMBER.PASSWORD_HASH, account.passwordHash())
                        .set(MEMBER.MUST_CHANGE_PASSWORD, account.mustChangePassword())
                        .set(MEMBER.CREATED_AT, member.createdAt())
                        .onConflict(MEMBER.EMAIL)
                        .doNothing()
                        .execute()
                == 1;
    }

    List<Member> list(Transaction transaction) {
        return transaction
                .sql()
                .selectFrom(MEMBER)
                .where(MEMBER.TENANT_ID.eq(scope(transaction)))
                .and(MEMBER.REMOVED_AT.isNull())
                .orderBy(MEMBER.DISPLAY_NAME, MEMBER.ID)
                .fetch(row -> account(row).member());
    }

    Page<Member> list(Transaction transaction, PageRequest page) {
        List<String> after = page.afterParts(2);
        List<Member> found = transaction
                .sql()
                .selectFrom(MEMBER)
                .where(MEMBER.TENANT_ID.eq(scope(transaction)))
                .and(MEMBER.REMOVED_AT.isNull())
                .and(
                        after == null
                                ? noCondition()
                                : row(MEMBER.DISPLAY_NAME, MEMBER.ID)
                                        .gt(after.getLast(), PageRequest.id(after.getFirst())))
                .orderBy(MEMBER.DISPLAY_NAME, MEMBER.ID)
                .limit(page.limitAndOne())
                .fetch(row -> account(row).member());
        return Page.of(found, page, member -> PageRequest.cursor(member.id().toString(), member.displayName()));
    }

    Optional<Account> find(Transaction transaction, MemberId id) {
        return transaction
                .sql()
                .selectFrom(MEMBER)
                .where(present(transaction, id))
                .fetchOptional(MemberStore::account);
    }

    /** The member, whom nobody else changes or removes until the transaction ends. */
    Optional<Account> lock(Transaction transaction, MemberId id) {
        return transaction
                .sql()
                .selectFrom(MEMBER)
                .where(present(transaction, id))
                .forNoKeyUpdate()
                .fetchOptional(MemberStore::account);
    }

    /** Over all tenants. */
    Optional<Account> byEmail(Transaction signIn, String email) {
        return signIn.sql().selectFrom(MEMBER).where(MEMBER.EMAIL.eq(email)).fetchOptional(MemberStore::account);
    }

    /** Whether the address belongs to a member of this tenant. */
    boolean hasEmail(Transaction transaction, String email) {
        return transaction
                .sql()
                .fetchExists(MEMBER, MEMBER.TENANT_ID.eq(scope(transaction)).and(MEMBER.EMAIL.eq(email)));
    }

    /** How many of the tenant have the role. */
    long count(Transaction transaction, Role role) {
        return transaction
                .sql()
                .fetchCount(
                        MEMBER,
                        MEMBER.TENANT_ID
                                .eq(scope(transaction))
                                .and(MEMBER.ROLE.eq(role.name()))
                                .and(MEMBER.REMOVED_AT.isNull()));
    }

    /** Whether a tenant has somebody with the role. */
    boolean has(Transaction overview, TenantId tenant, Role role) {
        return overview.sql()
                .fetchExists(overview.sql()
                        .selectOne()
                        .from(MEMBER)
                        .where(MEMBER.TENANT_ID.eq(tenant.value()))
                        .and(MEMBER.ROLE.eq(role.name()))
                        .and(MEMBER.REMOVED_AT.isNull()));
    }

    void setRole(Transaction transaction, MemberId id, Role role) {
        transaction
                .sql()
                .update(MEMBER)
                .set(MEMBER.ROLE, role.name())
                .where(present(transaction, id))
                .execute();
    }

    void setPassword(Transaction transaction, MemberId id, String hash, boolean mustChange) {
        transaction
                .sql()
                .update(MEMBER)
                .set(MEMBER.PASSWORD_HASH, hash)
                .set(MEMBER.MUST_CHANGE_PASSWORD, mustChange)
                .where(present(transaction, id))
                .execute();
    }

    void remove(Transaction transaction, MemberId id, Instant at) {
        transaction
                .sql()
                .update(MEMBER)
                .set(MEMBER.REMOVED_AT, at)
                .setNull(MEMBER.EMAIL)
                .setNull(MEMBER.PASSWORD_HASH)
                .where(present(transaction, id))
                .execute();
    }

    /** Of the present and the removed members of these tenants. */
    Map<MemberId, String> names(Transaction overview, Collection<TenantId> tenants, Collection<MemberId> ids) {
        return overview.sql()
                .select(MEMBER.ID, MEMBER.DISPLAY_NAME)
                .from(MEMBER)
                .where(MEMBER.TENANT_ID.in(tenants.stream().map(TenantId::value).toList()))
                .and(MEMBER.ID.in(ids.stream().map(MemberId::value).toList()))
                .fetchMap(row -> new MemberId(row.value1()), row -> row.value2());
    }

    /** Of those who are still members. */
    Map<MemberId, Standing> standings(Transaction overview, Collection<TenantId> tenants) {
        return overview.sql()
                .select(MEMBER.ID, MEMBER.TENANT_ID, MEMBER.ROLE, MEMBER.EMAIL)
                .from(MEMBER)
                .where(MEMBER.TENANT_ID.in(tenants.stream().map(TenantId::value).toList()))
                .and(MEMBER.REMOVED_AT.isNull())
                .fetchMap(
                        row -> new MemberId(row.value1()),
                        row -> new Standing(
                                new MemberId(row.value1()),
                                new TenantId(row.value2()),
                                Role.valueOf(row.value3()),
                                row.value4()));
    }

    /** Reads the columns of a member out of a row that may have others too. */
    static Account account(Record row) {
        MemberRecord member = row.into(MEMBER);
        return new Account(
                new Member(
                        new MemberId(member.getId()),
                        new TenantId(member.getTenantId()),
                        member.getEmail(),
                        member.getDisplayName(),
                        Role.valueOf(member.getRole()),
                        member.getCreatedAt()),
                member.getPasswordHash(),
                member.getMustChangePassword());
    }

    private static Condition present(Transaction transaction, MemberId id) {
        return MEMBER.TENANT_ID
                .eq(scope(transaction))
                .and(MEMBER.ID.eq(id.value()))
                .and(MEMBER.REMOVED_AT.isNull());
    }

    private static UUID scope(Transaction transaction) {
        return transaction.scope().tenant().value();
    }
}
