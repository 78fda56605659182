package io.binome.contracts;

import io.binome.database.Transaction;
import io.binome.kernel.Actor;
import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.stacks.Finding;
import java.util.List;
import java.util.Optional;

/** The contracts of all tenants, each version of them. */
public interface Contracts {
    /** Every tenant's repository of what governs it. */
    String REPOSITORY = Repositories.GOVERNING;

    /** What holds now; the offer as long as nothing was ever agreed. */
    ContractVersion inForce(TenantScope scope);

    /** As {@link #inForce(TenantScope)}, in a transaction that is open already. */
    ContractVersion inForce(Transaction transaction);

    Optional<ContractVersion> version(TenantScope scope, int number);

    /** Newest first. */
    List<ContractVersion> versions(TenantScope scope);

    Page<ContractVersion> versions(TenantScope scope, PageRequest page);

    /**
     * A lead of the tenant accepts the offer.
     *
     * @param seen the {@link ContractVersion#hash} of what the lead has read: nothing else is accepted
     * @throws io.binome.kernel.ProblemException with a {@link ContractProblem} when there is nothing to accept, when the
     *     offer is another one by now, or when who asks is not a lead of the tenant
     */
    ContractVersion accept(TenantScope scope, Actor actor, String seen);

    /** What is wrong with a {@code contract.yaml}, at its place; empty when it could take effect. Needs no database. */
    List<Finding> check(String file, String source);
}
