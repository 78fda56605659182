package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was used and what it costs, as a person reads it in Chromium: the month, a service of it, the hours of a day. */
@Tag("browser")
class BillBrowserTest extends ConsoleBrowser {
    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark"})
    void aMonthOpensDownToItsHours(String language, String theme) {
        boolean french = language.equals("fr");
        Page page = open(language, theme, 1280);
        page.navigate("/sign-in");
        signIn(page, "lead@librairie.example");
        page.locator(".nav")
                .getByText(french ? "Consommation et facture" : "Usage and bill")
                .click();
        assertThat(page.locator("h2#total").textContent())
                .contains(french ? "à ce jour\u00a0: " : "so far: ")
                .contains(french ? "\u00a0€" : "€");
        assertThat(page.locator("svg.bars rect").count()).isGreaterThan(5);
        picture(page, "bill", language, theme, 1280);
        Accessibility.hold(page, "the bill in " + language + ", " + theme);
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "bill", language, theme, 380);
        page.setViewportSize(1280, 900);
        String csv = new String(
                page.request().get(page.url().replace("/bill", "/bill.csv")).body(), StandardCharsets.UTF_8);
        assertThat(csv).contains("month,environment,").contains(",api,cpu,");
        page.locator("table.bill").getByText("api").first().click();
        page.getByText(french ? "Heures du" : "Hours of").first().waitFor();
        assertThat(page.locator("table").last().locator("tbody tr").count()).isBetween(1, 25);
        picture(page, "bill-place", language, theme, 1280);
        Accessibility.hold(page, "a service's bill in " + language + ", " + theme);
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "bill-place", language, theme, 380);
    }
}
