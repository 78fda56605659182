package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.AccessRules.Answer.ALLOWED;
import static io.binome.tenancy.internal.AccessRules.Answer.NOT_ALLOWED;
import static io.binome.tenancy.internal.AccessRules.Answer.NO_BUSINESS;
import static io.binome.tenancy.internal.AccessRules.Answer.PASSWORD_FIRST;
import static io.binome.tenancy.internal.AccessRules.Answer.READING_ENDED;
import static io.binome.tenancy.internal.AccessRules.Answer.STAY_ENDED;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.kernel.MemberId;
import io.binome.kernel.TenantId;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TokenScope;
import io.binome.tenancy.internal.AccessRules.Answer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/reference/roles-and-tokens.md, written out and compared cell by cell. */
class AccessRulesTest {
    private static final Tenant PROVIDER = tenant(1, true);
    private static final Tenant OWN = tenant(2, false);
    private static final Tenant OTHER = tenant(3, false);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Set<TokenScope> ALL = EnumSet.allOf(TokenScope.class);

    /**
     * One row per permission, one column per role. A letter for each place: {@code h} at home, {@code c} in a client's
     * tenant that has a lead (the provider's people), {@code f} in a client's tenant without a lead (likewise).
     */
    @ParameterizedTest
    @CsvSource({
        // permission,        READER, DEVELOPER, LEAD, OPERATOR, OWNER
        "READ,                h,      h,         h,    hcf,      hcf",
        "PROPOSE,             -,      h,         h,    hcf,      hcf",
        "REVIEW,              -,      h,         h,    hcf,      hcf",
        "APPLY,               -,      h,         h,    hcf,      hcf",
        "OPERATE,             -,      h,         h,    hcf,      hcf",
        "MANAGE_REPOSITORIES, -,      -,         h,    hcf,      hcf",
        "MANAGE_STATES,       -,      -,         h,    hcf,      hcf",
        "DOWNLOAD_STATES,     -,      -,         h,    hcf,      hcf",
        "MANAGE_MEMBERS,      -,      -,         h,    -,        hf",
        "INVOICE,             -,      -,         -,    -,        hcf",
        "CLOSE_TENANT,        -,      -,         -,    -,        hcf",
        "MANAGE_PLATFORM,     -,      -,         -,    h,        h",
    })
    void rolesByPermissionAndPlace(
            Permission permission, String reader, String developer, String lead, String operator, String owner) {
        Map<Role, String> row = Map.of(
                Role.READER, reader,
                Role.DEVELOPER, developer,
                Role.LEAD, lead,
                Role.OPERATOR, operator,
                Role.OWNER, owner);
        for (Role role : Role.values()) {
            String where = row.get(role);
            Tenant home = role.ofProvider() ? PROVIDER : OWN;
            Principal principal = principal(role, home, ALL, false);
            assertAnswer(principal, home, permission, true, where.contains("h") ? ALLOWED : NOT_ALLOWED);
            assertAnswer(principal, home, permission, false, where.contains("h") ? ALLOWED : NOT_ALLOWED);
            if (role.ofProvider()) {
                assertAnswer(principal, OTHER, permission, true, where.contains("c") ? ALLOWED : NOT_ALLOWED);
                assertAnswer(principal, OTHER, permission, false, where.contains("f") ? ALLOWED : NOT_ALLOWED);
            } else {
                for (boolean hasLead : new boolean[] {true, false}) {
                    assertAnswer(principal, OTHER, permission, hasLead, NO_BUSINESS);
                    assertAnswer(principal, PROVIDER, permission, hasLead, NO_BUSINESS);
                }
            }
        }
    }

    /** Which scopes open which door, for a person whose role allows everything. */
    @ParameterizedTest
    @CsvSource({
        // permission,        by the API, by git
        "READ,                READ API,   READ GIT",
        "PROPOSE,             API,        GIT",
        "REVIEW,              API,        -",
        "APPLY,               API,        -",
        "OPERATE,             API,        -",
        "MANAGE_REPOSITORIES, API,        -",
        "MANAGE_STATES,       API,        -",
        "DOWNLOAD_STATES,     API,        -",
        "MANAGE_MEMBERS,      API,        -",
        "INVOICE,             API,        -",
        "CLOSE_TENANT,        API,        -",
        "MANAGE_PLATFORM,     API,        -",
    })
    void scopesByPermissionAndDoor(Permission permission, String byApi, String byGit) {
        for (Set<TokenScope> scopes : everySetOfScopes()) {
            Principal principal = principal(Role.OWNER, PROVIDER, scopes, false);
            assertThat(decide(principal, PROVIDER, permission, Door.API, true))
                    .as("%s by API with %s", permission, scopes)
                    .isEqualTo(opens(scopes, byApi) ? ALLOWED : NOT_ALLOWED);
            assertThat(decide(principal, PROVIDER, permission, Door.GIT, true))
                    .as("%s by git with %s", permission, scopes)
                    .isEqualTo(opens(scopes, byGit) ? ALLOWED : NOT_ALLOWED);
        }
    }

