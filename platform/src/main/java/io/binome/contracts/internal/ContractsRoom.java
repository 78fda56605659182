package io.binome.contracts.internal;

import io.binome.contracts.Contracts;
import io.binome.contracts.PriceBookRule;
import io.binome.database.Database;
import io.binome.ledger.Ledger;
import io.binome.repositories.Repositories;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Supplier;

/** Puts the room together: its face, its kind of documents, and who gives tenants their repository. */
public final class ContractsRoom {
    private final Needs needs;
    private final DatabaseContracts contracts;
    private final ContractLimits limits;

    /**
     * What the room stands on.
     *
     * @param offer what new tenants are offered
     * @param sites names of all sites
     * @param priceBooks which of them a contract may name
     */
    public record Needs(
            Database database,
            Tenants tenants,
            Ledger ledger,
            InstantSource clock,
            Offer offer,
            Supplier<? extends Collection<String>> sites,
            PriceBookRule priceBooks) {
        /** Where nobody keeps price books. */
        public Needs(
                Database database,
                Tenants tenants,
                Ledger ledger,
                InstantSource clock,
                Offer offer,
                Supplier<? extends Collection<String>> sites) {
            this(database, tenants, ledger, clock, offer, sites, PriceBookRule.NONE);
        }
    }

    public ContractsRoom(Needs needs) {
        this.needs = needs;
        this.limits = new ContractLimits(needs.tenants());
        this.contracts = new DatabaseContracts(
                needs.database(),
                needs.tenants(),
                needs.ledger(),
                needs.clock(),
                new ContractStore(),
                limits,
                needs.offer());
    }

    public Contracts contracts() {
        return contracts;
    }

    public DocumentKind kind() {
        return new ContractKind(contracts, limits, needs.tenants(), needs.sites(), needs.priceBooks());
    }

    /**
     * Not started yet.
     *
     * @param kinds of documents that a fresh repository holds
     */
    public GoverningRepository repository(
            Repositories repositories, Stacks stacks, Collection<? extends DocumentKind> kinds) {
        return new GoverningRepository(needs.database(), needs.tenants(), repositories, stacks, contracts, kinds);
    }
}
