package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.AgreedBooks.Span;
import io.binome.billing.PriceBook;
import io.binome.billing.Prices;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The price books that a tenant's contracts have named, one after the other, as they are in force now. Pure.
 *
 * <p>A tenant's days and months are those of the first book that any of its contracts named: months of several zones would
 * leave hours between them, or count some twice.
 */
final class NamedBooks {
    /** Whose days count as long as no book says so. */
    private static final ZoneId USUAL_ZONE = ZoneId.of("Europe/Paris");

    private final List<ContractVersion> agreed;
    private final Optional<Prices.Version> books;
    private final Optional<ZoneId> zone;

    /** @param agreed newest first, at least the offer */
    NamedBooks(List<ContractVersion> agreed, Optional<Prices.Version> books) {
        this.agreed = agreed.reversed();
        this.books = books;
        this.zone = this.agreed.stream()
                .flatMap(version -> readable(version.contract()).stream())
                .map(PriceBook::zone)
                .findFirst();
    }

    ZoneId zone() {
        return zone.orElse(USUAL_ZONE);
    }

    /** Whether a book has said so. */
    boolean hasZone() {
        return zone.isPresent();
    }

    /** The one that the newest contract names; empty when there is none. */
    Optional<PriceBook> latest() {
        return readable(agreed.getLast().contract());
    }

    /** Of the price books; 0 when there are none. */
    int version() {
        return books.map(Prices.Version::number).orElse(0);
    }

    /** One in another currency than its contract has no price that was agreed. */
    private Optional<PriceBook> readable(Contract contract) {
        return books.flatMap(version -> version.book(contract.priceBook()))
                .filter(PriceBook::hasPrices)
                .filter(book -> book.currency().equals(contract.currency()));
    }

    /** The contracts of {@code [from, until)}; the first one holds for what was before it, too. */
    private List<ContractVersion> within(Instant from, Instant until) {
        List<ContractVersion> within = new ArrayList<>();
        for (ContractVersion version : agreed) {
            if (version.since().isBefore(until)) {
                within.removeIf(before -> !before.since().isBefore(version.since())
                        || !version.since().isAfter(from));
                within.add(version);
            }
        }
        return within.isEmpty() ? List.of(agreed.getFirst()) : within;
    }

    /**
     * Those of a month. It has one currency, that of the first book in it: one in another currency begins with the month
     * after, and until then holds what held before.
     */
    AgreedBooks of(Instant from, Instant until) {
        List<ContractVersion> contracts = within(from, until);
        String currency = contracts.stream()
                .flatMap(version -> readable(version.contract()).stream())
                .map(PriceBook::currency)
                .findFirst()
                .orElse(contracts.getLast().contract().currency());
        List<Span> spans = new ArrayList<>();
        for (ContractVersion version : contracts) {
            Contract contract = version.contract();
            PriceBook book = readable(contract)
                    .orElseGet(() -> PriceBook.without(
                            contract.priceBook() == null ? "" : contract.priceBook(), currency, zone()));
            if (book.currency().equals(currency)) {
                spans.add(new Span(version.since(), book));
            }
        }
        return new AgreedBooks(currency, zone(), spans);
    }
}
