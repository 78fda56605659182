package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.AccessTokenId;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.InvitationId;
import io.binome.kernel.MemberId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.Member;
import io.binome.tenancy.PasswordListener;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.TenancyProblem.SignInRefused;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.SessionStore.StoredSession;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sign-in on PostgreSQL. People and secrets are looked for over all tenants under the sign-in role; what changes
 * something is then done in the tenant it was found to concern, and looked at again there.
 */
public final class DatabaseSignIn implements SignIn {
    private static final Duration IDLE = Duration.ofHours(12);
    private static final Duration LONGEST = Duration.ofDays(14);
    /** What is longer is no password of anybody, and not worth normalising. */
    private static final int LONGEST_TRIED = 4 * Passwords.LONGEST;

    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Secrets secrets;
    private final Passwords passwords;
    private final AccessTokens tokens;
    private final Invitations invitations;
    private final PasswordResets resets;
    private final PasswordListener listener;
    private final Attempts attempts = new Attempts();
    private final MemberStore members = new MemberStore();
    private final SessionStore sessions = new SessionStore();
    private final LinkStore links = new LinkStore();

    public DatabaseSignIn(Database database, Ledger ledger, InstantSource clock, Ids ids, SecureRandom random) {
        this(database, ledger, clock, ids, random, PasswordListener.NONE);
    }

    public DatabaseSignIn(
            Database database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            PasswordListener listener) {
        this(database, ledger, clock, ids, random, new Passwords(random), listener);
    }

    DatabaseSignIn(
            Database database, Ledger ledger, InstantSource clock, Ids ids, SecureRandom random, Passwords passwords) {
        this(database, ledger, clock, ids, random, passwords, PasswordListener.NONE);
    }

    private DatabaseSignIn(
            Database database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            Passwords passwords,
            PasswordListener listener) {
        this.database = database;
        this.listener = listener;
        this.ledger = ledger;
        this.clock = clock;
        this.secrets = new Secrets(random);
        this.passwords = passwords;
        this.tokens = new AccessTokens(database, ledger, clock, ids, secrets);
        this.invitations = new Invitations(database, ledger, clock, ids, secrets, passwords);
        this.resets = new PasswordResets(database, ledger, clock, secrets, passwords, attempts);
    }

    @Override
    public Session open(String email, String password, String address) {
        String normal = PersonInput.normalEmail(email);
        Optional<Account> found = database.asSignIn(signIn -> {
            attempts.begin(signIn, normal, address, clock.instant());
            return members.byEmail(signIn, normal);
        });
        Account account = prove(found, password);
        Session session = database.inTenant(account.scope(), transaction -> {
            Account locked = lockUnchanged(transaction, account);
            if (passwords.outdated(locked.passwordHash())) {
                members.setPassword(
                        transaction, locked.member().id(), passwords.hash(password), locked.mustChangePassword());
            }
            return open(transaction, locked);
        });
        database.asSignIn(signIn -> {
            attempts.succeed(signIn, normal, address, clock.instant());
            return true;
        });
        return session;
    }

    @Override
    public Optional<Principal> bySession(String secret) {
        Instant now = clock.instant();
        String hash = Secrets.stored(secret);
        return database.asSignIn(signIn -> {
            Optional<StoredSession> found = sessions.find(signIn, hash, now.minus(LONGEST), now.minus(IDLE));
            if (found.isPresent() && Usage.isStale(found.get().lastUsedAt(), now)) {
                sessions.touch(signIn, hash, now);
            }
            return found.map(session -> session.account().principal());
        });
    }

    @Override
    public void close(String secret) {
        database.asSignIn(signIn -> {
            sessions.delete(signIn, Secrets.stored(secret));
            return true;
        });
    }

    @Override
    public void closeAll(TenantScope scope, MemberId member) {
        database.inTenant(scope, transaction -> {
            Account account = lock(transaction, member);
            int ended = sessions.deleteAll(transaction, member);
            return append(transaction, account, "member.signed-out", Map.of("sessionsEnded", ended));
        });
    }

    @Override
    public Optional<Principal> byToken(String secret) {
        return tokens.principal(secret);
    }

    @Override
    public NewToken createToken(
            TenantScope scope, MemberId member, String title, Set<TokenScope> scopes, Duration lifetime) {
        return tokens.create(scope, member, title, scopes, lifetime);
    }

