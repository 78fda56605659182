package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.ContractProblem;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.ChangeId;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.Sha256;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEvent;
import io.binome.stacks.Finding;
import io.binome.tenancy.Role;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Contracts in PostgreSQL. */
final class DatabaseContracts implements Contracts {
    static final String FILE = "contract.yaml";
    private static final int MOST_READ = 1_000;

    private final Database database;
    private final Tenants tenants;
    private final Ledger ledger;
    private final InstantSource clock;
    private final ContractStore store;
    private final ContractLimits limits;
    private final Offer offer;
    private final Offer ofProvider = Offer.ofProvider();
    /** Texts that were read before, by their hashes: what holds is asked at every step of every change. */
    private final Map<String, Contract> read = new ConcurrentHashMap<>();

    DatabaseContracts(
            Database database,
            Tenants tenants,
            Ledger ledger,
            InstantSource clock,
            ContractStore store,
            ContractLimits limits,
            Offer offer) {
        this.database = database;
        this.tenants = tenants;
        this.ledger = ledger;
        this.clock = clock;
        this.store = store;
        this.limits = limits;
        this.offer = offer;
    }

    @Override
    public ContractVersion inForce(TenantScope scope) {
        return database.inTenant(scope, this::inForce);
    }

    @Override
    public ContractVersion inForce(Transaction transaction) {
        return store.latest(transaction).map(this::version).orElseGet(() -> unwritten(tenants.get(transaction)));
    }

    @Override
    public Optional<ContractVersion> version(TenantScope scope, int number) {
        return versions(scope).stream()
                .filter(version -> version.number() == number)
                .findFirst();
    }

    @Override
    public List<ContractVersion> versions(TenantScope scope) {
        return database.inTenant(scope, transaction -> {
            List<ContractVersion> kept =
                    store.all(transaction).stream().map(this::version).toList();
            return kept.isEmpty() ? List.of(unwritten(tenants.get(transaction))) : kept;
        });
    }

    @Override
    public Page<ContractVersion> versions(TenantScope scope, PageRequest page) {
        return database.inTenant(scope, transaction -> {
            Page<ContractVersion> kept = store.all(transaction, page).map(this::version);
            return kept.items().isEmpty() && page.after() == null
                    ? Page.of(List.of(unwritten(tenants.get(transaction))), page, _ -> "")
                    : kept;
        });
    }

    @Override
    public ContractVersion accept(TenantScope scope, Actor actor, String seen) {
        requireLead(scope, actor);
        return database.inTenant(scope, transaction -> {
            Tenant tenant = tenants.get(transaction);
            Optional<ContractStore.Row> latest = store.latest(transaction);
            requireSeen(latest.map(this::version).orElseGet(() -> unwritten(tenant)), seen);
            boolean done;
            if (latest.isEmpty()) {
                done = store.insert(transaction, first(offer(false), tenant, null, actor));
            } else {
                done = store.accept(transaction, latest.get().number(), now(), actor.reference());
            }
            if (!done) {
                throw new ProblemException(new ContractProblem.NothingToAccept());
            }
            ContractStore.Row accepted = store.latest(transaction).orElseThrow();
            ledger.append(
                    transaction,
                    actor,
                    new LedgerEvent(
                            "contract.accepted",
                            "tenant:" + scope.tenant(),
                            Map.of("version", accepted.number(), "hash", accepted.hash())));
            return version(accepted);
        });
    }

    /** Nobody is bound by what another one put in its place meanwhile. */
    private static void requireSeen(ContractVersion version, String seen) {
        if (version.accepted()) {
            throw new ProblemException(new ContractProblem.NothingToAccept());
        }
        if (!version.hash().equals(seen)) {
            throw new ProblemException(new ContractProblem.OfferMoved());
        }
    }

    /** A person of the provider may enter the tenant, but does not bind it. */
    private void requireLead(TenantScope scope, Actor actor) {
        boolean lead = actor instanceof Actor.Person person
                && person.home().equals(scope.tenant())
                && tenants.member(scope, person.member())
                        .filter(member -> member.role() == Role.LEAD)
                        .isPresent();
        if (!lead) {
            throw new ProblemException(new ContractProblem.LeadMustAccept());
        }
    }

