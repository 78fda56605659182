package io.binome.contracts.internal;

import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.ledger.Ledger;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;

/** Puts the room together: its face. */
public final class ContractsRoom {
    private final DatabaseContracts contracts;

    /**
     * What the room stands on.
     *
     * @param offer what new tenants are offered
     */
    public record Needs(Database database, Tenants tenants, Ledger ledger, InstantSource clock, Offer offer) {}

    public ContractsRoom(Needs needs) {
        this.contracts = new DatabaseContracts(
                needs.database(), needs.tenants(), needs.ledger(), needs.clock(), new ContractStore(), needs.offer());
    }

    public Contracts contracts() {
        return contracts;
    }
}
