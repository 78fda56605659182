package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.Holding;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.internal.InvoiceMonth.Charge;
import io.binome.billing.internal.InvoiceStore.Kept;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Invoicing;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Works out what an invoice would say, and whether anything stands against issuing it. */
final class InvoiceDrafts {
    /** How many months back late use is still looked for. */
    private static final int MONTHS_BACK = 12;
    /** How often hours are read again because some came in meanwhile, before it is left to another time. */
    private static final int MOST_READ = 10;

    private final DatabaseInvoices.Needs needs;
    private final InvoiceStore store;

    InvoiceDrafts(DatabaseInvoices.Needs needs, InvoiceStore store) {
        this.needs = needs;
        this.store = store;
    }

    /**
     * What is to be invoiced, before it has a number.
     *
     * @param seen the invoices and credit notes that there were
     */
    record Draft(
            Set<InvoiceId> seen,
            AgreedBooks books,
            int bookVersion,
            ContractVersion contract,
            InvoiceMonth month,
            List<InvoiceMonth> earlier,
            InvoiceCalculation calculation) {
        List<AgreedBooks.Named> named() {
            return books.named(month.end());
        }
    }

    /** Of all books that it or one of its corrections goes by. */
    SortedMap<String, String> files(Draft draft) {
        SortedMap<String, String> files = new TreeMap<>();
        Stream.concat(Stream.of(draft.month()), draft.earlier().stream())
                .flatMap(month -> month.books().books().stream())
                .filter(PriceBook::hasPrices)
                .map(PriceBook::name)
                .distinct()
                .forEach(name -> files.putAll(needs.books().of(draft.bookVersion(), name)));
        return files;
    }

    static Set<InvoiceId> ids(List<Kept> all) {
        return all.stream().map(kept -> kept.invoice().id()).collect(Collectors.toSet());
    }

    Draft of(TenantScope scope, YearMonth month) {
        ContractVersion contract = needs.contract().apply(scope);
        requireParties(contract.contract().invoicing());
        Bills.Basis basis = needs.bills().basis(scope, month);
        AgreedBooks books = basis.books();
        requireBooks(books);
        List<Kept> all = needs.database().inTenant(scope, store::all);
        StandingInvoices standing = new StandingInvoices(all);
        standing.of(month).ifPresent(invoice -> {
            throw new ProblemException(new InvoiceProblem.Exists(month.toString(), invoice.number()));
        });
        InvoiceMonth own = month(scope, month, basis, standing.corrected(month, books.currency()));
        boolean over = !month.plusMonths(1)
                .atDay(1)
                .atStartOfDay(books.zone())
                .toInstant()
                .isAfter(needs.clock().instant());
        if (!over || own.hours().stream().anyMatch(hour -> !hour.closed())) {
            throw new ProblemException(new InvoiceProblem.MonthOpen(month.toString()));
        }
        List<InvoiceMonth> earlier = new ArrayList<>();
        standing.charged(month).tailMap(month.minusMonths(MONTHS_BACK)).forEach((before, charged) -> {
            Bill now = needs.bills().month(scope, before);
            // What is owed in another currency, or was taxed at another rate, cannot be a line here.
            if (now.currency().equals(books.currency())
                    && standing.of(before).orElseThrow().vatPercent().compareTo(books.vatPercent()) == 0
                    && !InvoiceCalculation.differences(charged, InvoiceCalculation.charges(now), books.currency())
                            .isEmpty()) {
                earlier.add(month(scope, before, needs.bills().basis(scope, before), charged));
            }
        });
        InvoiceCalculation calculation = InvoiceCalculation.of(own, earlier);
        if (calculation.unpriced() > 0) {
            throw new ProblemException(new InvoiceProblem.Unpriced(calculation.unpriced()));
        }
        if (calculation.net().micros() <= 0) {
            throw new ProblemException(new InvoiceProblem.Nothing(month.toString()));
        }
        return new Draft(ids(all), books, basis.version(), contract, own, earlier, calculation);
    }

    private static void requireParties(Invoicing invoicing) {
        Invoicing.Identity provider = invoicing.provider();
        Invoicing.Identity tenant = invoicing.tenant();
        if (provider == null || tenant == null || !invoicing.missing().isEmpty()) {
            throw new ProblemException(new InvoiceProblem.PartiesMissing(invoicing.missing()));
        }
        if (!provider.address().country().equals(tenant.address().country())) {
            throw new ProblemException(new InvoiceProblem.AcrossBorders());
        }
    }

    private static void requireBooks(AgreedBooks books) {
        List<PriceBook> priced =
                books.books().stream().filter(PriceBook::hasPrices).toList();
        if (priced.isEmpty()) {
            throw unfit("the contract names no price book that is in force");
        }
        books.books().stream()
                .filter(book -> !book.hasPrices() && !book.name().isEmpty())
                .findFirst()
                .ifPresent(book -> {
                    throw unfit("for a part of the month the contract named the price book " + book.name()
                            + ", which is not there or in another currency. Write it, with prices from then on");
                });
        if (priced.stream().anyMatch(book -> book.vatPercent().signum() == 0)) {
            throw unfit("the price book has no VAT, and an invoice would have to say by which law");
        }
        PriceBook first = priced.getFirst();
        for (PriceBook other : priced) {
            if (other.vatPercent().compareTo(first.vatPercent()) != 0) {
                throw unfit("the price books " + first.name() + " and " + other.name()
                        + ", which both hold in the month, differ in VAT. Let them have the same");
            }
        }
    }

    private static ProblemException unfit(String reason) {
        return new ProblemException(new InvoiceProblem.PriceBookUnfit(reason));
    }

    private InvoiceMonth month(
            TenantScope scope, YearMonth month, Bills.Basis basis, SortedMap<Charge, Money> charged) {
        ZoneId zone = basis.zone();
        Instant from = month.atDay(1).atStartOfDay(zone).toInstant();
        Instant until = month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
        for (int attempt = 0; attempt < MOST_READ; attempt++) {
            String mark = needs.metering().mark(scope, from, until);
            List<UsageHour> hours = new ArrayList<>();
            needs.metering().hours(scope, from, until, hours::add);
            List<UsageReading> readings = needs.metering().readings(scope, from, until);
            // What came in between is in one of both, and who works the invoice out again finds them different.
            if (needs.metering().mark(scope, from, until).equals(mark)) {
                return month(month, basis, hours, readings, charged);
            }
        }
        throw new ProblemException(new InvoiceProblem.MonthOpen(month.toString()));
    }

    private static InvoiceMonth month(
            YearMonth month,
            Bills.Basis basis,
            List<UsageHour> hours,
            List<UsageReading> readings,
            SortedMap<Charge, Money> charged) {
        Map<Origin, Place> places = new HashMap<>();
        hours.forEach(hour -> places.computeIfAbsent(Origin.of(hour), basis.names()));
        basis.holdings().stream().map(Holding::origin).forEach(origin -> places.computeIfAbsent(origin, basis.names()));
        charged.keySet().forEach(charge -> places.computeIfAbsent(charge.origin(), basis.names()));
        return new InvoiceMonth(month, basis.books(), hours, readings, basis.holdings(), places, charged);
    }
}
