package io.binome.server.api;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Focus;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceCsv;
import io.binome.billing.InvoiceLine;
import io.binome.billing.Invoices;
import io.binome.billing.InvoicesCsv;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.server.console.InvoiceInput;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What was invoiced: as data, as a page, and as what it was worked out from. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/invoices")
final class InvoiceController {
    private final Invoices invoices;
    private final Entrance entrance;

    InvoiceController(Invoices invoices, Entrance entrance) {
        this.invoices = invoices;
        this.entrance = entrance;
    }

    /** Invoices and credit notes, the newest first, without their lines. */
    @GetMapping
    Listing<InvoiceView> invoices(Principal principal, @PathVariable String tenant) {
        TenantScope scope = read(principal, tenant);
        return Listing.of(invoices.list(scope).stream()
                .map(invoice -> InvoiceView.of(invoice, List.of()))
                .toList());
    }

    /** The same for a spreadsheet, a line each; what credit notes give back is negative. */
    @GetMapping(value = "/csv", produces = "text/csv")
    ResponseEntity<byte[]> list(Principal principal, @PathVariable String tenant) {
        TenantScope scope = read(principal, tenant);
        String csv = InvoicesCsv.of(invoices.list(scope));
        return download(csv.getBytes(StandardCharsets.UTF_8), "text/csv", "invoices.csv");
    }

    /** One of them with its lines; by its id or its number. */
    @GetMapping("/{invoice}")
    InvoiceView invoice(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        Invoice found = find(read(principal, tenant), invoice);
        return InvoiceView.of(found, found.lines().stream().map(LineView::of).toList());
    }

    /** The page, as Factur-X: PDF/A-3 with the XML in it. */
    @GetMapping(value = "/{invoice}/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    ResponseEntity<byte[]> pdf(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        return file(principal, tenant, invoice, Invoices.File.PDF, MediaType.APPLICATION_PDF_VALUE);
    }

    /** For programs: Cross Industry Invoice, EN 16931. */
    @GetMapping(value = "/{invoice}/xml", produces = MediaType.APPLICATION_XML_VALUE)
    ResponseEntity<byte[]> xml(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        return file(principal, tenant, invoice, Invoices.File.XML, MediaType.APPLICATION_XML_VALUE);
    }

    /** All that it was worked out from; {@code binome bill replay} works it out again without this server. */
    @GetMapping(value = "/{invoice}/export", produces = "application/zip")
    ResponseEntity<byte[]> export(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        return file(principal, tenant, invoice, Invoices.File.ZIP, "application/zip");
    }

    /** Its lines for a spreadsheet. */
    @GetMapping(value = "/{invoice}/csv", produces = "text/csv")
    ResponseEntity<byte[]> csv(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        Invoice found = find(read(principal, tenant), invoice);
        return download(InvoiceCsv.of(found).getBytes(StandardCharsets.UTF_8), "text/csv", found.number() + ".csv");
    }

    /** Its rows by the specification FOCUS 1.2, as CSV. */
    @GetMapping(value = "/{invoice}/focus", produces = "text/csv")
    ResponseEntity<byte[]> focus(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        Invoice found = find(read(principal, tenant), invoice);
        return download(
                Focus.csv(List.of(found)).getBytes(StandardCharsets.UTF_8), "text/csv", found.number() + "-focus.csv");
    }

