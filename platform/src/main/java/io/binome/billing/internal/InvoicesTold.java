package io.binome.billing.internal;

import io.binome.billing.Invoice;
import io.binome.database.Transaction;
import io.binome.kernel.Actor;

/** Hears of what is issued, in the transaction that issues it. */
public interface InvoicesTold {
    void issued(Transaction transaction, Actor actor, Invoice invoice);
}
