package io.binome.billing.internal;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.internal.InvoiceMonth.Charge;
import io.binome.billing.internal.InvoiceStore.Kept;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a tenant's invoices stands once credit notes are taken off, and what they have charged for each month. */
final class StandingInvoices {
    private final List<Invoice> standing = new ArrayList<>();
    private final Map<InvoiceId, Money> creditedNet = new HashMap<>();
    private final Map<InvoiceId, Money> creditedVat = new HashMap<>();

    StandingInvoices(List<Kept> all) {
        for (Kept kept : all) {
            if (kept.credits() != null) {
                creditedNet.merge(kept.credits(), kept.invoice().net(), Money::plus);
                creditedVat.merge(kept.credits(), kept.invoice().vat(), Money::plus);
            }
        }
        for (Kept kept : all) {
            if (!kept.invoice().isCredit() && left(kept.invoice()).micros() != 0) {
                standing.add(kept.invoice());
            }
        }
    }

    /** What of an invoice was not taken back, without tax. */
    Money left(Invoice invoice) {
        return invoice.net().minus(creditedNet.getOrDefault(invoice.id(), Money.zero(invoice.currency())));
    }

    Money vatLeft(Invoice invoice) {
        return invoice.vat().minus(creditedVat.getOrDefault(invoice.id(), Money.zero(invoice.currency())));
    }

    Optional<Invoice> of(YearMonth month) {
        return standing.stream()
                .filter(invoice -> invoice.month().equals(month))
                .findFirst();
    }

    /**
     * What was charged for each invoiced month before another one: by its own invoice and by corrections in later ones. A
     * credit of a part is a kindness, not a correction: it does not make the part be charged again.
     */
    SortedMap<YearMonth, SortedMap<Charge, Money>> charged(YearMonth before) {
        SortedMap<YearMonth, SortedMap<Charge, Money>> charged = new TreeMap<>();
        standing.stream()
                .filter(invoice -> invoice.month().isBefore(before))
                .forEach(invoice -> charged.put(invoice.month(), new TreeMap<>()));
        for (Invoice invoice : standing) {
            for (InvoiceLine line : invoice.lines()) {
                SortedMap<Charge, Money> of = charged.get(line.month());
                if (of != null) {
                    of.merge(Charge.of(line), line.amount(), Money::plus);
                }
            }
        }
        return charged;
    }

    /** What corrections on other months' invoices have charged for a month that has no invoice of its own any more. */
    SortedMap<Charge, Money> corrected(YearMonth month, String currency) {
        SortedMap<Charge, Money> corrected = new TreeMap<>();
        for (Invoice invoice : standing) {
            for (InvoiceLine line : invoice.lines()) {
                if (line.month().equals(month) && invoice.currency().equals(currency)) {
                    corrected.merge(Charge.of(line), line.amount(), Money::plus);
                }
            }
        }
        corrected.values().removeIf(amount -> amount.micros() == 0);
        return corrected;
    }
}
