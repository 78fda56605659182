package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a person reads in the contract, and how a lead accepts the offer. */
@Tag("browser")
class ContractBrowserTest extends ConsoleBrowser {
    @Test
    void itReadsInBothLanguagesAndThemesAndOnASmallScreen() {
        for (String language : new String[] {"en", "fr"}) {
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1360);
                signIn(page, "developer@librairie.example");
                page.navigate("/t/librairie/contract");
                picture(page, "contract", language, theme, 1360);
                Accessibility.hold(page, "contract in " + language + ", " + theme);
            }
        }
        Page small = open("fr", "light", 380);
        signIn(small, "developer@librairie.example");
        small.navigate("/t/librairie/contract");
        picture(small, "contract", "fr", "light", 380);
        assertThat(small.locator("main").innerText())
                .contains("un développeur du client et un opérateur du prestataire", "personne d’autre");
        assertThat(((Number) small.evaluate("document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(380);
    }

    @Test
    void aLeadAcceptsTheOffer() {
        Page page = open("en", "light", 1360);
        signIn(page, "operator@provider.example");
        page.navigate("/t/atelier/contract");
        assertThat(page.locator("main").innerText()).contains("This is what the provider offers");
        assertThat(page.locator("form[action$='/contract/accept']").count()).isZero();

        Page lead = open("en", "light", 1360);
        signIn(lead, "lead@atelier.example");
        lead.locator(".nav").getByText("Contract").click();
        picture(lead, "contract-offer", "en", "light", 1360);
        lead.getByText("Accept this contract").click();
        assertThat(lead.locator(".done").textContent()).contains("The contract is accepted");
        assertThat(lead.locator("main").innerText()).contains("In force", "Version 1");
    }
}
