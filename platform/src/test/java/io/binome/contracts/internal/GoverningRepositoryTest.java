package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.contracts.PriceBookRule;
import io.binome.database.Notifications;
import io.binome.database.TestDatabase;
import io.binome.database.Transaction;
import io.binome.guidelines.internal.GuidelinesRoom;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.JobId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.RunId;
import io.binome.kernel.SystemIds;
import io.binome.kernel.TenantScope;
import io.binome.kernel.TestClock;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.repositories.CommitTree;
import io.binome.repositories.PushLimits;
import io.binome.repositories.Repositories;
import io.binome.repositories.Repository;
import io.binome.repositories.RepositoryProblem;
import io.binome.repositories.internal.HostedGit;
import io.binome.runs.Cancellation;
import io.binome.runs.JobLease;
import io.binome.runs.Jobs;
import io.binome.runs.LogSettings;
import io.binome.runs.Run;
import io.binome.runs.RunLog;
import io.binome.runs.internal.DatabaseRuns;
import io.binome.stacks.ApplyOutcome;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Engine.ApplyRequest;
import io.binome.stacks.Engine.PlanRequest;
import io.binome.stacks.Finding;
import io.binome.stacks.Plan;
import io.binome.stacks.PlanOutcome;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.Stack;
import io.binome.stacks.StackDeclaration;
import io.binome.stacks.Stacks;
import io.binome.stacks.internal.DatabaseStacks;
import io.binome.stacks.internal.DocumentEngine;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseTenants;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The repository of what governs, and its documents from a commit to a version in force, in a real PostgreSQL. */
class GoverningRepositoryTest {
    private static final Actor MACHINE = new Actor.Machine("test");
    private static final String CHANGED = Offer.usual()
                    .source()
                    .replace("low: self, medium: peer, high: provider", "low: self, medium: provider, high: provider")
            + "limits: {memory: 128 MiB, processors: 2, replicas: 3}\n";

    private final TestDatabase database = TestDatabase.fresh();
    private final TestClock clock = new TestClock();
    private final SystemIds ids = new SystemIds(clock);
    private final DatabaseLedger ledger = new DatabaseLedger(database.database(), clock);
    private final AtomicReference<@Nullable GoverningRepository> listener = new AtomicReference<>();
    private final Tenants tenants =
            new DatabaseTenants(database.database(), ledger, clock, ids, new SecureRandom(), tenant -> {
                GoverningRepository listening = listener.get();
                if (listening != null) {
                    listening.created(tenant);
                }
            });
    private final Repositories repositories = new HostedGit(
                    database.database(),
                    ledger,
                    tenants,
                    ids,
                    clock,
                    PushLimits.DEFAULT,
                    () -> (_, _) -> List.of(),
                    Runnable::run)
            .repositories();
    private final DatabaseRuns runs =
            new DatabaseRuns(database.database(), Notifications.NONE, clock, ids, LogSettings.defaults());
    private final FakeLeases jobs = new FakeLeases();
    private final ContractsRoom room = new ContractsRoom(new ContractsRoom.Needs(
            database.database(),
            tenants,
            ledger,
            clock,
            Offer.usual(),
            () -> List.of("main"),
            (agreed, next) -> "dollars".equals(next.priceBook())
                    ? Optional.of(new PriceBookRule.Objection("It is in USD.", "Name another."))
                    : Optional.empty()));
    private final GuidelinesRoom guidelines = new GuidelinesRoom(database.database(), tenants, clock);
    private final List<DocumentKind> kinds =
            List.of(guidelines.guidelineDocuments(), guidelines.exemptionDocuments(), room.kind());
    private final DocumentEngine engine =
            new DocumentEngine(database.database(), repositories, runs, jobs, () -> kinds);
    private final Stacks stacks = new DatabaseStacks(database.database(), ids, List.of(engine));

    private TenantScope scope;
    private Tenant tenant;
    private Repository repository;
    private Stack stack;

