package io.binome.billing;

import io.binome.contracts.Invoicing;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or a credit note as it was issued. It never changes, and holds copies of all that it says.
 *
 * @param number of the provider's series, such as {@code 2026-00042}; without gaps within a year
 * @param month that is invoiced
 * @param issued the day of it, in the zone of the price book
 * @param due until when it has to be paid; of a credit note the day of issue
 * @param issuedAt the moment
 * @param seller the provider, {@code buyer} the tenant, as the contract named them then
 * @param zone of the tenant's price books: whose month, and whose days those of the lines are
 * @param books by whose prices, in which part of the month, and {@code bookVersion} which version of the price books
 * @param contractVersion whose parties these are
 * @param credited of a credit note, what it refers to
 * @param reason of a credit note, in the words of whoever issued it
 * @param lines in the order of the page; their amounts add up to {@code net}
 * @param vatPercent of all lines
 * @param vat {@code net} times {@code vatPercent}, rounded once
 */
public record Invoice(
        InvoiceId id,
        TenantId tenant,
        Kind kind,
        String number,
        YearMonth month,
        LocalDate issued,
        LocalDate due,
        Instant issuedAt,
        Invoicing.Identity seller,
        Invoicing.Identity buyer,
        Invoicing.Language language,
        String currency,
        ZoneId zone,
        List<AgreedBooks.Named> books,
        int bookVersion,
        int contractVersion,
        @Nullable Credited credited,
        @Nullable String reason,
        List<InvoiceLine> lines,
        BigDecimal vatPercent,
        Money net,
        Money vat) {
    public Invoice {
        books = List.copyOf(books);
        lines = List.copyOf(lines);
    }

    /** Invoice or credit note. */
    public enum Kind {
        INVOICE,
        CREDIT_NOTE
    }

    /** The invoice that a credit note refers to. */
    public record Credited(String number, LocalDate issued) {}

    /** What price books are called by which something was rated. */
    public List<String> bookNames() {
        return AgreedBooks.Named.names(books);
    }

    /** What has to be paid, or is given back. */
    public Money payable() {
        return net.plus(vat);
    }

    public boolean isCredit() {
        return kind == Kind.CREDIT_NOTE;
    }
}
