package io.binome.server.console;

import io.binome.billing.Invoice;
import java.util.List;

/**
 * What was invoiced.
 *
 * @param missing keys that the contract lacks for an invoice; empty when nothing does
 */
public record InvoicesPage(List<Invoice> invoices, List<String> missing) {}
