package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.binome.billing.Invoices;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.tenancy.Tenants;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Invoices as people issue, read and take them back in Chromium, down to what raw counters read. */
@Tag("browser")
class InvoiceBrowserTest extends ConsoleBrowser {
    private static final String ADDRESS = "/t/librairie/invoices";

    @Test
    void anInvoiceIsIssuedOpenedDownToItsCountersAndTakenBack() {
        YearMonth month = preview.bean(FakeBills.class).current(librairie()).minusMonths(1);
        String year = String.valueOf(
                preview.bean(FakeBills.class).current(librairie()).getYear());
        Page page = open("en", "light", 1280);
        signIn(page, "owner@provider.example");
        page.navigate(ADDRESS);
        picture(page, "invoices-none", "en", "light", 1280);
        assertThat(page.locator("input[name=month]").inputValue())
                .as("the month that is due stands there already")
                .isEqualTo(month.toString());
        page.locator("form.period button.primary").click();
        assertThat(page.locator("h1").textContent()).isEqualTo("Invoice " + year + "-00001");
        assertThat(page.locator(".done").textContent()).contains("The invoice is issued.");
        String issued = page.url().replaceAll("\\?.*", "");
        byte[] pdf = page.request().get(issued + "/pdf").body();
        assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");

        page.navigate(ADDRESS);
        assertThat(page.locator("input[name=month]").inputValue()).isEmpty();
        page.locator("input[name=month]").fill(month.toString());
        complaints.clear();
        page.locator("form.period button.primary").click();
        assertThat(page.locator("main").innerText())
                .contains(month + " is invoiced already, as " + year + "-00001. Credit that invoice");
        complaints.removeIf(complaint -> complaint.contains("409"));

        page.navigate(issued);
        credit(page, "A night without service", "12,50");
        assertThat(page.locator("h1").textContent()).isEqualTo("Credit note " + year + "-00002");
        assertThat(page.locator("main").innerText()).contains("€15.00", "€12.50", "“A night without service”");
        assertThat(page.locator("main button.danger").count())
                .as("what was given back is not taken back")
                .isZero();
        picture(page, "invoice-credit-note", "en", "light", 1280);
        page.locator(".facts a").getByText(year + "-00001").click();
        assertThat(page.locator("main").innerText()).contains("Taken back", year + "-00002 €12.50");
        picture(page, "invoice-partly", "en", "light", 1280);
        complaints.clear();
        credit(page, "More than there is", "100000");
        assertThat(page.locator("main").innerText()).contains("Nothing was credited: no more than ");
        complaints.removeIf(complaint -> complaint.contains("409"));
        page.navigate(issued);
        credit(page, "Wrong price book", "");
        page.locator(".facts a").getByText(year + "-00001").click();
        assertThat(page.locator("main").innerText()).contains("Nothing of it stands.");
        assertThat(page.getByText("Credit note…").count()).as("nothing is left").isZero();
        page.navigate(ADDRESS);
        assertThat(page.locator("tbody tr").count()).isEqualTo(3);
        assertThat(page.locator("input[name=month]").inputValue()).isEqualTo(month.toString());
        picture(page, "invoices", "en", "light", 1280);
    }

    private static void credit(Page page, String reason, String net) {
        page.getByText("Credit note…").click();
        page.locator("input[name=reason]").fill(reason);
        page.locator("input[name=net]").fill(net);
        picture(page, "invoice-credit", "en", "light", 1280);
        page.locator("button.danger").click();
    }

    @Test
    void everybodyOfTheClientReadsItAndNobodyThereIssues() {
        Invoices invoices = preview.bean(Invoices.class);
        YearMonth month = preview.bean(FakeBills.class).current(librairie()).minusMonths(3);
        String number =
                invoices.issue(librairie(), new Actor.Machine("test"), month).number();
        for (String language : new String[] {"en", "fr"}) {
            boolean french = language.equals("fr");
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1280);
                signIn(page, "reader@librairie.example");
                page.locator(".nav").getByText(french ? "Factures" : "Invoices").click();
                read(page, "invoices", language, theme);
                page.locator("main table").getByText(number).click();
                assertThat(page.locator("h1").textContent()).isEqualTo((french ? "Facture " : "Invoice ") + number);
                assertThat(page.locator("main").innerText()).contains("SIRET 40483304800022", "FR44732829320");
                read(page, "invoice", language, theme);
                Locator processor = page.locator("main table")
                        .getByText(french ? "Processeur" : "Processor")
                        .first();
                processor.click();
                assertThat(page.locator(".drawers > details").count()).isEqualTo(month.lengthOfMonth());
                page.locator(".drawers summary").first().click();
                assertThat(page.locator(".drawers details[open] tbody tr").count())
                        .isEqualTo(24);
                assertThat(page.locator(".drawers details[open] tbody tr")
                                .first()
                                .innerText())
                        .matches("(?s).*9127:44000\\d+.*0 → .*");
                String csv = new String(page.request().get(page.url() + "/csv").body(), StandardCharsets.UTF_8);
                assertThat(csv)
                        .startsWith("hour,server,revision,estimated,quantity,boot,counter,from,to,restarted\r\n")
                        .containsPattern(",9127:44000\\d+,0,[0-9]+,false\r\n");
                read(page, "invoice-line", language, theme);
            }
        }
    }

    /** Nothing to press, nothing that somebody cannot read, nothing that is too wide. */
    private void read(Page page, String name, String language, String theme) {
        assertThat(page.locator("main button").count()).as("buttons on " + name).isZero();
        picture(page, name, language, theme, 1280);
        Accessibility.hold(page, name + " in " + language + ", " + theme);
        page.setViewportSize(380, 900);
        assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                .as(name + " scrolls sideways")
                .isLessThanOrEqualTo(380);
        picture(page, name, language, theme, 380);
        page.setViewportSize(1280, 900);
    }

    private static TenantScope librairie() {
        return new TenantScope(
                preview.bean(Tenants.class).byName("librairie").orElseThrow().id());
    }
}