    @Override
    public List<Finding> check(String file, String source) {
        return switch (ContractReading.of(file, source.getBytes(StandardCharsets.UTF_8))) {
            case ContractReading.Read _ -> List.of();
            case ContractReading.Wrong wrong -> wrong.findings();
        };
    }

    /** What is offered to a tenant, or holds in the provider's own, before anything is written down. */
    Offer offer(boolean providersOwn) {
        return providersOwn ? ofProvider : offer;
    }

    /** The text of the first version, when it was accepted before there was a repository. */
    Optional<String> kept(TenantScope scope) {
        return database.inTenant(scope, transaction -> store.version(transaction, 1))
                .map(ContractStore.Row::source);
    }

    /** Writes down where the first version stands. The provider's own tenant has nobody else to agree with. */
    void offered(Transaction transaction, Tenant tenant, String commit) {
        Offer first = offer(tenant.provider());
        ContractStore.Row row = first(first, tenant, commit, tenant.provider() ? MACHINE : null);
        if (!store.insert(transaction, row)) {
            store.place(transaction, row.number(), commit);
            return;
        }
        limits.set(transaction, row.number(), first.contract().limits());
        ledger.append(
                transaction,
                MACHINE,
                new LedgerEvent(
                        tenant.provider() ? "contract.in-force" : "contract.offered",
                        "tenant:" + tenant.id(),
                        Map.of("version", row.number(), "hash", row.hash(), "commit", commit)));
    }

    static final Actor MACHINE = new Actor.Machine("contracts");

    /**
     * The next version takes effect, unless this commit's has already.
     *
     * @return the contract that holds from now on; empty when nothing has changed
     */
    Optional<ContractVersion> takeEffect(
            Transaction transaction, String source, String commit, @Nullable ChangeId change) {
        Optional<ContractStore.Row> latest = store.latest(transaction);
        String hash = Sha256.hex(source);
        if (latest.isPresent()
                && (latest.get().hash().equals(hash)
                        || commit.equals(latest.get().commit()))) {
            return Optional.empty();
        }
        int number = latest.map(row -> row.number() + 1).orElse(1);
        ContractStore.Row row = new ContractStore.Row(number, source, hash, commit, change, now(), now(), null);
        if (!store.insert(transaction, row)) {
            throw new IllegalStateException("Version " + number + " of the contract appeared meanwhile");
        }
        ledger.append(
                transaction,
                MACHINE,
                new LedgerEvent(
                        "contract.in-force",
                        "tenant:" + transaction.scope().tenant(),
                        Map.of(
                                "version",
                                number,
                                "hash",
                                hash,
                                "commit",
                                commit,
                                "change",
                                change == null ? "" : change.toString())));
        return Optional.of(version(row));
    }

    private ContractStore.Row first(Offer first, Tenant tenant, @Nullable String commit, @Nullable Actor accepted) {
        return new ContractStore.Row(
                1,
                first.source(),
                Sha256.hex(first.source()),
                commit,
                null,
                tenant.createdAt(),
                accepted == null ? null : now(),
                accepted == null ? null : accepted.reference());
    }

    private ContractVersion unwritten(Tenant tenant) {
        Offer holds = offer(tenant.provider());
        return new ContractVersion(
                1, holds.contract(), tenant.provider(), null, null, holds.source(), tenant.createdAt());
    }

    private ContractVersion version(ContractStore.Row row) {
        return new ContractVersion(
                row.number(),
                contract(row),
                row.acceptedAt() != null,
                row.commit(),
                row.change(),
                row.source(),
                row.since());
    }

    private Contract contract(ContractStore.Row row) {
        if (read.size() > MOST_READ) {
            read.clear();
        }
        return read.computeIfAbsent(
                row.hash(), _ -> Offer.of(FILE, row.source()).contract());
    }

    /** As precise as PostgreSQL keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