    /** Issues the invoice of a month that is over. Owners of the provider only. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    InvoiceView issue(Principal principal, @PathVariable String tenant, @RequestBody IssueRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.INVOICE).scope();
        Invoice issued = invoices.issue(scope, principal.actor(), InvoiceInput.month(request.month()));
        return InvoiceView.of(issued, issued.lines().stream().map(LineView::of).toList());
    }

    /** Takes back an invoice or a part of it by a credit note. Owners of the provider only. */
    @PostMapping("/{invoice}/credits")
    @ResponseStatus(HttpStatus.CREATED)
    InvoiceView credit(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String invoice,
            @RequestBody CreditRequest request) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.INVOICE).scope();
        Invoice of = find(scope, invoice);
        Invoice credit = invoices.credit(
                scope,
                principal.actor(),
                of.id(),
                InvoiceInput.net(request.net(), of.currency()),
                InvoiceInput.reason(request.reason()));
        return InvoiceView.of(credit, credit.lines().stream().map(LineView::of).toList());
    }

    private TenantScope read(Principal principal, String tenant) {
        return entrance.tenant(principal, tenant, Permission.READ).scope();
    }

    private Invoice find(TenantScope scope, String idOrNumber) {
        return idOrNumber.matches("[0-9]{4}-[0-9]{5,9}")
                ? invoices.find(scope, idOrNumber)
                        .orElseThrow(() -> new ProblemException(new io.binome.billing.InvoiceProblem.Unknown()))
                : invoices.get(scope, InvoiceId.parse(idOrNumber));
    }

    private ResponseEntity<byte[]> file(
            Principal principal, String tenant, String invoice, Invoices.File file, String type) {
        TenantScope scope = read(principal, tenant);
        Invoice found = find(scope, invoice);
        return download(
                invoices.file(scope, found.id(), file),
                type,
                found.number() + "." + file.name().toLowerCase(Locale.ROOT));
    }

    static ResponseEntity<byte[]> download(byte[] content, String type, String name) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(content);
    }

    /** @param month such as {@code 2026-10} */
    record IssueRequest(@Nullable String month) {}

    /**
     * @param net what is taken back, without tax, as a decimal text; null for all that is left
     * @param reason printed on the credit note
     */
    record CreditRequest(@Nullable String net, @Nullable String reason) {}

    /**
     * Amounts are decimal texts.
     *
     * @param priceBooks which price book held from when until when
     * @param kind {@code invoice} or {@code credit-note}
     * @param credited number of the invoice that a credit note refers to
     * @param lines empty in lists
     */
    record InvoiceView(
            String id,
            String kind,
            String number,
            String month,
            LocalDate issued,
            LocalDate due,
            Instant issuedAt,
            String seller,
            String buyer,
            String currency,
            String net,
            String vat,
            String vatPercent,
            String payable,
            List<AgreedBooks.Named> priceBooks,
            int priceBookVersion,
            int contractVersion,
            @Nullable String credited,
            @Nullable String reason,
            List<LineView> lines) {
        static InvoiceView of(Invoice invoice, List<LineView> lines) {
            Invoice.Credited credited = invoice.credited();
            return new InvoiceView(
                    invoice.id().toString(),
                    invoice.isCredit() ? "credit-note" : "invoice",
                    invoice.number(),
                    invoice.month().toString(),
                    invoice.issued(),
                    invoice.due(),
                    invoice.issuedAt(),
                    invoice.seller().name(),
                    invoice.buyer().name(),
                    invoice.currency(),
                    cents(invoice.net()),
                    cents(invoice.vat()),
                    invoice.vatPercent().toPlainString(),
                    cents(invoice.payable()),
                    invoice.books(),
                    invoice.bookVersion(),
                    invoice.contractVersion(),
                    credited == null ? null : credited.number(),
                    invoice.reason(),
                    lines);
        }
    }

    /**
     * @param of what was measured; null for fees, commitments, the minimum and credits
     * @param book the price book of its price; empty where it has no part in it
     * @param begin since when that price held in the month, {@code end} until when
     */
    record LineView(
            int position,
            String kind,
            @Nullable String of,
            String name,
            String environment,
            String repository,
            String stack,
            String service,
            String month,
            String book,
            Instant begin,
            Instant end,
            String quantity,
            String used,
            String per,
            String price,
            boolean estimated,
            String amount) {
        static LineView of(InvoiceLine line) {
            Metered measured = line.measured();
            return new LineView(
                    line.position(),
                    line.kind().name().toLowerCase(Locale.ROOT),
                    measured == null ? null : measured.word(),
                    line.name(),
                    line.place().environment(),
                    line.place().repository(),
                    line.place().stack(),
                    line.place().service(),
                    line.month().toString(),
                    line.time().book(),
                    line.time().begin(),
                    line.time().end(),
                    line.quantity().toPlainString(),
                    line.used().toPlainString(),
                    line.per(),
                    line.price().toPlainString(),
                    line.estimated(),
                    cents(line.amount()));
        }
    }

    private static String cents(Money money) {
        return money.amount().setScale(Bill.digits(money.currency())).toPlainString();
    }
}
