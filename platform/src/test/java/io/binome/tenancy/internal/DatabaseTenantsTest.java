package io.binome.tenancy.internal;

import static io.binome.tenancy.internal.Tenancy.MACHINE;
import static io.binome.tenancy.internal.Tenancy.PASSWORD;
import static io.binome.tenancy.internal.Tenancy.actor;
import static io.binome.tenancy.internal.Tenancy.assertProblem;
import static io.binome.tenancy.internal.Tenancy.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.MemberId;
import io.binome.kernel.ProblemException;
import io.binome.tenancy.FirstStart.FirstOwner;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.TenancyProblem.EmailTaken;
import io.binome.tenancy.TenancyProblem.LastOfRole;
import io.binome.tenancy.TenancyProblem.MemberNotFound;
import io.binome.tenancy.TenancyProblem.MembershipClosed;
import io.binome.tenancy.TenancyProblem.NameTaken;
import io.binome.tenancy.TenancyProblem.PortsExhausted;
import io.binome.tenancy.TenancyProblem.RoleMisplaced;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.TenantLimits;
import io.binome.tenancy.Tenants.NewMember;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseTenantsTest {
    private final Tenancy tenancy = new Tenancy();

    @AfterEach
    void close() {
        tenancy.close();
    }

    @Test
    void theFirstStartHappensOnce() {
        assertThat(tenancy.tenants.provider()).isEqualTo(tenancy.provider());
        assertThat(tenancy.firstStart.ensureProvider("other", "Other", "other@provider.example"))
                .isEmpty();
        assertThat(tenancy.ledgerKinds(tenancy.provider())).containsExactly("member.created", "tenant.created");
        assertThat(tenancy.firstOwner.toString()).doesNotContain(tenancy.firstOwner.password());
    }

    @Test
    void replicasThatStartAtOnceMakeOneProvider() throws Exception {
        tenancy.database.asOwner(sql -> sql.execute("TRUNCATE tenant CASCADE"));
        List<Callable<Optional<FirstOwner>>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String email = "owner" + i + "@provider.example";
            starts.add(() -> tenancy.firstStart.ensureProvider("provider", "The Provider", email));
        }
        assertThat(together(starts).stream().filter(Optional::isPresent)).hasSize(1);
        assertThat(tenancy.tenants.all()).hasSize(1);
        assertThat(tenancy.tenants.members(scope(tenancy.tenants.provider()))).hasSize(1);
    }

    @Test
    void tenantsHaveDefaultsAndTheirOwnPorts() throws Exception {
        List<Callable<Tenant>> work = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = "company-" + i;
            work.add(() -> tenancy.tenant(name));
        }
        Set<Integer> ports = new HashSet<>();
        for (Tenant tenant : together(work)) {
            TenantLimits limits = tenancy.tenants.limits(scope(tenant));
            assertThat(limits.lastPort()).isEqualTo(limits.firstPort() + 99);
            assertThat(limits.firstPort() % 100).isZero();
            ports.add(limits.firstPort());
            assertThat(limits)
                    .isEqualTo(new TenantLimits(
                            500,
                            268_435_456L,
                            256,
                            64_000,
                            17_179_869_184L,
                            32_768,
                            200,
                            20,
                            limits.firstPort(),
                            limits.lastPort()));
            assertThat(tenancy.ledgerKinds(tenant)).containsExactly("tenant.created");
        }
        assertThat(ports).hasSize(12).doesNotContain(20_000);
        assertThat(tenancy.tenants.all()).hasSize(13).first().isEqualTo(tenancy.provider());
    }

    @Test
    void limitsChangeAndTheLedgerSaysFromWhatToWhat() {
        Tenant tenant = tenancy.tenant("librairie");
        TenantLimits now = tenancy.tenants.limits(scope(tenant));
        TenantLimits less =
                new TenantLimits(250, 64 << 20, 100, 4_000, 1L << 30, 2_000, 10, 5, now.firstPort(), now.lastPort());
        assertThat(tenancy.tenants.changeLimits(scope(tenant), MACHINE, less)).isEqualTo(less);
        assertThat(tenancy.tenants.limits(scope(tenant))).isEqualTo(less);
        tenancy.tenants.changeLimits(scope(tenant), MACHINE, less);
        assertThat(tenancy.ledgerKinds(tenant)).containsExactly("tenant.limits-changed", "tenant.created");

        assertProblem(
                InvalidInput.class,
                () -> tenancy.tenants.changeLimits(
                        scope(tenant),
                        MACHINE,
                        new TenantLimits(5_000, 64 << 20, 100, 4_000, 1L << 30, 2_000, 10, 5, now.firstPort(), 0)));
        assertProblem(
                InvalidInput.class,
                () -> tenancy.tenants.changeLimits(
                        scope(tenant),
                        MACHINE,
                        new TenantLimits(250, 64 << 20, 100, 4_000, 1L << 30, 2_000, 10, 5, 1_024, 1_100)));
        assertThat(tenancy.tenants.limits(scope(tenant))).isEqualTo(less);
    }

    @Test
    void namesAreTakenOnceAndMustBeNames() {
        Tenant tenant = tenancy.tenant("librairie");
        assertProblem(NameTaken.class, () -> tenancy.tenant("librairie"));
        assertProblem(NameTaken.class, () -> tenancy.tenant("provider"));
        assertProblem(InvalidInput.class, () -> tenancy.tenant("Librairie"));
        assertProblem(InvalidInput.class, () -> tenancy.tenants.create(MACHINE, "ok", " "));
        assertThat(tenancy.tenants.byName("librairie")).contains(tenant);
        assertThat(tenancy.tenants.byName("nobody")).isEmpty();
        assertThat(tenancy.tenants.get(scope(tenant))).isEqualTo(tenant);
    }

    @Test
    void portsRunOutWithAWord() {
        tenancy.database.asOwner(sql -> sql.execute("""
                WITH made AS (
                    INSERT INTO tenant SELECT gen_random_uuid(), 'filler-' || n, 'Filler', false, now()
                      FROM generate_series(1, 99) n RETURNING id, name)
                INSERT INTO tenant_limits SELECT id, 500, 1, 1, 500, 1, 1, 0, 1,
                    20000 + 100 * substr(name, 8)::int, 20099 + 100 * substr(name, 8)::int FROM made
                """));
        assertProblem(PortsExhausted.class, () -> tenancy.tenant("one-too-many"));
        assertThat(tenancy.tenants.byName("one-too-many")).isEmpty();
    }

    @Test
    void portsCannotOverlap() {
        Tenant tenant = tenancy.tenant("librairie");
        assertThatThrownBy(() -> tenancy.database.asOwner(sql -> sql.execute(
                        "UPDATE tenant_limits SET first_port = 20050 WHERE tenant_id = '" + tenant.id() + "'")))
                .hasMessageContaining("tenant_limits_ports_apart");
    }

    @Test
    void rolesBelongToOneSide() {
        Tenant tenant = tenancy.tenant("librairie");
        for (Role role : Role.values()) {
            Tenant wrong = role.ofProvider() ? tenant : tenancy.provider();
            assertProblem(RoleMisplaced.class, () -> tenancy.member(wrong, "x@librairie.example", role));
        }
    }

    @Test
    void oneAddressSignsInToOneTenant() {
        Tenant tenant = tenancy.tenant("librairie");
        Tenant other = tenancy.tenant("mairie");
        Member member = tenancy.member(tenant, "Lead@Librairie.example", Role.LEAD);
        assertThat(member.email()).isEqualTo("lead@librairie.example");
        assertProblem(EmailTaken.class, () -> tenancy.member(other, "LEAD@librairie.example", Role.LEAD));
        assertThat(tenancy.ledgerKinds(other)).containsExactly("tenant.created");
    }

    @Test
    void theProviderNamesTheFirstLeadAndNobodyElse() {
        Tenant tenant = tenancy.tenant("librairie");
        assertProblem(MembershipClosed.class, () -> create(tenant, "dev@librairie.example", Role.DEVELOPER));
        Member lead = create(tenant, "lead@librairie.example", Role.LEAD);
        assertProblem(MembershipClosed.class, () -> create(tenant, "second@librairie.example", Role.LEAD));
        assertProblem(
                MembershipClosed.class,
                () -> tenancy.tenants.changeRole(scope(tenant), tenancy.owner(), lead.id(), Role.LEAD));
        assertProblem(MembershipClosed.class, () -> tenancy.tenants.remove(scope(tenant), tenancy.owner(), lead.id()));
        assertProblem(
                MembershipClosed.class, () -> tenancy.signIn.beginReset(scope(tenant), tenancy.owner(), lead.id()));
        tenancy.tenants.createMember(
                scope(tenant), actor(lead), new NewMember("second@librairie.example", "Second", Role.LEAD, PASSWORD));
    }

    @Test
    void theLastLeadStays() {
        Tenant tenant = tenancy.tenant("librairie");
        Member lead = tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
        Member developer = tenancy.member(tenant, "dev@librairie.example", Role.DEVELOPER);
        assertProblem(
                LastOfRole.class,
                () -> tenancy.tenants.changeRole(scope(tenant), actor(lead), lead.id(), Role.DEVELOPER));
        assertProblem(LastOfRole.class, () -> tenancy.tenants.remove(scope(tenant), actor(lead), lead.id()));
        assertProblem(
                LastOfRole.class,
                () -> tenancy.tenants.remove(
                        scope(tenancy.provider()),
                        tenancy.owner(),
                        tenancy.firstOwner.member().id()));
        tenancy.tenants.changeRole(scope(tenant), actor(lead), developer.id(), Role.LEAD);
        tenancy.tenants.changeRole(scope(tenant), actor(lead), lead.id(), Role.READER);
        assertThat(tenancy.ledgerKinds(tenant))
                .containsExactly(
                        "member.role-changed",
                        "member.role-changed",
                        "member.created",
                        "member.created",
                        "tenant.created");
    }

    @Test
    void ofTwoWhoRemoveTheLastTwoLeadsOneIsRefused() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenant tenant = tenancy.tenant("company-" + round);
            Member first = tenancy.member(tenant, "first@company" + round + ".example", Role.LEAD);
            Member second = tenancy.member(tenant, "second@company" + round + ".example", Role.LEAD);
            List<String> answers = together(List.of(
                    () -> answer(() -> tenancy.tenants.remove(scope(tenant), actor(first), second.id())),
                    () -> answer(
                            () -> tenancy.tenants.changeRole(scope(tenant), actor(second), first.id(), Role.READER))));
            assertThat(answers).containsExactlyInAnyOrder("done", "last-of-role");
            assertThat(tenancy.tenants.members(scope(tenant)).stream().filter(m -> m.role() == Role.LEAD))
                    .hasSize(1);
        }
    }

    @Test
    void whoIsRemovedIsGoneButNotFromHistory() {
        Tenant tenant = tenancy.tenant("librairie");
        Tenant other = tenancy.tenant("mairie");
        Member lead = tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
        Member gone = tenancy.member(tenant, "gone@librairie.example", Role.DEVELOPER);
        Member stranger = tenancy.member(other, "stranger@mairie.example", Role.LEAD);
        tenancy.tenants.remove(scope(tenant), actor(lead), gone.id());
        assertThat(tenancy.tenants.member(scope(tenant), gone.id())).isEmpty();
        assertThat(tenancy.tenants.members(scope(tenant))).containsExactly(lead);
        assertProblem(MemberNotFound.class, () -> tenancy.tenants.remove(scope(tenant), actor(lead), gone.id()));
        assertThat(tenancy.tenants.displayNames(
                        scope(tenant),
                        List.of(
                                gone.id(),
                                stranger.id(),
                                tenancy.firstOwner.member().id(),
                                new MemberId(tenancy.ids.next()))))
                .containsOnlyKeys(gone.id(), tenancy.firstOwner.member().id());
        // The address is free again.
        tenancy.member(other, "gone@librairie.example", Role.READER);
    }

    @Test
    void noTenantReachesAnothersPeople() {
        Tenant tenant = tenancy.tenant("librairie");
        Tenant other = tenancy.tenant("mairie");
        Member lead = tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
        Member stranger = tenancy.member(other, "lead@mairie.example", Role.LEAD);
        assertThat(tenancy.tenants.member(scope(other), lead.id())).isEmpty();
        assertProblem(
                MemberNotFound.class,
                () -> tenancy.tenants.changeRole(scope(other), actor(stranger), lead.id(), Role.READER));
        for (String table : List.of(
                "tenant", "tenant_limits", "member", "session", "access_token", "invitation", "password_reset")) {
            String column = "tenant".equals(table) ? "id" : "tenant_id";
            int foreign = tenancy.database.database().inTenant(scope(other), transaction -> transaction
                    .sql()
                    .fetchCount(DSL.table(table), DSL.condition(column + " <> '" + other.id() + "'")));
            assertThat(foreign).as(table).isZero();
        }
        String foreignSession =
                "INSERT INTO session VALUES ('x', '" + tenant.id() + "', '" + lead.id() + "', now(), now())";
        assertThatThrownBy(() -> tenancy.database
                        .database()
                        .inTenant(scope(other), transaction -> transaction.sql().execute(foreignSession)))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("row-level security");
        for (String statement : List.of("SELECT * FROM member", "SELECT password_hash FROM member")) {
            assertThatThrownBy(() -> tenancy.database
                            .database()
                            .asOverview(transaction -> transaction.sql().execute(statement)))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> tenancy.database
                            .database()
                            .asDispatcher(transaction -> transaction.sql().execute(statement)))
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> tenancy.database
                        .database()
                        .asSignIn(transaction -> transaction.sql().execute("UPDATE member SET role = 'OWNER'")))
                .hasMessageContaining("permission denied");
    }

    @Test
    void theLedgerHoldsNoNames() {
        Tenant tenant = tenancy.tenant("librairie");
        tenancy.member(tenant, "lead@librairie.example", Role.LEAD);
        List<String> lines = new ArrayList<>();
        tenancy.ledger.export(scope(tenant), lines::add);
        assertThat(String.join("\n", lines)).doesNotContain("librairie", "Person", "Company", PASSWORD);
    }

    private Member create(Tenant tenant, String email, Role role) {
        return tenancy.tenants.createMember(
                scope(tenant), tenancy.owner(), new NewMember(email, "Somebody", role, PASSWORD));
    }

    private static String answer(Runnable work) {
        try {
            work.run();
            return "done";
        } catch (ProblemException refused) {
            return refused.problem().code();
        }
    }

    static <T> List<T> together(List<Callable<T>> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        }
    }
}
