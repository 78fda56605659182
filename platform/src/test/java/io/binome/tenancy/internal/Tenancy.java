package io.binome.tenancy.internal;

import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.Verification;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.tenancy.FirstStart.FirstOwner;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants.NewMember;
import java.security.SecureRandom;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The whole room on a database of its own, with a provider, and a clock that the test moves. */
final class Tenancy implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";
    static final String ADDRESS = "198.51.100.7";
    static final Actor MACHINE = new Actor.Machine("test");

    final TestDatabase database = TestDatabase.fresh();
    final TestClock clock = new TestClock();
    final SystemIds ids = new SystemIds(clock);
    final SecureRandom random = new SecureRandom();
    /** Cheap: what a password costs has a test of its own. */
    final Passwords passwords = new Passwords(random, new Passwords.Cost(64, 1, 1));

    final DatabaseLedger ledger = new DatabaseLedger(database.database(), clock);
    final DatabaseTenants tenants = new DatabaseTenants(database.database(), ledger, clock, ids, passwords);
    final DatabaseSignIn signIn = new DatabaseSignIn(database.database(), ledger, clock, ids, random, passwords);
    final DatabaseFirstStart firstStart =
            new DatabaseFirstStart(database.database(), ledger, clock, ids, random, passwords);
    final RoleAccess access = new RoleAccess(database.database(), clock);
    final FirstOwner firstOwner = firstStart
            .ensureProvider("provider", "The Provider", "owner@provider.example")
            .orElseThrow();

    Tenant provider() {
        return firstOwner.tenant();
    }

    Actor owner() {
        return actor(firstOwner.member());
    }

    Tenant tenant(String name) {
        return tenants.create(owner(), name, "Company " + name);
    }

    Member member(Tenant tenant, String email, Role role) {
        return tenants.createMember(scope(tenant), MACHINE, new NewMember(email, "Person " + email, role, PASSWORD));
    }

    static TenantScope scope(Tenant tenant) {
        return new TenantScope(tenant.id());
    }

    static Actor actor(Member member) {
        return new Actor.Person(member.id(), member.tenant());
    }

    /** Newest first. */
    List<String> ledgerKinds(Tenant tenant) {
        Assertions.assertThat(ledger.verify(scope(tenant))).isInstanceOf(Verification.Sound.class);
        return ledger.list(scope(tenant), LedgerFilter.ANY, PageRequest.first(200)).items().stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    static void assertProblem(Class<? extends Problem> problem, ThrowingCallable call) {
        Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(ProblemException.class, thrown -> Assertions.assertThat(thrown.problem())
                        .isInstanceOf(problem));
    }

    @Override
    public void close() {
        database.close();
    }
}
