package io.binome.contracts.internal;

import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.PriceBookRule;
import io.binome.database.Transaction;
import io.binome.kernel.ChangeId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.repositories.CommitTree;
import io.binome.repositories.RepositoryProblem;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Finding;
import io.binome.stacks.StackDeclaration;
import io.binome.tenancy.Member;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code contract.yaml} as documents: the difference of meaning is the plan, the next version in force the apply. */
final class ContractKind implements DocumentKind {
    static final String NAME = "contract";

    private final DatabaseContracts contracts;
    private final ContractLimits limits;
    private final Tenants tenants;
    private final Supplier<? extends Collection<String>> sites;
    private final PriceBookRule priceBooks;

    ContractKind(
            DatabaseContracts contracts,
            ContractLimits limits,
            Tenants tenants,
            Supplier<? extends Collection<String>> sites,
            PriceBookRule priceBooks) {
        this.contracts = contracts;
        this.limits = limits;
        this.tenants = tenants;
        this.sites = sites;
        this.priceBooks = priceBooks;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> dependsOn(StackDeclaration declaration) {
        return Set.of(file(declaration));
    }

    private static String file(StackDeclaration declaration) {
        String name = declaration.files().isEmpty()
                ? DatabaseContracts.FILE
                : declaration.files().getFirst();
        return CommitTree.resolve(declaration.path(), name).orElse(DatabaseContracts.FILE);
    }

    @Override
    public Compared compare(Documents documents) {
        CommitTree tree = documents.tree();
        if (tree == null) {
            return new Compared.Differences(List.of());
        }
        String file = file(documents.declaration());
        Optional<byte[]> source;
        try {
            source = tree.read(file, ContractReader.MAXIMUM_BYTES);
        } catch (ProblemException refused) {
            if (refused.problem() instanceof RepositoryProblem.FileTooLarge) {
                return wrong(file, "contract-too-large", refused.problem().message());
            }
            throw refused;
        }
        if (source.isEmpty()) {
            return wrong(file, "contract-missing", "There is no contract here: the file " + file + " is missing.");
        }
        ContractReader.Placed placed = ContractReader.readWithPlaces(file, source.get());
        return switch (placed.reading()) {
            case ContractReading.Wrong wrong -> new Compared.Wrong(wrong.findings());
            case ContractReading.Read read -> compare(documents.scope(), file, placed, read.contract());
        };
    }

    private static Compared wrong(String file, String code, String reason) {
        return new Compared.Wrong(
                List.of(new Finding(code, file, 0, 0, null, reason, "Take the one that is in force as a beginning.")));
    }

    private Compared compare(TenantScope scope, String file, ContractReader.Placed placed, Contract contract) {
        List<Finding> findings = new ArrayList<>(Lockout.of(file, placed, contract, members(scope), sites.get()));
        priceBook(scope, contract)
                .ifPresent(objection -> findings.add(placed.finding(
                        "contract-price-book", file, "priceBook", objection.reason(), objection.instead())));
        return findings.isEmpty()
                ? new Compared.Differences(
                        ContractDifferences.between(contracts.inForce(scope).contract(), contract))
                : new Compared.Wrong(findings);
    }

    /** One that holds already is not asked about again: the change may be about something else. */
    private Optional<PriceBookRule.Objection> priceBook(TenantScope scope, Contract next) {
        List<ContractVersion> agreed = contracts.versions(scope);
        Contract before = agreed.getFirst().contract();
        boolean same = Objects.equals(before.priceBook(), next.priceBook())
                && before.currency().equals(next.currency());
        return same ? Optional.empty() : priceBooks.against(agreed, next);
    }

    /** Of both sides. */
    private List<Member> members(TenantScope scope) {
        List<Member> members = new ArrayList<>(tenants.members(scope));
        TenantScope provider = new TenantScope(tenants.provider().id());
        if (!provider.equals(scope)) {
            members.addAll(tenants.members(provider));
        }
        return members;
    }

    @Override
    public void takeEffect(Transaction transaction, Documents documents, @Nullable ChangeId change) {
        CommitTree tree = documents.tree();
        if (tree == null) {
            return;
        }
        String file = file(documents.declaration());
        byte[] source = tree.read(file, ContractReader.MAXIMUM_BYTES)
                .orElseThrow(() -> new IllegalStateException(file + " is gone from " + documents.commit()));
        if (!(ContractReader.read(file, source) instanceof ContractReading.Read read)) {
            throw new IllegalStateException(file + " of " + documents.commit() + " is no contract");
        }
        ContractVersion before = contracts.inForce(transaction);
        if (ContractDifferences.between(before.contract(), read.contract()).isEmpty()) {
            return;
        }
        contracts
                .takeEffect(transaction, new String(source, StandardCharsets.UTF_8), documents.commit(), change)
                .ifPresent(version -> limits.set(
                        transaction, version.number(), version.contract().limits()));
    }

    @Override
    public String liveRevision(TenantScope scope) {
        ContractVersion version = contracts.inForce(scope);
        return version.number() + (version.accepted() ? "" : " offered");
    }

    @Override
    public Optional<Start> start(boolean providersOwn) {
        return Optional.of(new Start(
                "",
                new TreeMap<>(Map.of(
                        DatabaseContracts.FILE,
                        contracts.offer(providersOwn).source().getBytes(StandardCharsets.UTF_8)))));
    }
}