    /** Leases that end when the test says so. */
    private static final class FakeLeases implements Jobs {
        private boolean lost;

        @Override
        public JobId enqueue(Transaction transaction, NewJob job) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void cancel(Transaction transaction, JobId job) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<String> running(Transaction transaction) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void fence(Transaction transaction, JobLease lease) {
            if (lost) {
                throw new LeaseLost(lease.job(), lease.epoch());
            }
        }
    }

    @BeforeEach
    void begin() {
        new DatabaseFirstStart(database.database(), ledger, clock, ids, new SecureRandom())
                .ensureProvider("provider", "The Provider", "owner@provider.example");
        listener.set(room.repository(repositories, stacks, kinds));
        tenant = tenants.create(MACHINE, "librairie", "Librairie");
        scope = new TenantScope(tenant.id());
        tenants.createMember(
                scope,
                MACHINE,
                new Tenants.NewMember("lead@librairie.example", "A", Role.LEAD, "correct horse battery"));
        repository = repositories.byName(scope, Contracts.REPOSITORY).orElseThrow();
        stack = stacks.byName(scope, repository.id(), "contract").orElseThrow();
    }

    @AfterEach
    void close() {
        runs.close();
        database.close();
    }

    private Contracts contracts() {
        return room.contracts();
    }

    private String head() {
        return repositories.head(scope, repository.id(), "main").orElseThrow();
    }

    private String commit(Map<String, String> files) {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return repositories.prepare(scope, MACHINE, repository.id(), head(), bytes, "Change\n");
    }

    private String text(String path) {
        CommitTree tree = repositories.tree(scope, repository.id(), head());
        return new String(tree.read(path, 100_000).orElseThrow(), StandardCharsets.UTF_8);
    }

    private PlanRequest request(String commit, Stack of, StackDeclaration declaration, boolean removed) {
        ChangeId change = new ChangeId(UUID.randomUUID());
        RunId run = database.database()
                .inTenant(scope, transaction -> runs.begin(transaction, MACHINE, Run.Kind.PLAN, change, of.id()));
        return new PlanRequest(
                scope,
                of.id(),
                declaration,
                commit,
                removed ? null : repositories.tree(scope, of.repository(), commit),
                Map.of(),
                run);
    }

    private PlanRequest request(String commit) {
        return request(commit, stack, stack.declaration(), false);
    }

    private Plan planned(PlanRequest request) {
        return switch (engine.plan(request, RunLog.NONE, Cancellation.NONE)) {
            case PlanOutcome.Planned planned -> planned.plan();
            case PlanOutcome.Refused refused ->
                throw new AssertionError(refused.findings().toString());
            case PlanOutcome.Failed failed -> throw new AssertionError(failed.reason());
        };
    }

    private Finding refused(PlanRequest request) {
        return ((PlanOutcome.Refused) engine.plan(request, RunLog.NONE, Cancellation.NONE))
                .findings()
                .getFirst();
    }

    private ApplyOutcome apply(PlanRequest request, Plan plan) {
        JobLease lease = new JobLease(new JobId(UUID.randomUUID()), scope, Map.of(), 1, 1, Cancellation.NONE);
        return engine.apply(new ApplyRequest(request, plan, null, lease), RunLog.NONE);
    }

    @Test
    void everyTenantHasItFromItsFirstMoment() {
        assertThat(text("contract.yaml")).isEqualTo(Offer.usual().source());
        assertThat(text("binome.yaml")).contains("contract:", "engine: document", "variables: {kind: contract}");
        assertThat(text("README.md")).contains("binome contract check");
        assertThat(repositories.commit(scope, repository.id(), head()).authorName())
                .isEqualTo("Binome");
        assertThat(stack.appliedCommit()).isEqualTo(head());
        ContractVersion offered = contracts().inForce(scope);
        assertThat(offered.commit()).isEqualTo(head());
        assertThat(offered.accepted()).isFalse();
        assertThat(stacks.manifest(repositories.tree(scope, repository.id(), head())))
                .isInstanceOfSatisfying(Stacks.ManifestOutcome.Read.class, read -> assertThat(read.stacks())
                        .contains(stack.declaration())
                        .extracting(StackDeclaration::name)
                        .containsExactlyInAnyOrder("contract", "exemptions", "guidelines"));
        assertThat(text("exemptions.yaml")).contains("exemptions: []");
        assertThat(text("guidelines/README.md")).contains("binome guideline test");
        assertThat(planned(request(head())).isEmpty()).isTrue();
    }

