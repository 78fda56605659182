package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What things cost and used over time, as a person looks for it in Chromium: months, days, hours, and all that is counted. */
@Tag("browser")
class OverTimeBrowserTest extends ConsoleBrowser {
    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark"})
    void aYearOpensToMonthsDaysAndHours(String language, String theme) {
        boolean french = language.equals("fr");
        Page page = open(language, theme, 1280);
        page.navigate("/sign-in");
        signIn(page, "lead@librairie.example");
        page.navigate("/t/librairie/bill");
        page.locator(".tabs").getByText(french ? "Douze mois" : "Twelve months").click();
        assertThat(page.locator("svg.bars rect").count()).isGreaterThan(12);
        assertThat(page.locator("h2#total").textContent()).contains(french ? "\u00a0€" : "€");
        picture(page, "over-time-months", language, theme, 1280);
        Accessibility.hold(page, "twelve months in " + language + ", " + theme);
        String csv = new String(
                page.request()
                        .get(page.locator(".actions a").getByText("CSV").getAttribute("href"))
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(csv).contains("month,environment,").contains(",api,cpu,");
        page.locator(".tabs").getByText(french ? "Jours" : "Days").click();
        assertThat(page.locator("svg.bars rect.then").count()).isGreaterThan(20);
        picture(page, "over-time-days", language, theme, 1280);
        page.locator("details summary").first().click();
        page.locator("details table a").first().click();
        assertThat(page.url()).contains("by=hour");
        Accessibility.hold(page, "hours in " + language + ", " + theme);
        picture(page, "over-time-hours", language, theme, 1280);
        page.locator(".tabs")
                .getByText(french ? "Ce qui a été consommé" : "What was used")
                .click();
        page.locator(".days")
                .getByText(french ? "Écrit sur disque" : "Written to disk")
                .click();
        assertThat(page.url()).contains("of=written");
        assertThat(page.locator("main").textContent()).contains("≈");
        picture(page, "usage", language, theme, 1280);
        Accessibility.hold(page, "use in " + language + ", " + theme);
        page.navigate("/t/librairie/usage");
        assertThat(page.locator("main").textContent())
                .contains(french ? "Les deux bouts" : "Both ends", french ? "Résidu" : "Residual");
        String balance = new String(
                page.request()
                        .get(page.locator("section .actions a").getByText("CSV").getAttribute("href"))
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(balance)
                .contains("hour,cpu_micros,services_micros,builds_micros,residual_micros")
                .contains(",3700000000,3600000000,90000000,10000000");
        picture(page, "usage-ends", language, theme, 1280);
        Accessibility.hold(page, "both ends in " + language + ", " + theme);
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "usage", language, theme, 380);
        page.navigate("/t/librairie/bill/over-time?by=day&from=2026-01-05&until=2026-01-11");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "over-time-days", language, theme, 380);
    }

    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark"})
    void aServersProcessorTimeAddsUpForTheProvider(String language, String theme) {
        boolean french = language.equals("fr");
        Page page = open(language, theme, 1280);
        signIn(page, "owner@provider.example");
        page.navigate("/provider/sites");
        page.locator("table.hosts td.strong a").first().click();
        assertThat(page.locator("main").textContent())
                .contains(french ? "Compté par le noyau pour la machine" : "As the kernel counted the machine")
                .contains(french ? "On ne sait rien de" : "Nothing is known of");
        assertThat(page.locator("svg.bars rect").count()).isGreaterThan(1);
        picture(page, "host-usage", language, theme, 1280);
        Accessibility.hold(page, "a server's use in " + language + ", " + theme);
        String csv = new String(
                page.request()
                        .get(page.locator(".actions a").getByText("CSV").getAttribute("href"))
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(csv).contains("hour,cpu_micros,tenants_micros,system_micros").contains(",4000000000,");
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "host-usage", language, theme, 380);
    }
}
