package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceCsv;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.Invoices;
import io.binome.billing.InvoicesCsv;
import io.binome.kernel.InvoiceId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What was invoiced, down to the hours. */
@Controller
final class InvoiceConsole {
    private static final String NAVIGATION = "invoices";

    private final Entrance entrance;
    private final Invoices invoices;
    private final Frames frames;
    private final Pages pages;

    InvoiceConsole(Entrance entrance, Invoices invoices, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.invoices = invoices;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/invoices")
    View list(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        TenantScope scope = entry.scope();
        return pages.page(
                "invoices",
                frames.inside(request, principal, entry, NAVIGATION, "nav.invoices"),
                new InvoicesPage(invoices.list(scope), invoices.missing(scope)));
    }

    @GetMapping("/t/{tenant}/invoices.csv")
    ResponseEntity<byte[]> csv(Principal principal, @PathVariable String tenant) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return download(text(InvoicesCsv.of(invoices.list(scope))), "invoices.csv", MediaType.valueOf("text/csv"));
    }

    @GetMapping("/t/{tenant}/invoices/{invoice}")
    View invoice(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String invoice) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return pages.page(
                "invoice",
                frames.inside(request, principal, entry, NAVIGATION, "nav.invoices"),
                page(entry.scope(), tenant, invoice));
    }

    private InvoicePage page(TenantScope scope, String tenant, String id) {
        Invoice invoice = invoices.get(scope, InvoiceId.parse(id));
        Invoice.Credited of = invoice.credited();
        return new InvoicePage(
                invoice,
                address(tenant, invoice),
                invoice.isCredit() ? List.of() : InvoicesPage.credits(invoice, invoices.list(scope)),
                of == null
                        ? null
                        : invoices.find(scope, of.number())
                                .map(one -> address(tenant, one))
                                .orElse(null));
    }

    /** A line with the hours that it was worked out from. */
    @GetMapping("/t/{tenant}/invoices/{invoice}/lines/{position}")
    View line(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @PathVariable String invoice,
            @PathVariable int position) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        return pages.page(
                "invoice-line",
                frames.inside(request, principal, entry, NAVIGATION, "nav.invoices"),
                line(entry.scope(), tenant, invoice, position));
    }

    private InvoiceLinePage line(TenantScope scope, String tenant, String invoice, int position) {
        InvoicePage page = page(scope, tenant, invoice);
        InvoiceLine line = page.invoice().lines().stream()
                .filter(one -> one.position() == position && page.opens(one))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new InvoiceProblem.Unknown()));
        return new InvoiceLinePage(
                page,
                line,
                Objects.requireNonNull(line.measured()),
                invoices.made(scope, page.invoice().id(), position));
    }

    /** The hours of a line with what raw counters read. */
    @GetMapping("/t/{tenant}/invoices/{invoice}/lines/{position}/csv")
    ResponseEntity<byte[]> lineCsv(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String invoice,
            @PathVariable int position) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        InvoiceLinePage page = line(scope, tenant, invoice, position);
        return download(
                text(InvoiceLineCsv.of(page)),
                page.invoice().number() + "-line-" + position + ".csv",
                MediaType.valueOf("text/csv"));
    }

    /** Issues the invoice of a month that is over. */
    @PostMapping("/t/{tenant}/invoices")
    String issue(Principal principal, @PathVariable String tenant, @RequestParam(defaultValue = "") String month) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.INVOICE).scope();
        Invoice issued = invoices.issue(scope, principal.actor(), InvoiceInput.month(month));
        return Pages.to(address(tenant, issued), "invoice-issued");
    }

    /** Takes back an invoice, or a part of it. */
    @PostMapping("/t/{tenant}/invoices/{invoice}/credit")
    String credit(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String invoice,
            @RequestParam(defaultValue = "") String net,
            @RequestParam(defaultValue = "") String reason) {
        TenantScope scope =
                entrance.tenant(principal, tenant, Permission.INVOICE).scope();
        Invoice of = invoices.get(scope, InvoiceId.parse(invoice));
        Invoice credit = invoices.credit(
                scope, principal.actor(), of.id(), InvoiceInput.net(net, of.currency()), InvoiceInput.reason(reason));
        return Pages.to(address(tenant, credit), "invoice-credited");
    }

    /** The files that were made when it was issued. */
    @GetMapping("/t/{tenant}/invoices/{invoice}/{file:pdf|xml|zip}")
    ResponseEntity<byte[]> file(
            Principal principal, @PathVariable String tenant, @PathVariable String invoice, @PathVariable String file) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Invoice found = invoices.get(scope, InvoiceId.parse(invoice));
        Invoices.File which = Invoices.File.valueOf(file.toUpperCase(Locale.ROOT));
        return download(
                invoices.file(scope, found.id(), which),
                found.number() + "." + file,
                switch (which) {
                    case PDF -> MediaType.APPLICATION_PDF;
                    case XML -> MediaType.APPLICATION_XML;
                    case ZIP -> MediaType.parseMediaType("application/zip");
                });
    }

    @GetMapping("/t/{tenant}/invoices/{invoice}/csv")
    ResponseEntity<byte[]> csv(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Invoice found = invoices.get(scope, InvoiceId.parse(invoice));
        return download(text(InvoiceCsv.of(found)), found.number() + ".csv", MediaType.valueOf("text/csv"));
    }

    @GetMapping("/t/{tenant}/invoices/{invoice}/focus")
    ResponseEntity<byte[]> focus(Principal principal, @PathVariable String tenant, @PathVariable String invoice) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Invoice found = invoices.get(scope, InvoiceId.parse(invoice));
        return download(
                text(io.binome.billing.Focus.csv(List.of(found))),
                found.number() + "-focus.csv",
                MediaType.valueOf("text/csv"));
    }

    private static byte[] text(String csv) {
        return csv.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static ResponseEntity<byte[]> download(byte[] content, String name, MediaType type) {
        return ResponseEntity.ok()
                .contentType(type)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment().filename(name).build().toString())
                .body(content);
    }

    private static String address(String tenant, Invoice invoice) {
        return "/t/" + tenant + "/invoices/" + invoice.id();
    }
}