    @Test
    void aStartGivesItToThoseWhoHaveNone() {
        GoverningRepository listening = listener.getAndSet(null);
        Tenant other = tenants.create(MACHINE, "boulangerie", "Boulangerie");
        TenantScope otherScope = new TenantScope(other.id());
        assertThat(repositories.byName(otherScope, Contracts.REPOSITORY)).isEmpty();
        String before = head();
        assertThat(listening).isNotNull();
        listening.start();
        listening.start();
        assertThat(head()).isEqualTo(before);
        assertThat(contracts().inForce(otherScope).commit()).isNotNull();
        TenantScope provider = new TenantScope(tenants.provider().id());
        assertThat(contracts().inForce(provider).accepted()).isTrue();
        assertThat(contracts().inForce(provider).commit()).isNotNull();
    }

    @Test
    void nobodyMakesOrArchivesIt() {
        assertThatThrownBy(() -> repositories.archive(scope, MACHINE, repository.id()))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                        .isInstanceOf(RepositoryProblem.Governs.class));
        Actor person = new Actor.Person(tenants.members(scope).getFirst().id(), tenant.id());
        assertThatThrownBy(() -> repositories.create(scope, person, Contracts.REPOSITORY))
                .isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                        .isInstanceOf(RepositoryProblem.NameReserved.class));
    }

    @Test
    void anotherContractIsADifferenceOfMeaningAndTheNextVersion() {
        String commit = commit(Map.of("contract.yaml", CHANGED));
        PlanRequest request = request(commit);
        Plan plan = planned(request);
        assertThat(plan.changes())
                .extracting(ResourceChange::address)
                .containsExactly("limits", "preproduction × medium", "production × medium");
        assertThat(planned(request).hash()).isEqualTo(plan.hash());

        assertThat(apply(request, plan)).isInstanceOf(ApplyOutcome.Applied.class);
        ContractVersion second = contracts().inForce(scope);
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.commit()).isEqualTo(commit);
        assertThat(second.change()).isNotNull();
        assertThat(second.accepted()).isTrue();
        assertThat(tenants.limits(scope).maximumMemoryBytes()).isEqualTo(128L << 20);
        assertThat(tenants.limits(scope).defaultMemoryBytes()).isEqualTo(128L << 20);
        assertThat(tenants.limits(scope).maximumCpuMillis()).isEqualTo(2_000);
        assertThat(tenants.limits(scope).maximumReplicas()).isEqualTo(3);
        assertThat(tenants.limits(scope).agreed().contract()).isEqualTo(2);

        // Killed after it took effect, and begun again.
        assertThat(apply(request, plan)).isInstanceOf(ApplyOutcome.Applied.class);
        assertThat(contracts().versions(scope)).hasSize(2);

        // Going back is the next version, too.
        PlanRequest back = request(head());
        assertThat(apply(back, planned(back))).isInstanceOf(ApplyOutcome.Applied.class);
        assertThat(contracts().inForce(scope).number()).isEqualTo(3);
        assertThat(contracts().inForce(scope).source()).isEqualTo(Offer.usual().source());
    }

    @Test
    void onlyWhatWasPlannedTakesEffect() {
        PlanRequest first = request(commit(Map.of("contract.yaml", CHANGED)));
        Plan plan = planned(first);
        String before = engine.liveRevision(scope, stack.id());
        PlanRequest other = request(commit(Map.of("contract.yaml", CHANGED + "priceBook: gold\n")));
        assertThat(apply(other, planned(other))).isInstanceOf(ApplyOutcome.Applied.class);
        assertThat(engine.liveRevision(scope, stack.id())).isNotEqualTo(before);
        assertThat(apply(first, plan)).isInstanceOf(ApplyOutcome.Stale.class);
        assertThat(contracts().inForce(scope).number()).isEqualTo(2);
    }

    @Test
    void whoLostTheLeaseChangesNothing() {
        PlanRequest request = request(commit(Map.of("contract.yaml", CHANGED)));
        Plan plan = planned(request);
        jobs.lost = true;
        assertThatThrownBy(() -> apply(request, plan)).isInstanceOf(Jobs.LeaseLost.class);
        assertThat(contracts().inForce(scope).number()).isEqualTo(1);
        jobs.lost = false;
        assertThat(apply(request, plan)).isInstanceOf(ApplyOutcome.Applied.class);
    }

    @Test
    void aContractThatCannotBeIsRefusedAtItsLine() {
        assertThat(refused(request(commit(Map.of("contract.yaml", "environments:\n  e: {autonomy: pear}\n")))))
                .satisfies(finding -> {
                    assertThat(finding.file()).isEqualTo("contract.yaml");
                    assertThat(finding.line()).isEqualTo(2);
                });
        assertThat(refused(request(commit(Map.of("contract.yaml", "environments:\n  e: {autonomy: {lead: 2}}\n"))))
                        .code())
                .isEqualTo("contract-locked");
        assertThat(refused(request(commit(Map.of("contract.yaml", Offer.usual().source() + "priceBook: dollars\n")))))
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("contract-price-book");
                    assertThat(finding.line())
                            .isEqualTo((int) Offer.usual().source().lines().count() + 1);
                });
    }

    private StackDeclaration declared(String name, Map<String, String> variables) {
        return new StackDeclaration(
                name, "", "document", "governance", "main", List.of(), List.of(), new TreeMap<>(variables));
    }

    private Finding refusedAs(Repository in, String name, Map<String, String> variables, String manifest) {
        StackDeclaration declaration = declared(name, variables);
        Stack other =
                database.database().inTenant(scope, transaction -> stacks.ensure(transaction, in.id(), declaration));
        Map<String, byte[]> files = Map.of("binome.yaml", manifest.getBytes(StandardCharsets.UTF_8));
        String commit = repositories.prepare(scope, MACHINE, in.id(), null, files, "Change\n");
        return refused(request(commit, other, declaration, false));
    }

    @Test
    void documentsStandWhereTheyBelong() {
        String manifest = "stacks:\n  mine:\n    engine: document\n    environment: e\n    variables: {kind: KIND}\n";
        Finding unknown = refusedAs(repository, "mine", Map.of("kind", "contrat"), manifest.replace("KIND", "contrat"));
        assertThat(unknown.line()).isEqualTo(5);
        assertThat(unknown.instead()).isEqualTo("Did you mean 'contract'?");
        assertThat(refusedAs(repository, "nothing", Map.of(), manifest).reason())
                .isEqualTo("It is not said what kind of documents these are.");
        assertThat(refusedAs(repository, "mine", Map.of("kind", "contract"), manifest)
                        .code())
                .isEqualTo("document-twice");
        Repository shop = repositories.create(scope, MACHINE, "shop");
        Finding misplaced = refusedAs(shop, "mine", Map.of("kind", "contract"), manifest);
        assertThat(misplaced.code()).isEqualTo("document-misplaced");
        assertThat(misplaced.file()).isEqualTo("binome.yaml");
        assertThat(misplaced.line()).isEqualTo(2);
    }

    @Test
    void whatGovernsCannotBeTakenAway() {
        PlanRequest removed = request(head(), stack, stack.declaration(), true);
        assertThat(refused(removed).code()).isEqualTo("document-removed");
    }
}
