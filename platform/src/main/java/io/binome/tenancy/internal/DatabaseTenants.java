package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Ids;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.Names;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Standing;
import io.binome.tenancy.TenancyProblem.EmailTaken;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.TenancyProblem.NameTaken;
import io.binome.tenancy.TenancyProblem.StayEnded;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TenantLimits;
import io.binome.tenancy.TenantListener;
import io.binome.tenancy.Tenants;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Companies and people in PostgreSQL. Who is a member is decided under the lock of the tenant's row. */
public final class DatabaseTenants implements Tenants {
    private final Database database;
    private final Ledger ledger;
    private final InstantSource clock;
    private final Ids ids;
    private final Passwords passwords;
    private final TenantFounder founder;
    private final TenantListener listener;
    private final TenantStore tenants = new TenantStore();
    private final MemberStore members = new MemberStore();
    private final SessionStore sessions = new SessionStore();
    private final AccessTokenStore tokens = new AccessTokenStore();
    private final LinkStore links = new LinkStore();

    public DatabaseTenants(Database database, Ledger ledger, InstantSource clock, Ids ids, SecureRandom random) {
        this(database, ledger, clock, ids, random, _ -> {});
    }

    /** @param listener hears of each company that is created, not of the provider */
    public DatabaseTenants(
            Database database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            TenantListener listener) {
        this(database, ledger, clock, ids, new Passwords(random), listener);
    }

    DatabaseTenants(Database database, Ledger ledger, InstantSource clock, Ids ids, Passwords passwords) {
        this(database, ledger, clock, ids, passwords, _ -> {});
    }

    private DatabaseTenants(
            Database database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            Passwords passwords,
            TenantListener listener) {
        this.listener = listener;
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
        this.ids = ids;
        this.passwords = passwords;
        this.founder = new TenantFounder(database, ledger, clock, ids);
    }

    @Override
    public Tenant provider() {
        return database.asOverview(tenants::provider)
                .orElseThrow(() -> new IllegalStateException("There is no provider: FirstStart comes first"));
    }

    @Override
    public Tenant create(Actor actor, String name, String title) {
        Names.require("name", name);
        String shown = PersonInput.title("title", title);
        Tenant created = founder.found(actor, name, shown, false, (transaction, tenant) -> tenant)
                .orElseThrow(() -> new ProblemException(new NameTaken(name)));
        listener.created(created);
        return created;
    }

    @Override
    public Optional<Tenant> byName(String name) {
        return database.asOverview(overview -> tenants.byName(overview, name));
    }

    @Override
    public Tenant get(TenantScope scope) {
        return database.inTenant(scope, tenants::get);
    }

    @Override
    public Tenant get(Transaction transaction) {
        return tenants.get(transaction);
    }

    @Override
    public List<Tenant> all() {
        return database.asOverview(tenants::all);
    }

    @Override
    public Page<Tenant> all(PageRequest page) {
        return database.asOverview(transaction -> tenants.all(transaction, page));
    }

    @Override
    public void requireOpen(Transaction transaction) {
        Tenant tenant = tenants.lockShared(transaction);
        Tenant.Closed closed = tenant.closed();
        if (closed != null) {
            throw new ProblemException(new StayEnded(tenant.name(), closed.at()));
        }
    }

    @Override
    public List<Member> members(TenantScope scope) {
        return database.inTenant(scope, members::list);
    }

