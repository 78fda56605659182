package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.kernel.AccessTokenId;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.Principal;
import io.binome.tenancy.SignIn.NewToken;
import io.binome.tenancy.SignIn.Token;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.TenancyProblem.PasswordChangeRequired;
import io.binome.tenancy.TenancyProblem.TokenNotFound;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.AccessTokenStore.StoredToken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The personal access tokens of {@link DatabaseSignIn}. */
final class AccessTokens {
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Ids ids;
    private final Secrets secrets;
    private final MemberStore members = new MemberStore();
    private final AccessTokenStore tokens = new AccessTokenStore();

    AccessTokens(Database database, Ledger ledger, InstantSource clock, Ids ids, Secrets secrets) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.ids = ids;
        this.secrets = secrets;
    }

    Optional<Principal> principal(String secret) {
        if (!Secrets.isAccessToken(secret)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return database.asSignIn(signIn -> {
            Optional<StoredToken> found = tokens.find(signIn, Secrets.stored(secret), now);
            found.filter(token -> Usage.isStale(token.lastUsedAt(), now))
                    .ifPresent(token -> tokens.touch(signIn, token.id(), now));
            return found.map(token -> token.account().principal(token.scopes()));
        });
    }

    NewToken create(TenantScope scope, MemberId member, String title, Set<TokenScope> scopes, Duration lifetime) {
        String shown = PersonInput.title("title", title);
        if (scopes.isEmpty()) {
            throw new ProblemException(InvalidInput.of("scopes", "must name at least one scope"));
        }
        if (lifetime.compareTo(SHORTEST) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new ProblemException(InvalidInput.of("lifetime", "must be between 1 hour and 366 days"));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Token token = new Token(
                new AccessTokenId(ids.next()),
                shown,
                Set.copyOf(scopes),
                now,
                now.plus(lifetime).truncatedTo(ChronoUnit.MICROS),
                null);
        String secret = secrets.accessToken();
        return database.inTenant(scope, transaction -> {
            Account account =
                    members.lock(transaction, member).orElseThrow(() -> new ProblemException(new MemberNotFound()));
            if (account.mustChangePassword()) {
                throw new ProblemException(new PasswordChangeRequired());
            }
            tokens.insert(transaction, member, token, Secrets.stored(secret));
            ledger.append(
                    transaction,
                    account.actor(),
                    new LedgerEvent(
                            "access-token.created",
                            "access-token:" + token.id(),
                            Map.of(
                                    "member", member.toString(),
                                    "scopes",
                                            scopes.stream()
                                                    .map(TokenScope::name)
                                                    .sorted()
                                                    .toList(),
                                    "expiresAt", token.expiresAt().toString())));
            return new NewToken(token, secret);
        });
    }

    List<Token> list(TenantScope scope, MemberId member) {
        return database.inTenant(scope, transaction -> tokens.list(transaction, member));
    }

    Page<Token> list(TenantScope scope, MemberId member, PageRequest page) {
        return database.inTenant(scope, transaction -> tokens.list(transaction, member, page));
    }

    void revoke(TenantScope scope, MemberId member, AccessTokenId token) {
        database.inTenant(scope, transaction -> {
            if (!tokens.delete(transaction, member, token)) {
                throw new ProblemException(new TokenNotFound());
            }
            return ledger.append(
                    transaction,
                    new Actor.Person(member, scope.tenant()),
                    new LedgerEvent(
                            "access-token.revoked", "access-token:" + token, Map.of("member", member.toString())));
        });
    }
}
