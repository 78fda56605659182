package io.binome.tenancy;

import io.binome.kernel.AccessTokenId;
import io.binome.kernel.MemberId;
import io.binome.kernel.TenantScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proof of who somebody is: passwords (Argon2id), sessions, personal access tokens, invitations, resets. Secrets are
 * returned once and kept only as hashes. Repeated failures lock an account and an address out, each time for longer.
 */
public interface SignIn {
    /**
     * Checks a password and opens a session.
     *
     * @param address where the request comes from, for the lock-out
     * @return the session's secret, for the cookie
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.SignInRefused} (the same for an unknown
     *     address and a wrong password) or {@link TenancyProblem.LockedOut}
     */
    Session open(String email, String password, String address);

    /** The person behind a session's secret, while it is valid (12 hours idle, 14 days at most). */
    Optional<Principal> bySession(String secret);

    void close(String secret);

    /** Ends all sessions of a member, and says so in the ledger. */
    void closeAll(TenantScope scope, MemberId member);

    /** The person behind an access token, while it is valid. Looked at on every request, so a revoked one ends at once. */
    Optional<Principal> byToken(String secret);

    /** @param lifetime 1 hour to 366 days */
    NewToken createToken(TenantScope scope, MemberId member, String title, Set<TokenScope> scopes, Duration lifetime);

    List<Token> tokens(TenantScope scope, MemberId member);

    void revokeToken(TenantScope scope, MemberId member, AccessTokenId token);

    /** A link's secret by which one person joins with a role; valid for 7 days, for one use. */
    String invite(TenantScope scope, io.binome.kernel.Actor actor, String email, Role role);

    /** What an invitation is for, while it is valid. */
    Optional<Invitation> invitation(String secret);

    Member acceptInvitation(String secret, String displayName, String password);

    /** A link's secret to set a new password; valid for 1 hour, for one use. Empty for an unknown address. */
    Optional<String> beginReset(String email);

    /** A lead's or owner's way to let a member of their tenant back in. */
    String beginReset(TenantScope scope, io.binome.kernel.Actor actor, MemberId member);

    /** Sets the password, ends all sessions of the member. */
    void finishReset(String secret, String password);

    void changePassword(TenantScope scope, MemberId member, String old, String password);

    record Session(String secret, Principal principal, Instant until) {}

    record NewToken(Token token, String secret) {}

    record Token(
            AccessTokenId id,
            String title,
            Set<TokenScope> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    record Invitation(String email, Role role, Tenant tenant, Instant expiresAt) {}
}