    @Override
    public Page<Member> members(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> members.list(transaction, page));
    }

    @Override
    public Optional<Member> member(TenantScope scope, MemberId member) {
        return database.inTenant(scope, transaction -> members.find(transaction, member))
                .map(Account::member);
    }

    @Override
    public Map<MemberId, String> displayNames(TenantScope scope, Collection<MemberId> asked) {
        if (asked.isEmpty()) {
            return Map.of();
        }
        return database.asOverview(overview -> {
            Optional<TenantId> provider = tenants.provider(overview).map(Tenant::id);
            return members.names(overview, Set.copyOf(List.of(scope.tenant(), provider.orElse(scope.tenant()))), asked);
        });
    }

    @Override
    public Map<MemberId, Standing> standings(TenantScope scope) {
        return database.asOverview(overview -> {
            Optional<TenantId> provider = tenants.provider(overview).map(Tenant::id);
            return members.standings(overview, Set.copyOf(List.of(scope.tenant(), provider.orElse(scope.tenant()))));
        });
    }

    @Override
    public Member createMember(TenantScope scope, Actor actor, NewMember wanted) {
        String email = PersonInput.email(wanted.email());
        String displayName = PersonInput.title("display name", wanted.displayName());
        String hash = passwords.hash(Passwords.require(wanted.password()));
        Member member = new Member(new MemberId(ids.next()), scope.tenant(), email, displayName, wanted.role(), now());
        // A password that two people know would let one of them vote as the other.
        boolean chosenForThem = actor instanceof Actor.Person;
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lock(transaction);
            MembershipRules.requireMayName(actor, tenant, chiefs(transaction, tenant), wanted.role());
            if (!members.insert(transaction, new Account(member, hash, chosenForThem))) {
                throw new ProblemException(new EmailTaken());
            }
            append(
                    transaction,
                    actor,
                    "member.created",
                    member.id(),
                    Map.of("role", wanted.role().name()));
            return member;
        });
    }

    @Override
    public void changeRole(TenantScope scope, Actor actor, MemberId id, Role role) {
        database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lock(transaction);
            long chiefs = chiefs(transaction, tenant);
            MembershipRules.requireMayName(actor, tenant, chiefs, role);
            Role present = lock(transaction, id).member().role();
            if (present == role) {
                return true;
            }
            MembershipRules.requireNotLast(tenant, chiefs, present);
            members.setRole(transaction, id, role);
            int ended = sessions.deleteAll(transaction, id);
            append(
                    transaction,
                    actor,
                    "member.role-changed",
                    id,
                    Map.of("from", present.name(), "to", role.name(), "sessionsEnded", ended));
            return true;
        });
    }

    @Override
    public void remove(TenantScope scope, Actor actor, MemberId id) {
        database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.lock(transaction);
            long chiefs = chiefs(transaction, tenant);
            MembershipRules.requireMayTouch(actor, tenant, chiefs);
            Role present = lock(transaction, id).member().role();
            MembershipRules.requireNotLast(tenant, chiefs, present);
            int endedSessions = sessions.deleteAll(transaction, id);
            int endedTokens = tokens.deleteAll(transaction, id);
            links.deleteResets(transaction, id);
            members.remove(transaction, id, now());
            append(
                    transaction,
                    actor,
                    "member.removed",
                    id,
                    Map.of("role", present.name(), "sessionsEnded", endedSessions, "tokensEnded", endedTokens));
            return true;
        });
    }

    @Override
    public TenantLimits limits(TenantScope scope) {
        return database.inTenant(scope, tenants::limits);
    }

    @Override
    public TenantLimits changeLimits(TenantScope scope, Actor actor, TenantLimits limits) {
        return database.inTenant(scope, transaction -> changeLimits(transaction, actor, limits));
    }

    @Override
    public TenantLimits changeLimits(Transaction transaction, Actor actor, TenantLimits limits) {
        LimitRules.check(limits);
        TenantLimits before = tenants.limits(transaction);
        if (limits.firstPort() != before.firstPort() || limits.lastPort() != before.lastPort()) {
            throw new ProblemException(
                    InvalidInput.of("firstPort", "and lastPort cannot be changed: routes of the tenant may be in use"));
        }
        if (!limits.equals(before)) {
            tenants.updateLimits(transaction, limits);
            Map<String, Object> differences = LimitRules.differences(before, limits);
            // Where only another version of the contract says the same, nothing has changed for anybody.
            if (!differences.isEmpty()) {
                ledger.append(
                        transaction,
                        actor,
                        new LedgerEvent(
                                "tenant.limits-changed",
                                "tenant:" + transaction.scope().tenant(),
                                differences));
            }
        }
        return limits;
    }

    @Override
    public TenantLimits limits(Transaction transaction) {
        return tenants.limits(transaction);
    }

    private Account lock(Transaction transaction, MemberId id) {
        return members.lock(transaction, id).orElseThrow(() -> new ProblemException(new MemberNotFound()));
    }

    private long chiefs(Transaction transaction, Tenant tenant) {
        return members.count(transaction, MembershipRules.chief(tenant));
    }

    private void append(Transaction transaction, Actor actor, String kind, MemberId member, Map<String, ?> details) {
        ledger.append(transaction, actor, new LedgerEvent(kind, "member:" + member, details));
    }

    /** As precise as PostgreSQL keeps it, so that what is returned now equals what is read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
