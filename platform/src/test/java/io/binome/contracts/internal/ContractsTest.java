package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.contracts.ContractProblem;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.tenancy.Member;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseTenants;
import java.security.SecureRandom;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Versions of contracts and their acceptance, in a real PostgreSQL. */
class ContractsTest {
    private static final Actor MACHINE = new Actor.Machine("test");
    private static final String COMMIT = "0123456789012345678901234567890123456789";
    private static final String OTHER_COMMIT = "9876543210987654321098765432109876543210";
    private static final String STRICT = "environments: {production: {autonomy: lead+owner}}\n";

    private static final String SEEN = Sha256.hex(Offer.usual().source());

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseLedger ledger = new DatabaseLedger(database.database(), clock);
    private final Tenants tenants = new DatabaseTenants(database.database(), ledger, clock, ids, new SecureRandom());
    private final DatabaseContracts contracts = new DatabaseContracts(
            database.database(),
            tenants,
            ledger,
            clock,
            new ContractStore(),
            new ContractLimits(tenants),
            Offer.usual());

    private Tenant tenant;
    private TenantScope scope;
    private Actor lead;

    @BeforeEach
    void people() {
        new DatabaseFirstStart(database.database(), ledger, clock, ids, new SecureRandom())
                .ensureProvider("provider", "The Provider", "owner@provider.example");
        tenant = tenants.create(MACHINE, "librairie", "Librairie");
        scope = new TenantScope(tenant.id());
        lead = actor(member(scope, "lead@librairie.example", Role.LEAD));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Member member(TenantScope of, String email, Role role) {
        return tenants.createMember(of, MACHINE, new Tenants.NewMember(email, email, role, "correct horse battery"));
    }

    private static Actor actor(Member member) {
        return new Actor.Person(member.id(), member.tenant());
    }

    private TenantScope provider() {
        return new TenantScope(tenants.provider().id());
    }

    private List<String> kinds(TenantScope of) {
        return ledger.list(of, LedgerFilter.ANY, PageRequest.first(200)).items().stream()
                .map(LedgerEntry::kind)
                .filter(kind -> kind.startsWith("contract."))
                .toList();
    }

    private static void refused(Class<? extends ContractProblem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                .isInstanceOf(problem));
    }

    @Test
    void anOfferHoldsUntilALeadAcceptsIt() {
        ContractVersion offered = contracts.inForce(scope);
        assertThat(offered.number()).isEqualTo(1);
        assertThat(offered.accepted()).isFalse();
        assertThat(offered.contract()).isEqualTo(Offer.usual().contract());
        assertThat(contracts.versions(scope)).containsExactly(offered);

        ContractVersion accepted = contracts.accept(scope, lead, SEEN);
        assertThat(accepted.accepted()).isTrue();
        assertThat(accepted.number()).isEqualTo(1);
        assertThat(contracts.inForce(scope)).isEqualTo(accepted);
        assertThat(kinds(scope)).containsExactly("contract.accepted");
        refused(ContractProblem.NothingToAccept.class, () -> contracts.accept(scope, lead, SEEN));
        assertThat(kinds(scope)).hasSize(1);
    }

    @Test
    void onlyALeadOfTheTenantBindsIt() {
        Actor developer = actor(member(scope, "dev@librairie.example", Role.DEVELOPER));
        Actor owner = actor(member(provider(), "second@provider.example", Role.OWNER));
        refused(ContractProblem.LeadMustAccept.class, () -> contracts.accept(scope, developer, SEEN));
        refused(ContractProblem.LeadMustAccept.class, () -> contracts.accept(scope, owner, SEEN));
        refused(ContractProblem.LeadMustAccept.class, () -> contracts.accept(scope, MACHINE, SEEN));
        assertThat(contracts.inForce(scope).accepted()).isFalse();
    }