    @Test
    void aTokenNeverGivesMoreThanTheRole() {
        for (Role role : Role.values()) {
            for (Permission permission : Permission.values()) {
                for (Door door : Door.values()) {
                    for (Set<TokenScope> scopes : everySetOfScopes()) {
                        Tenant home = role.ofProvider() ? PROVIDER : OWN;
                        for (Tenant place : List.of(PROVIDER, OWN, OTHER)) {
                            Answer withToken =
                                    decide(principal(role, home, scopes, false), place, permission, door, true);
                            Answer withSession =
                                    decide(principal(role, home, ALL, false), place, permission, Door.API, true);
                            assertThat(withToken == ALLOWED && withSession != ALLOWED)
                                    .isFalse();
                        }
                    }
                }
            }
        }
    }

    /** Of a tenant whose stay has ended: what is left to its own people while they read, and to the provider's. */
    @ParameterizedTest
    @CsvSource({
        // permission,        READER, DEVELOPER, LEAD, OPERATOR, OWNER
        "READ,                yes,    yes,       yes,  yes,      yes",
        "DOWNLOAD_STATES,     no,     no,        yes,  yes,      yes",
        "MANAGE_MEMBERS,      no,     no,        yes,  no,       no",
        "INVOICE,             no,     no,        no,   no,       yes",
    })
    void whatOutlastsAStay(
            Permission permission, String reader, String developer, String lead, String operator, String owner) {
        Map<Role, String> row = Map.of(
                Role.READER, reader,
                Role.DEVELOPER, developer,
                Role.LEAD, lead,
                Role.OPERATOR, operator,
                Role.OWNER, owner);
        for (Role role : Role.values()) {
            Principal principal = principal(role, role.ofProvider() ? PROVIDER : OWN, ALL, false);
            Answer wanted = row.get(role).equals("yes") ? ALLOWED : NOT_ALLOWED;
            assertAnswer(principal, ended(NOW.plusNanos(1)), permission, true, wanted);
            assertAnswer(principal, ended(NOW), permission, true, role.ofProvider() ? wanted : READING_ENDED);
        }
    }

    @Test
    void nothingElseOutlastsAStay() {
        Set<Permission> left =
                EnumSet.of(Permission.READ, Permission.DOWNLOAD_STATES, Permission.MANAGE_MEMBERS, Permission.INVOICE);
        for (Permission permission : EnumSet.complementOf(EnumSet.copyOf(left))) {
            for (Role role : Role.values()) {
                Principal principal = principal(role, role.ofProvider() ? PROVIDER : OWN, ALL, false);
                assertAnswer(principal, ended(NOW.plusSeconds(1)), permission, true, STAY_ENDED);
            }
        }
    }

    private static Tenant ended(Instant readableUntil) {
        return new Tenant(
                OWN.id(), "tenant-2", "Tenant", false, Instant.EPOCH, new Tenant.Closed(Instant.EPOCH, readableUntil));
    }

    @Test
    void whoMustChooseAPasswordMayDoNothingElse() {
        for (Role role : Role.values()) {
            for (Permission permission : Permission.values()) {
                Tenant home = role.ofProvider() ? PROVIDER : OWN;
                Principal principal = principal(role, home, ALL, true);
                assertAnswer(principal, home, permission, true, PASSWORD_FIRST);
                assertAnswer(principal, OTHER, permission, true, role.ofProvider() ? PASSWORD_FIRST : NO_BUSINESS);
            }
        }
    }

    private static void assertAnswer(
            Principal principal, Tenant tenant, Permission permission, boolean hasLead, Answer wanted) {
        assertThat(decide(principal, tenant, permission, Door.API, hasLead))
                .as("%s of %s in %s for %s", principal.role(), principal.home(), tenant.name(), permission)
                .isEqualTo(wanted);
    }

    private static Answer decide(
            Principal principal, Tenant tenant, Permission permission, Door door, boolean hasLead) {
        return AccessRules.decide(principal, tenant, permission, door, NOW, () -> hasLead);
    }

    private static boolean opens(Set<TokenScope> scopes, String any) {
        return scopes.stream().anyMatch(scope -> List.of(any.split(" ")).contains(scope.name()));
    }

    private static List<Set<TokenScope>> everySetOfScopes() {
        return List.of(
                Set.of(),
                Set.of(TokenScope.READ),
                Set.of(TokenScope.GIT),
                Set.of(TokenScope.API),
                Set.of(TokenScope.READ, TokenScope.GIT),
                Set.of(TokenScope.READ, TokenScope.API),
                Set.of(TokenScope.GIT, TokenScope.API),
                ALL);
    }

    private static Principal principal(Role role, Tenant home, Set<TokenScope> scopes, boolean mustChange) {
        return new Principal(new MemberId(new UUID(0, 99)), home.id(), role, scopes, mustChange);
    }

    private static Tenant tenant(long number, boolean provider) {
        return new Tenant(new TenantId(new UUID(0, number)), "tenant-" + number, "Tenant", provider, Instant.EPOCH);
    }
}
