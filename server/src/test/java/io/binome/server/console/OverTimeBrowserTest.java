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
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "usage", language, theme, 380);
        page.navigate("/t/librairie/bill/over-time?by=day&from=2026-01-05&until=2026-01-11");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "over-time-days", language, theme, 380);
    }
}