    @Override
    public List<Token> tokens(TenantScope scope, MemberId member) {
        return tokens.list(scope, member);
    }

    @Override
    public Page<Token> tokens(TenantScope scope, MemberId member, PageRequest page) {
        return tokens.list(scope, member, page);
    }

    @Override
    public void revokeToken(TenantScope scope, MemberId member, AccessTokenId token) {
        tokens.revoke(scope, member, token);
    }

    @Override
    public String invite(TenantScope scope, Actor actor, String email, Role role) {
        return invitations.invite(scope, actor, email, role);
    }

    @Override
    public Optional<Invitation> invitation(String secret) {
        return invitations.find(secret);
    }

    @Override
    public List<PendingInvitation> invitations(TenantScope scope) {
        return invitations.list(scope);
    }

    @Override
    public Page<PendingInvitation> invitations(TenantScope scope, PageRequest page) {
        return invitations.list(scope, page);
    }

    @Override
    public void withdrawInvitation(TenantScope scope, Actor actor, InvitationId invitation) {
        invitations.withdraw(scope, actor, invitation);
    }

    @Override
    public Member acceptInvitation(String secret, String displayName, String password) {
        return invitations.accept(secret, displayName, password);
    }

    @Override
    public Optional<String> beginReset(String email) {
        return resets.begin(email);
    }

    @Override
    public String beginReset(TenantScope scope, Actor actor, MemberId member) {
        return resets.begin(scope, actor, member);
    }

    @Override
    public void finishReset(String secret, String password) {
        listener.chosen(resets.finish(secret, password));
    }

    @Override
    public Session changePassword(TenantScope scope, MemberId member, String old, String password) {
        Passwords.require(password);
        if (password.equals(old)) {
            throw new ProblemException(InvalidInput.of("password", "must differ from the one you have"));
        }
        Account account = database.inTenant(scope, transaction -> members.find(transaction, member))
                .orElseThrow(() -> new ProblemException(new MemberNotFound()));
        String email = account.member().email();
        database.asSignIn(signIn -> {
            attempts.begin(signIn, email, clock.instant());
            return true;
        });
        prove(Optional.of(account), old);
        String hash = passwords.hash(password);
        Session session = database.inTenant(scope, transaction -> {
            Account locked = lockUnchanged(transaction, account);
            Account changed = new Account(locked.member(), hash, false);
            members.setPassword(transaction, member, hash, false);
            int ended = sessions.deleteAll(transaction, member);
            links.deleteResets(transaction, member);
            Session opened = open(transaction, changed);
            append(transaction, changed, "member.password-changed", Map.of("sessionsEnded", ended));
            return opened;
        });
        database.asSignIn(signIn -> {
            attempts.forgive(signIn, email);
            return true;
        });
        listener.chosen(member);
        return session;
    }

    /** Costs the same whether there is an account or not. */
    private Account prove(Optional<Account> account, String password) {
        String tried = password.length() > LONGEST_TRIED ? "" : password;
        boolean right =
                passwords.matches(tried, account.map(Account::passwordHash).orElse(null));
        return account.filter(found -> right).orElseThrow(() -> new ProblemException(new SignInRefused()));
    }

    /** The account as it is now; refused when the password that was proved is no longer the one it has. */
    private Account lockUnchanged(Transaction transaction, Account proved) {
        return members.lock(transaction, proved.member().id())
                .filter(now -> now.passwordHash().equals(proved.passwordHash()))
                .orElseThrow(() -> new ProblemException(new SignInRefused()));
    }

    private Session open(Transaction transaction, Account account) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        MemberId member = account.member().id();
        String secret = secrets.link();
        sessions.deleteEnded(transaction, member, now.minus(LONGEST), now.minus(IDLE));
        sessions.insert(transaction, Secrets.stored(secret), member, now);
        return new Session(secret, account.principal(), now.plus(LONGEST));
    }

    private Account lock(Transaction transaction, MemberId member) {
        return members.lock(transaction, member).orElseThrow(() -> new ProblemException(new MemberNotFound()));
    }

    private LedgerEntry append(Transaction transaction, Account account, String kind, Map<String, ?> details) {
        return ledger.append(
                transaction,
                account.actor(),
                new LedgerEvent(kind, "member:" + account.member().id(), details));
    }
}
