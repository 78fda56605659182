package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.binome.kernel.Actor;
import io.binome.tenancy.Tenants;
import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An owner ends a client's stay in the console: announced, taken back, hindered, done. */
@Tag("browser")
class ClosingBrowserTest extends ConsoleBrowser {
    @Test
    void aClosingIsAnnouncedTakenBackHinderedAndDone() {
        preview.bean(Tenants.class).create(new Actor.Machine("test"), "idle", "Atelier Nord");
        Page page = open("en", "light", 1280);
        signIn(page, "owner@provider.example");
        page.navigate("/t/librairie/closing");
        assertThat(page.locator("main").innerText())
                .contains("No closing is announced.", "Change shop!12", "Service shop/web front", "State network/base");
        LocalDate day = LocalDate.now().plusDays(45);
        order(page, "librairie", day.toString(), true);
        assertThat(page.locator(".done").textContent()).contains("The closing is announced.");
        assertThat(page.locator("main").innerText())
                .contains(
                        "Its people can then read and export for 90 days.", "Reason: The contract ends", "stay behind");
        assertThat(page.locator("input[name=day]").inputValue())
                .as("the day stays when only the reason is changed")
                .isEqualTo(day.toString());
        picture(page, "closing-announced", "en", "light", 1280);
        page.navigate("/t/librairie/members");
        assertThat(page.locator(".ends").innerText()).contains("This client closes");
        page.locator(".ends a").click();
        page.getByText("Take the closing back").click();
        assertThat(page.locator(".done").textContent()).contains("Everything goes on as before.");
        assertThat(page.locator(".ends").count()).isZero();

        complaints.clear();
        order(page, "librairie", "", false);
        assertThat(page.locator("main").innerText())
                .contains("The tenant librairie cannot be closed now", "the service shop/web front is still there");
        complaints.removeIf(complaint -> complaint.contains("409"));

        page.navigate("/t/idle/closing");
        order(page, "idle", "", false);
        assertThat(page.locator(".done").textContent()).contains("The client is closed.");
        assertThat(page.locator("main form").count())
                .as("what is closed stays closed")
                .isZero();
        page.navigate("/provider");
        assertThat(page.locator("tr")
                        .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("idle"))
                        .innerText())
                .contains("Closed");
        Page french = open("fr", "dark", 1280);
        signIn(french, "owner@provider.example");
        french.navigate("/t/idle/closing");
        assertThat(french.locator(".ends").innerText()).contains("Ses membres peuvent lire et exporter jusqu’au");
        picture(french, "closing-done", "fr", "dark", 1280);
    }

    private static void order(Page page, String confirm, String day, boolean leave) {
        page.locator("input[name=day]").fill(day);
        page.locator("textarea[name=reason]").fill("The contract ends");
        page.locator("input[name=leavesBehind]").setChecked(leave);
        page.locator("input[name=confirm]").fill(confirm);
        page.locator("main button.danger").click();
    }
}
