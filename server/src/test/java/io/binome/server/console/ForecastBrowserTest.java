package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes, as a person looks for it in Chromium, and the tables behind the pages of costs as files. */
@Tag("browser")
class ForecastBrowserTest extends ConsoleBrowser {
    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark"})
    void theMonthsEndAndTheTwelveMonthsAfterIt(String language, String theme) {
        boolean french = language.equals("fr");
        Page page = open(language, theme, 1280);
        page.navigate("/sign-in");
        signIn(page, "lead@librairie.example");
        page.navigate("/t/librairie/bill");
        assertThat(page.locator("main").textContent())
                .contains(french ? "Attendu en fin de mois" : "Expected at the month’s end");
        page.locator(".tabs").getByText(french ? "Prévision" : "Forecast").click();
        assertThat(page.locator("h2#end").textContent())
                .contains(french ? "finira à environ" : "will end at about")
                .contains("€");
        Locator rows = page.locator("table tbody tr");
        assertThat(rows.count()).isEqualTo(12);
        assertThat(page.locator("svg.bars rect.range").count()).isEqualTo(13);
        assertThat(page.locator("svg.bars rect.c0").count()).isGreaterThan(12);
        picture(page, "forecast", language, theme, 1280);
        Accessibility.hold(page, "the forecast in " + language + ", " + theme);
        assertThat(csv(page))
                .startsWith("\ufeffmonth,spent,expected,low,high,currency\r\n")
                .hasLineCount(14);
        page.setViewportSize(380, 900);
        assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(380);
        picture(page, "forecast", language, theme, 380);
    }

    @Test
    void theTablesOfCostsAreFilesToo() {
        Page page = open("en", "light", 1280);
        page.navigate("/sign-in");
        signIn(page, "lead@librairie.example");
        page.navigate("/t/librairie/costs");
        assertThat(csv(page)).contains("environment,repository,stack,address,").contains("shop-production");
        assertThat(read(page, page.locator(".actions a").getByText("Budgets, CSV")))
                .contains("budget,environment,stack,month,")
                .contains("everything,,,2000,EUR,");
        page.navigate("/t/librairie/bill");
        page.locator("table.bill").getByText("api").first().click();
        String hours = csv(page);
        assertThat(hours).contains("hour,revision,cpu,");
        assertThat(hours.lines().count()).isGreaterThan(24);
    }

    private static String csv(Page page) {
        return read(page, page.locator(".actions a").getByText("CSV").first());
    }

    private static String read(Page page, Locator link) {
        return new String(page.request().get(link.getAttribute("href")).body(), StandardCharsets.UTF_8);
    }
}