    @Test
    void nobodyIsBoundByAnotherOfferThanWasRead() {
        DatabaseContracts restarted = new DatabaseContracts(
                database.database(),
                tenants,
                ledger,
                clock,
                new ContractStore(),
                new ContractLimits(tenants),
                Offer.of("other.yaml", STRICT));
        refused(ContractProblem.OfferMoved.class, () -> restarted.accept(scope, lead, SEEN));
        assertThat(restarted.inForce(scope).accepted()).isFalse();
        assertThat(kinds(scope)).isEmpty();
        assertThat(restarted
                        .accept(scope, lead, restarted.inForce(scope).hash())
                        .source())
                .isEqualTo(STRICT);
    }

    @Test
    void theProvidersOwnTenantHasNobodyToAskForAgreement() {
        ContractVersion own = contracts.inForce(provider());
        assertThat(own.accepted()).isTrue();
        assertThat(own.contract()).isEqualTo(Offer.ofProvider().contract());
        assertThat(contracts.versions(provider())).containsExactly(own);
    }

    @Test
    void whatIsWrittenDownStaysWhateverIsOfferedLater() {
        database.database().inTenant(scope, transaction -> {
            contracts.offered(transaction, tenant, COMMIT);
            contracts.offered(transaction, tenant, COMMIT);
            return tenant;
        });
        DatabaseContracts later = new DatabaseContracts(
                database.database(),
                tenants,
                ledger,
                clock,
                new ContractStore(),
                new ContractLimits(tenants),
                Offer.of("other.yaml", STRICT));
        assertThat(later.inForce(scope).contract()).isEqualTo(Offer.usual().contract());
        assertThat(later.inForce(scope).commit()).isEqualTo(COMMIT);
        assertThat(kinds(scope)).containsExactly("contract.offered");
        assertThat(contracts.accept(scope, lead, SEEN).commit()).isEqualTo(COMMIT);
    }

    @Test
    void everyVersionIsKept() {
        contracts.accept(scope, lead, SEEN);
        ChangeId change = new ChangeId(ids.next());
        database.database().inTenant(scope, transaction -> {
            assertThat(contracts.takeEffect(transaction, STRICT, COMMIT, change))
                    .isPresent();
            // Killed after this and begun again.
            assertThat(contracts.takeEffect(transaction, STRICT, COMMIT, change))
                    .isEmpty();
            return tenant;
        });
        ContractVersion second = contracts.inForce(scope);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.accepted()).isTrue();
        assertThat(second.change()).isEqualTo(change);
        assertThat(second.commit()).isEqualTo(COMMIT);
        assertThat(second.source()).isEqualTo(STRICT);
        database.database()
                .inTenant(
                        scope,
                        transaction ->
                                contracts.takeEffect(transaction, Offer.usual().source(), OTHER_COMMIT, null));
        assertThat(contracts.versions(scope))
                .extracting(ContractVersion::number)
                .containsExactly(3, 2, 1);
        assertThat(contracts.version(scope, 2)).contains(second);
        assertThat(contracts.version(scope, 4)).isEmpty();
        assertThat(kinds(scope)).containsExactly("contract.in-force", "contract.in-force", "contract.accepted");
        refused(ContractProblem.NothingToAccept.class, () -> contracts.accept(scope, lead, SEEN));
    }

    @Test
    void aTenantSeesItsOwnContractOnly() {
        contracts.accept(scope, lead, SEEN);
        TenantScope other = new TenantScope(
                tenants.create(MACHINE, "boulangerie", "Boulangerie").id());
        assertThat(contracts.inForce(other).accepted()).isFalse();
        assertThat(contracts.versions(other)).hasSize(1);
    }

    @Test
    void checkTellsWhatIsWrongAtItsPlace() {
        Contracts face = contracts;
        assertThat(face.check("contract.yaml", STRICT)).isEmpty();
        assertThat(face.check("contract.yaml", "environments: 5"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).isEqualTo(1));
    }
}
