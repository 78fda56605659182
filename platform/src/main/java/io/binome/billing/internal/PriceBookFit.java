package io.binome.billing.internal;

import io.binome.billing.PriceBook;
import io.binome.billing.Prices;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.PriceBookRule;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a contract's next price book can follow the ones before, so that a month of both can be billed. */
final class PriceBookFit implements PriceBookRule {
    private final Supplier<Optional<Prices.Version>> inForce;

    PriceBookFit(Supplier<Optional<Prices.Version>> inForce) {
        this.inForce = inForce;
    }

    /** A book that is not there may come yet: the pages of bills and costs say that it is not. */
    @Override
    public Optional<Objection> against(List<ContractVersion> agreed, Contract next) {
        Optional<Prices.Version> version = inForce.get();
        return version.flatMap(books -> books.book(next.priceBook()))
                .filter(PriceBook::hasPrices)
                .flatMap(book -> against(new NamedBooks(agreed, version), book, next));
    }

    private static Optional<Objection> against(NamedBooks before, PriceBook book, Contract next) {
        if (!book.currency().equals(next.currency())) {
            return Optional.of(new Objection(
                    "The price book " + book.name() + " is in " + book.currency() + " and the contract in "
                            + next.currency() + ".",
                    "Name a book in " + next.currency() + ", or write 'currency: " + book.currency() + "'."));
        }
        if (before.hasZone() && !book.zone().equals(before.zone())) {
            return Optional.of(new Objection(
                    "The price book " + book.name() + " counts days in " + book.zone()
                            + ", and this contract's bills have gone by days of " + before.zone() + " so far.",
                    "Name a book with 'timezone: " + before.zone() + "', such as a copy of it."));
        }
        return before.latest()
                .filter(other -> other.vatPercent().compareTo(book.vatPercent()) != 0)
                .map(other -> new Objection(
                        "The price book " + book.name() + " has " + PriceBook.words(book.vatPercent()) + " % VAT and "
                                + other.name() + ", which holds now, " + PriceBook.words(other.vatPercent())
                                + " %: an invoice of a month of both could not have two.",
                        "Let both books have the same VAT first."));
    }
}
