package io.binome.tenancy.internal;

import static io.binome.database.tables.AccessToken.ACCESS_TOKEN;
import static io.binome.database.tables.Member.MEMBER;
import static org.jooq.impl.DSL.noCondition;

import io.binome.database.Transaction;
import io.binome.database.tables.records.AccessTokenRecord;
import io.binome.kernel.AccessTokenId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.tenancy.SignIn.Token;
import io.binome.tenancy.TokenScope;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Personal access tokens, by the hash of their secret. */
final class AccessTokenStore {
    record StoredToken(
            AccessTokenId id,
            Account account,
            Set<TokenScope> scopes,
            @Nullable Instant lastUsedAt) {}

    void insert(Transaction transaction, MemberId member, Token token, String secretHash) {
        transaction
                .sql()
                .insertInto(ACCESS_TOKEN)
                .set(ACCESS_TOKEN.ID, token.id().value())
                .set(ACCESS_TOKEN.TENANT_ID, transaction.scope().tenant().value())
                .set(ACCESS_TOKEN.MEMBER_ID, member.value())
                .set(ACCESS_TOKEN.TITLE, token.title())
                .set(ACCESS_TOKEN.SCOPES, names(token.scopes()))
                .set(ACCESS_TOKEN.SECRET_HASH, secretHash)
                .set(ACCESS_TOKEN.CREATED_AT, token.createdAt())
                .set(ACCESS_TOKEN.EXPIRES_AT, token.expiresAt())
                .execute();
    }

    List<Token> list(Transaction transaction, MemberId member) {
        return transaction
                .sql()
                .selectFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(ACCESS_TOKEN.MEMBER_ID.eq(member.value()))
                .orderBy(ACCESS_TOKEN.ID.desc())
                .fetch(AccessTokenStore::token);
    }

    Page<Token> list(Transaction transaction, MemberId member, PageRequest page) {
        UUID after = page.afterId();
        List<Token> found = transaction
                .sql()
                .selectFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(ACCESS_TOKEN.MEMBER_ID.eq(member.value()))
                .and(after == null ? noCondition() : ACCESS_TOKEN.ID.lt(after))
                .orderBy(ACCESS_TOKEN.ID.desc())
                .limit(page.limitAndOne())
                .fetch(AccessTokenStore::token);
        return Page.of(found, page, token -> token.id().toString());
    }

    boolean delete(Transaction transaction, MemberId member, AccessTokenId token) {
        return transaction
                        .sql()
                        .deleteFrom(ACCESS_TOKEN)
                        .where(ACCESS_TOKEN.TENANT_ID.eq(
                                transaction.scope().tenant().value()))
                        .and(ACCESS_TOKEN.MEMBER_ID.eq(member.value()))
                        .and(ACCESS_TOKEN.ID.eq(token.value()))
                        .execute()
                == 1;
    }

    int deleteAll(Transaction transaction, MemberId member) {
        return transaction
                .sql()
                .deleteFrom(ACCESS_TOKEN)
                .where(ACCESS_TOKEN.TENANT_ID.eq(transaction.scope().tenant().value()))
                .and(ACCESS_TOKEN.MEMBER_ID.eq(member.value()))
                .execute();
    }

    /** Over all tenants. */
    Optional<StoredToken> find(Transaction signIn, String secretHash, Instant now) {
        return signIn.sql()
                .select(MEMBER.fields())
                .select(ACCESS_TOKEN.ID, ACCESS_TOKEN.SCOPES, ACCESS_TOKEN.LAST_USED_AT)
                .from(ACCESS_TOKEN)
                .join(MEMBER)
                .on(MEMBER.ID.eq(ACCESS_TOKEN.MEMBER_ID))
                .where(ACCESS_TOKEN.SECRET_HASH.eq(secretHash))
                .and(ACCESS_TOKEN.EXPIRES_AT.gt(now))
                .and(MEMBER.REMOVED_AT.isNull())
                .fetchOptional(row -> new StoredToken(
                        new AccessTokenId(row.get(ACCESS_TOKEN.ID)),
                        MemberStore.account(row),
                        scopes(row.get(ACCESS_TOKEN.SCOPES)),
                        row.get(ACCESS_TOKEN.LAST_USED_AT)));
    }

    void touch(Transaction signIn, AccessTokenId token, Instant now) {
        signIn.sql()
                .update(ACCESS_TOKEN)
                .set(ACCESS_TOKEN.LAST_USED_AT, now)
                .where(ACCESS_TOKEN.ID.eq(token.value()))
                .execute();
    }

    private static Token token(AccessTokenRecord row) {
        return new Token(
                new AccessTokenId(row.getId()),
                row.getTitle(),
                scopes(row.getScopes()),
                row.getCreatedAt(),
                row.getExpiresAt(),
                row.getLastUsedAt());
    }

    private static String[] names(Set<TokenScope> scopes) {
        return scopes.stream().map(TokenScope::name).sorted().toArray(String[]::new);
    }

    private static Set<TokenScope> scopes(String[] names) {
        Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        Arrays.stream(names).map(TokenScope::valueOf).forEach(scopes::add);
        return scopes;
    }
}
