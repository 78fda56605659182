package io.binome.tenancy.internal;

import io.binome.database.Database;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.TenancyProblem;
import io.binome.tenancy.TenancyProblem.PasswordChangeRequired;
import io.binome.tenancy.TenancyProblem.ReadingEnded;
import io.binome.tenancy.TenancyProblem.StayEnded;
import io.binome.tenancy.TenancyProblem.TenantNotFound;
import io.binome.tenancy.TenancyProblem.TokenScopeMissing;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.AccessRules.Answer;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** Access by roles and the scopes of tokens. */
public final class RoleAccess implements Access {
    private final Database database;
    private final InstantSource clock;
    private final TenantStore tenants = new TenantStore();
    private final MemberStore members = new MemberStore();

    public RoleAccess(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Entry enter(Principal principal, String tenant, Permission permission) {
        return enter(principal, named(tenant), tenant, permission, Door.API);
    }

    @Override
    public Entry enterByGit(Principal principal, String tenant, Permission permission) {
        return enter(principal, named(tenant), tenant, permission, Door.GIT);
    }

    @Override
    public Entry enterPlatform(Principal principal) {
        Optional<Tenant> provider = database.asOverview(tenants::provider);
        if (!principal.role().ofProvider()) {
            throw new ProblemException(TenancyProblem.lacking(Permission.MANAGE_PLATFORM));
        }
        return enter(principal, provider, provider.map(Tenant::name).orElse(""), Permission.MANAGE_PLATFORM, Door.API);
    }

    @Override
    public TenantScope enterAccount(Principal principal) {
        if (!principal.scopes().contains(TokenScope.API)) {
            throw new ProblemException(new TokenScopeMissing(TokenScope.API));
        }
        database.asOverview(overview -> tenants.byId(overview, principal.home()))
                .filter(home -> AccessRules.readingEnded(home, clock.instant()))
                .ifPresent(home -> {
                    throw readingEnded(home);
                });
        return new TenantScope(principal.home());
    }

    @Override
    public boolean allows(Principal principal, Tenant tenant, Permission permission) {
        return decide(principal, tenant, permission, Door.API) == Answer.ALLOWED;
    }

    private Entry enter(Principal principal, Optional<Tenant> found, String name, Permission permission, Door door) {
        Tenant tenant = found.orElseThrow(() -> new ProblemException(new TenantNotFound(name)));
        return switch (decide(principal, tenant, permission, door)) {
            case ALLOWED -> new Entry(tenant, new TenantScope(tenant.id()));
            case NO_BUSINESS -> throw new ProblemException(new TenantNotFound(name));
            case PASSWORD_FIRST -> throw new ProblemException(new PasswordChangeRequired());
            case NOT_ALLOWED -> throw new ProblemException(TenancyProblem.lacking(permission));
            case STAY_ENDED ->
                throw new ProblemException(
                        new StayEnded(tenant.name(), closed(tenant).at()));
            case READING_ENDED -> throw readingEnded(tenant);
        };
    }

    private static ProblemException readingEnded(Tenant tenant) {
        return new ProblemException(
                new ReadingEnded(tenant.name(), closed(tenant).readableUntil()));
    }

    private static Tenant.Closed closed(Tenant tenant) {
        return Objects.requireNonNull(tenant.closed());
    }

    private Answer decide(Principal principal, Tenant tenant, Permission permission, Door door) {
        return AccessRules.decide(
                principal,
                tenant,
                permission,
                door,
                clock.instant(),
                () -> database.asOverview(overview -> members.has(overview, tenant.id(), Role.LEAD)));
    }

    private Optional<Tenant> named(String name) {
        return database.asOverview(overview -> tenants.byName(overview, name));
    }
}
