package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.TenancyProblem.LinkInvalid;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.internal.LinkStore.StoredReset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** The password resets of {@link DatabaseSignIn}. */
final class PasswordResets {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration APART = Duration.ofMinutes(1);

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Passwords passwords;
    private final Attempts attempts;
    private final TenantStore tenants = new TenantStore();
    private final MemberStore members = new MemberStore();
    private final SessionStore sessions = new SessionStore();
    private final LinkStore links = new LinkStore();

    PasswordResets(
            Database database,
            Ledger ledger,
            InstantSource clock,
            Secrets secrets,
            Passwords passwords,
            Attempts attempts) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.secrets = secrets;
        this.passwords = passwords;
        this.attempts = attempts;
    }

    Optional<String> begin(String email) {
        return database.asSignIn(signIn -> members.byEmail(signIn, PersonInput.normalEmail(email)))
                .flatMap(account -> database.inTenant(account.scope(), transaction -> {
                    MemberId member = account.member().id();
                    if (members.lock(transaction, member).isEmpty()
                            || links.hasResetSince(
                                    transaction, member, clock.instant().minus(APART))) {
                        return Optional.empty();
                    }
                    return Optional.of(begin(transaction, new Actor.Machine("tenancy"), member));
                }));
    }

    String begin(TenantScope scope, Actor actor, MemberId member) {
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lock(transaction);
            MembershipRules.requireMayTouch(actor, tenant, members.count(transaction, MembershipRules.chief(tenant)));
            if (members.lock(transaction, member).isEmpty()) {
                throw new ProblemException(new MemberNotFound());
            }
            return begin(transaction, actor, member);
        });
    }

    private String begin(Transaction transaction, Actor actor, MemberId member) {
        String secret = secrets.link();
        Instant now = clock.instant();
        links.putReset(transaction, member, Secrets.stored(secret), now, now.plus(LIFETIME));
        ledger.append(transaction, actor, new LedgerEvent("member.password-reset-begun", "member:" + member, Map.of()));
        return secret;
    }

    /** @return whose password it was */
    MemberId finish(String secret, String password) {
        String hashOfSecret = Secrets.stored(secret);
        StoredReset found = database.asSignIn(signIn -> links.findReset(signIn, hashOfSecret, clock.instant()))
                .orElseThrow(() -> new ProblemException(new LinkInvalid()));
        String hash = passwords.hash(Passwords.require(password));
        Account account = database.inTenant(new TenantScope(found.tenant()), transaction -> {
            Optional<Account> locked = members.lock(transaction, found.member());
            if (locked.isEmpty() || !links.takeReset(transaction, hashOfSecret, clock.instant())) {
                throw new ProblemException(new LinkInvalid());
            }
            members.setPassword(transaction, found.member(), hash, false);
            int ended = sessions.deleteAll(transaction, found.member());
            ledger.append(
                    transaction,
                    locked.get().actor(),
                    new LedgerEvent(
                            "member.password-reset", "member:" + found.member(), Map.of("sessionsEnded", ended)));
            return locked.get();
        });
        database.asSignIn(signIn -> {
            attempts.forgive(signIn, account.member().email());
            return true;
        });
        return account.member().id();
    }
}
