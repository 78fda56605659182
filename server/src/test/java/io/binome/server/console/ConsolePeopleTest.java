package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How people come in and go out: invitations, joining, passwords, sessions. */
@Tag("browser")
class ConsolePeopleTest extends ConsoleBrowser {
    private static final String CHOSEN = "a sentence that one remembers";

    private static String link(Page page) {
        String link = page.locator(".once pre").textContent().strip();
        return link.substring(link.indexOf("/", "http://".length()));
    }

    @Test
    void somebodyIsInvitedAndJoins() {
        Page lead = open("en", "light", 1360);
        signIn(lead, "lead@librairie.example");
        lead.navigate("/t/librairie/members");
        lead.locator("form[action$='/invite'] input[name=email]").fill("tester@librairie.example");
        lead.locator("form[action$='/invite'] select[name=role]").selectOption("developer");
        lead.locator("form[action$='/invite'] button").click();
        String link = link(lead);
        lead.navigate("/t/librairie/members");
        assertThat(lead.locator(".once").count()).as("the link is shown once").isZero();
        assertThat(lead.locator("main").textContent()).contains("tester@librairie.example");

        Page guest = open("fr", "dark", 380);
        guest.navigate(link);
        picture(guest, "join", "fr", "dark", 380);
        Accessibility.hold(guest, "join");
        assertThat(guest.locator("h1").textContent()).contains("Librairie des Halles");
        guest.locator("input[name=name]").fill("tester@librairie.example");
        guest.locator("input[name=password]").fill(CHOSEN);
        guest.locator("button.primary").click();
        guest.waitForURL(url -> !url.contains("/join/"));
        if (guest.url().contains("sign-in")) {
            signIn(guest, "tester@librairie.example", CHOSEN);
        }
        guest.navigate("/t/librairie");
        assertThat(guest.locator("h1").textContent()).isEqualTo("Librairie des Halles");

        Page late = open("en", "light", 1360);
        late.navigate(link);
        assertThat(late.locator("h1").textContent()).isEqualTo("This link is over");
        picture(late, "link-over", "en", "light", 1360);
        Accessibility.hold(late, "link-over");
        complaints.clear();
    }

    @Test
    void aForgottenPasswordIsSetAnew() {
        Page lead = open("en", "light", 1360);
        signIn(lead, "lead@librairie.example");
        lead.navigate("/t/librairie/members");
        lead.getByLabel("Manage reader@librairie.example").click();
        lead.locator("details[open] form[action$='/reset'] button").click();
        String link = link(lead);

        Page reader = open("en", "dark", 1360);
        reader.navigate(link);
        picture(reader, "reset", "en", "dark", 1360);
        Accessibility.hold(reader, "reset");
        reader.locator("input[name=password]").fill("too short");
        reader.locator("button.primary").click();
        assertThat(reader.evaluate("document.querySelector('input[name=password]').matches(':invalid')"))
                .isEqualTo(true);
        reader.locator("input[name=password]").fill(CHOSEN);
        reader.locator("button.primary").click();
        reader.waitForURL(url -> !url.contains("/reset/"));
        if (reader.url().contains("sign-in")) {
            signIn(reader, "reader@librairie.example", CHOSEN);
        }
        reader.navigate("/t/librairie");
        assertThat(reader.locator("h1").textContent()).isEqualTo("Librairie des Halles");
    }

    @Test
    void aPasswordIsChangedAndOtherSessionsEnd() {
        Page one = open("en", "light", 1360);
        Page other = open("en", "light", 1360);
        signIn(one, "lead@atelier.example");
        signIn(other, "lead@atelier.example");
        one.navigate("/account/password");
        picture(one, "password", "en", "light", 1360);
        Accessibility.hold(one, "password");
        one.locator("input[name=old]").fill("not the present one");
        one.locator("input[name=password]").fill(CHOSEN);
        one.locator("button.primary").click();
        assertThat(one.locator("[role=alert]").textContent()).contains("Nothing was changed");
        one.locator("input[name=old]").fill(ConsolePreview.PASSWORD);
        one.locator("input[name=password]").fill(CHOSEN);
        one.locator("button.primary").click();
        one.waitForURL(url -> !url.endsWith("/password"));
        other.navigate("/t/atelier");
        assertThat(other.url()).contains("/sign-in");
        signIn(other, "lead@atelier.example", CHOSEN);

        one.navigate("/account");
        if (one.url().contains("sign-in")) {
            signIn(one, "lead@atelier.example", CHOSEN);
            one.navigate("/account");
        }
        one.locator("form[action$='/sign-out-everywhere'] button").click();
        assertThat(one.url()).contains("/sign-in");
        other.navigate("/t/atelier");
        assertThat(other.url()).contains("/sign-in");
        complaints.clear();
    }
}
