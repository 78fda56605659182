package io.binome.tenancy.internal;

import io.binome.database.Transaction;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.tenancy.TenancyProblem.LockedOut;
import io.binome.tenancy.internal.SignInFailureStore.Failures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The lock-out. An attempt is counted as failed before the password is looked at and taken back if it was right, so
 * that a thousand at once are a thousand failures. An address that nobody has is counted like any other.
 */
final class Attempts {
    private final SignInFailureStore store = new SignInFailureStore();

    /**
     * Counts an attempt from an address on an account.
     *
     * @param email in its normal form
     * @throws ProblemException with {@link LockedOut}; the attempt is not counted then
     */
    void begin(Transaction signIn, String email, String address, Instant now) {
        count(signIn, account(email), Backoff.ACCOUNT, now);
        count(signIn, address(address), Backoff.ADDRESS, now);
    }

    /** As {@link #begin}, where the address is of no interest: the person has a session already. */
    void begin(Transaction signIn, String email, Instant now) {
        count(signIn, account(email), Backoff.ACCOUNT, now);
    }

    /** The last attempt was right: the account starts anew, the address has this one back. */
    void succeed(Transaction signIn, String email, String address, Instant now) {
        store.delete(signIn, account(email));
        store.takeBack(signIn, address(address), now);
        store.deleteOlder(signIn, now.minus(Backoff.ACCOUNT.forgottenAfter()));
    }

    /** Opens the account again. */
    void forgive(Transaction signIn, String email) {
        store.delete(signIn, account(email));
    }

    private void count(Transaction signIn, String subject, Backoff backoff, Instant at) {
        // PostgreSQL rounds to microseconds: a row made now would else be locked until a moment after now.
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        Failures before = store.lock(signIn, subject, now);
        // A lock that reaches further than any can was made by a clock that has since been put back.
        if (before.lockedUntil().isAfter(now) && !before.lockedUntil().isAfter(now.plus(backoff.longest()))) {
            throw new ProblemException(new LockedOut(before.lockedUntil()));
        }
        int attempts = backoff.remembers(before.lastAt(), now) ? before.attempts() + 1 : 1;
        store.update(signIn, subject, new Failures(attempts, now, backoff.lockedUntil(attempts, now)));
    }

    /** Hashed: addresses of people who are no members are none of Binome's business. */
    private static String account(String email) {
        return "account:" + Sha256.hex(email);
    }

    private static String address(String address) {
        return "address:" + ClientAddress.network(address);
    }
}
