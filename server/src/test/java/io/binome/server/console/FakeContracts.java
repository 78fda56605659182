package io.binome.server.console;

import io.binome.contracts.Contract;
import io.binome.contracts.ContractProblem;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.contracts.internal.Offer;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.stacks.Finding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Contracts in memory; the usual offer for everybody who has none. */
final class FakeContracts implements Contracts {
    private final Map<TenantId, ContractVersion> byTenant = new ConcurrentHashMap<>();

    void agree(TenantScope scope, String source) {
        Contract contract =
                switch (ContractReading.of("contract.yaml", source.getBytes(StandardCharsets.UTF_8))) {
                    case ContractReading.Read read -> read.contract();
                    case ContractReading.Wrong wrong -> throw new AssertionError(wrong.findings());
                };
        byTenant.put(scope.tenant(), new ContractVersion(2, contract, true, null, null, source, Instant.EPOCH));
    }

    @Override
    public ContractVersion inForce(TenantScope scope) {
        Offer offer = Offer.usual();
        return byTenant.getOrDefault(
                scope.tenant(),
                new ContractVersion(1, offer.contract(), false, null, null, offer.source(), Instant.EPOCH));
    }

    @Override
    public ContractVersion inForce(Transaction transaction) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ContractVersion> version(TenantScope scope, int number) {
        return Optional.of(inForce(scope)).filter(version -> version.number() == number);
    }

    @Override
    public List<ContractVersion> versions(TenantScope scope) {
        return List.of(inForce(scope));
    }

    @Override
    public Page<ContractVersion> versions(TenantScope scope, PageRequest page) {
        return Page.of(versions(scope), page, _ -> "");
    }

    @Override
    public ContractVersion accept(TenantScope scope, Actor actor, String seen) {
        ContractVersion offer = inForce(scope);
        if (offer.accepted()) {
            throw new ProblemException(new ContractProblem.NothingToAccept());
        }
        if (!offer.hash().equals(seen)) {
            throw new ProblemException(new ContractProblem.OfferMoved());
        }
        byTenant.put(
                scope.tenant(),
                new ContractVersion(1, offer.contract(), true, null, null, offer.source(), offer.since()));
        return inForce(scope);
    }

    @Override
    public List<Finding> check(String file, String source) {
        return List.of();
    }
}
