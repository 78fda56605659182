package io.binome.tenancy.internal;

import static io.binome.database.tables.SignInFailure.SIGN_IN_FAILURE;

import io.binome.database.Transaction;
import java.time.Instant;
import org.jooq.impl.DSL;

/** Failed attempts by subject: an account or an address. */
final class SignInFailureStore {
    record Failures(int attempts, Instant lastAt, Instant lockedUntil) {}

    /** What is known of a subject, made if nothing was; nobody else counts for it until the transaction ends. */
    Failures lock(Transaction signIn, String subject, Instant now) {
        signIn.sql()
                .insertInto(SIGN_IN_FAILURE)
                .set(SIGN_IN_FAILURE.SUBJECT, subject)
                .set(SIGN_IN_FAILURE.ATTEMPTS, 0)
                .set(SIGN_IN_FAILURE.LAST_AT, now)
                .set(SIGN_IN_FAILURE.LOCKED_UNTIL, now)
                .onConflict(SIGN_IN_FAILURE.SUBJECT)
                // Takes the row's lock also where it is there already.
                .doUpdate()
                .set(SIGN_IN_FAILURE.ATTEMPTS, SIGN_IN_FAILURE.ATTEMPTS)
                .execute();
        return signIn.sql()
                .selectFrom(SIGN_IN_FAILURE)
                .where(SIGN_IN_FAILURE.SUBJECT.eq(subject))
                .fetchSingle(row -> new Failures(row.getAttempts(), row.getLastAt(), row.getLockedUntil()));
    }

    void update(Transaction signIn, String subject, Failures failures) {
        signIn.sql()
                .update(SIGN_IN_FAILURE)
                .set(SIGN_IN_FAILURE.ATTEMPTS, failures.attempts())
                .set(SIGN_IN_FAILURE.LAST_AT, failures.lastAt())
                .set(SIGN_IN_FAILURE.LOCKED_UNTIL, failures.lockedUntil())
                .where(SIGN_IN_FAILURE.SUBJECT.eq(subject))
                .execute();
    }

    void delete(Transaction signIn, String subject) {
        signIn.sql()
                .deleteFrom(SIGN_IN_FAILURE)
                .where(SIGN_IN_FAILURE.SUBJECT.eq(subject))
                .execute();
    }

    /** Takes one attempt back, with the pause that it had brought. */
    void takeBack(Transaction signIn, String subject, Instant now) {
        signIn.sql()
                .update(SIGN_IN_FAILURE)
                .set(SIGN_IN_FAILURE.ATTEMPTS, DSL.greatest(SIGN_IN_FAILURE.ATTEMPTS.minus(1), DSL.inline(0)))
                .set(SIGN_IN_FAILURE.LOCKED_UNTIL, now)
                .where(SIGN_IN_FAILURE.SUBJECT.eq(subject))
                .execute();
    }

    void deleteOlder(Transaction signIn, Instant than) {
        signIn.sql()
                .deleteFrom(SIGN_IN_FAILURE)
                .where(SIGN_IN_FAILURE.LAST_AT.lt(than))
                .execute();
    }
}
