package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.tenancy.Access.Entry;
import io.binome.tenancy.Member;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.TenancyProblem.NotAllowed;
import io.binome.tenancy.TenancyProblem.PasswordChangeRequired;
import io.binome.tenancy.TenancyProblem.ProviderOnly;
import io.binome.tenancy.TenancyProblem.TenantNotFound;
import io.binome.tenancy.TenancyProblem.TokenScopeMissing;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TokenScope;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoleAccessTest {
    private final Tenancy tenancy = new Tenancy();
    private final Tenant tenant = tenancy.tenant("librairie");
    private final Principal owner = principal(tenancy.firstOwner.member(), EnumSet.allOf(TokenScope.class));

    @AfterEach
    void close() {
        tenancy.close();
    }

    @Test
    void theUnknownAndTheForbiddenLookAlike() {
        tenancy.tenant("mairie");
        Principal lead =
                principal(tenancy.member(tenant, "lead@librairie.example", Role.LEAD), EnumSet.allOf(TokenScope.class));
        assertThat(tenancy.access.enter(lead, "librairie", Permission.APPLY))
                .isEqualTo(new Entry(tenant, scope(tenant)));
        for (String name : new String[] {"mairie", "nowhere", "provider", "../librairie", ""}) {
            assertProblem(TenantNotFound.class, () -> tenancy.access.enter(lead, name, Permission.READ));
            assertProblem(TenantNotFound.class, () -> tenancy.access.enterByGit(lead, name, Permission.READ));
        }
        assertProblem(ProviderOnly.class, () -> tenancy.access.enterPlatform(lead));
        assertProblem(ProviderOnly.class, () -> tenancy.access.enter(lead, "librairie", Permission.MANAGE_PLATFORM));
        assertThat(tenancy.access.allows(lead, tenant, Permission.MANAGE_MEMBERS))
                .isTrue();
        assertThat(tenancy.access.allows(lead, tenancy.provider(), Permission.READ))
                .isFalse();
    }

    @Test
    void theProviderNamesMembersOnlyUntilThereIsALead() {
        assertThat(tenancy.access
                        .enter(owner, "librairie", Permission.MANAGE_MEMBERS)
                        .tenant())
                .isEqualTo(tenant);
        assertThat(tenancy.access.allows(owner, tenant, Permission.MANAGE_MEMBERS))
                .isTrue();
        tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
        assertProblem(NotAllowed.class, () -> tenancy.access.enter(owner, "librairie", Permission.MANAGE_MEMBERS));
        assertThat(tenancy.access.allows(owner, tenant, Permission.MANAGE_MEMBERS))
                .isFalse();
        assertThat(tenancy.access.enter(owner, "librairie", Permission.APPLY).tenant())
                .isEqualTo(tenant);
        assertThat(tenancy.access.enterPlatform(owner).tenant()).isEqualTo(tenancy.provider());
    }

    @Test
    void gitTokensOpenGitAlone() {
        Member developer = tenancy.member(tenant, "dev@librairie.example", Role.DEVELOPER);
        Principal git = principal(developer, Set.of(TokenScope.GIT));
        tenancy.access.enterByGit(git, "librairie", Permission.PROPOSE);
        assertProblem(NotAllowed.class, () -> tenancy.access.enter(git, "librairie", Permission.READ));
        Principal api = principal(developer, Set.of(TokenScope.API));
        tenancy.access.enter(api, "librairie", Permission.APPLY);
        assertProblem(NotAllowed.class, () -> tenancy.access.enterByGit(api, "librairie", Permission.READ));
        Principal read = principal(developer, Set.of(TokenScope.READ));
        tenancy.access.enter(read, "librairie", Permission.READ);
        tenancy.access.enterByGit(read, "librairie", Permission.READ);
        assertProblem(NotAllowed.class, () -> tenancy.access.enterByGit(read, "librairie", Permission.PROPOSE));
        assertProblem(NotAllowed.class, () -> tenancy.access.enter(read, "librairie", Permission.PROPOSE));
    }

    @Test
    void onlyWhoMayDoEverythingReachesTheAccount() {
        Member developer = tenancy.member(tenant, "dev@librairie.example", Role.DEVELOPER);
        assertThat(tenancy.access.enterAccount(principal(developer, Set.of(TokenScope.API))))
                .isEqualTo(scope(tenant));
        for (TokenScope weak : new TokenScope[] {TokenScope.READ, TokenScope.GIT}) {
            assertProblem(
                    TokenScopeMissing.class, () -> tenancy.access.enterAccount(principal(developer, Set.of(weak))));
        }
    }

    @Test
    void theOneTimePasswordOpensNothingElse() {
        Principal fresh = tenancy.signIn
                .open("owner@provider.example", tenancy.firstOwner.password(), Tenancy.ADDRESS)
                .principal();
        assertProblem(PasswordChangeRequired.class, () -> tenancy.access.enterPlatform(fresh));
        assertProblem(PasswordChangeRequired.class, () -> tenancy.access.enter(fresh, "librairie", Permission.READ));
        assertThat(tenancy.access.allows(fresh, tenant, Permission.READ)).isFalse();
        assertThat(tenancy.access.enterAccount(fresh)).isEqualTo(scope(tenancy.provider()));
    }

    private static Principal principal(Member member, Set<TokenScope> scopes) {
        return new Principal(member.id(), member.tenant(), member.role(), scopes);
    }
}
