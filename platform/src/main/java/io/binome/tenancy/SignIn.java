package io.binome.tenancy;

import io.binome.kernel.AccessTokenId;
import io.binome.kernel.Actor;
import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
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

    /** Ends all sessions of a member at their own wish, and says so in the ledger. */
    void closeAll(TenantScope scope, MemberId member);

    /** The person behind an access token, while it is valid. Looked at on every request, so a revoked one ends at once. */
    Optional<Principal> byToken(String secret);

    /**
     * Makes an access token of the form {@code bnm_} and 49 letters and digits, the last six a checksum.
     *
     * @param title 1 to 100 characters by which the member knows it
     * @param lifetime 1 hour to 366 days
     */
    NewToken createToken(TenantScope scope, MemberId member, String title, Set<TokenScope> scopes, Duration lifetime);

    /** Newest first, expired ones included until they are revoked. */
    List<Token> tokens(TenantScope scope, MemberId member);

    Page<Token> tokens(TenantScope scope, MemberId member, PageRequest page);

    void revokeToken(TenantScope scope, MemberId member, AccessTokenId token);

    /**
     * A link's secret by which one person joins with a role; valid for 7 days, for one use. Replaces an earlier
     * invitation of the same address.
     *
     * @throws io.binome.kernel.ProblemException with {@link TenancyProblem.EmailTaken} (by a member of this tenant),
     *     {@link TenancyProblem.RoleMisplaced}, {@link TenancyProblem.MembershipClosed}
     */
    String invite(TenantScope scope, Actor actor, String email, Role role);

    /** What an invitation is for, while it is valid. */
    Optional<Invitation> invitation(String secret);

    /** Those that are still open, newest first. */
    List<PendingInvitation> invitations(TenantScope scope);

    Page<PendingInvitation> invitations(TenantScope scope, PageRequest page);

    void withdrawInvitation(TenantScope scope, Actor actor, InvitationId invitation);

    /** @throws io.binome.kernel.ProblemException with {@link TenancyProblem.LinkInvalid} */
    Member acceptInvitation(String secret, String displayName, String password);

    /**
     * A link's secret to set a new password; valid for 1 hour, for one use. Empty for an unknown address,
     * and within a minute of the last one, so that nobody's mailbox can be flooded.
     */
    Optional<String> beginReset(String email);

    /** A lead's or owner's way to let a member of their tenant back in. */
    String beginReset(TenantScope scope, Actor actor, MemberId member);

    /** Sets the password, ends all sessions of the member and lifts the account's lock-out. */
    void finishReset(String secret, String password);

    /**
     * Sets a password of the member's own choice, ends all their sessions and opens a new one. A wrong old password
     * counts as a failed sign-in.
     */
    Session changePassword(TenantScope scope, MemberId member, String old, String password);

    /**
     * An open session.
     *
     * @param until when it ends at the latest
     */
    record Session(String secret, Principal principal, Instant until) {
        /** Whether the person must choose a password before anything else; {@link Access} refuses the rest. */
        public boolean mustChangePassword() {
            return principal.mustChangePassword();
        }

        @Override
        public String toString() {
            return "Session[" + principal + ", until " + until + "]";
        }
    }

    /** A token with its secret, which is not to be had again. */
    record NewToken(Token token, String secret) {
        @Override
        public String toString() {
            return "NewToken[" + token + "]";
        }
    }

    record Token(
            AccessTokenId id,
            String title,
            Set<TokenScope> scopes,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {}

    /** An invitation that nobody has used yet. */
    record PendingInvitation(InvitationId id, String email, Role role, Instant createdAt, Instant expiresAt) {}

    record Invitation(String email, Role role, Tenant tenant, Instant expiresAt) {}
}
