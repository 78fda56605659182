package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a person reads of the rules in force. */
@Tag("browser")
class GuidelineBrowserTest extends ConsoleBrowser {
    @Test
    void rulesAreFoundByWordsAndOpened() {
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.locator(".nav").getByText("Guidelines").click();
        assertThat(page.locator("h1").textContent()).isEqualTo("Guidelines");
        assertThat(page.locator(".rules > li").count()).isGreaterThan(40);
        page.locator("input[name=q]").fill("published database");
        page.locator("select[name=severity]").selectOption("block");
        page.locator("main form button").click();
        assertThat(page.locator(".rules > li").count()).isEqualTo(1);
        page.locator("#compose-database-not-public summary").click();
        assertThat(page.locator("#compose-database-not-public").innerText())
                .contains("Take the port out", "CIS Docker Benchmark 1.6.0, 5.9", "must:");
    }

    @Test
    void itReadsInBothLanguagesAndThemesAndOnASmallScreen() {
        for (String language : new String[] {"en", "fr"}) {
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1360);
                signIn(page, "developer@librairie.example");
                page.navigate("/t/librairie/guidelines?q=compose&severity=block");
                page.locator("#compose-database-not-public summary").click();
                picture(page, "guidelines", language, theme, 1360);
                Accessibility.hold(page, "guidelines in " + language + ", " + theme);
            }
        }
        Page small = open("fr", "light", 380);
        signIn(small, "developer@librairie.example");
        small.navigate("/t/librairie/guidelines");
        picture(small, "guidelines", "fr", "light", 380);
        assertThat(small.locator("main").innerText()).contains("Se termine sous une semaine", "Bloque");
        assertThat(((Number) small.evaluate("document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(380);
    }
}
