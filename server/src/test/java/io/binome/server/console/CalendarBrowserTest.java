package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a person reads in a month of the calendar. */
@Tag("browser")
class CalendarBrowserTest extends ConsoleBrowser {
    private static final String DECEMBER = "/t/librairie/calendar?environment=production&month=2026-12";

    @Test
    void aMonthShowsWindowsFreezesAndHolidays() {
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.locator(".nav").getByText("Calendar").click();
        assertThat(page.locator("h1").textContent()).isEqualTo("Calendar");
        assertThat(page.locator(".standings li").count()).isEqualTo(2);
        schedule("2026-12-08T19:00:00Z");
        page.navigate(DECEMBER);
        assertThat(page.locator("#month").textContent()).isEqualTo("production, December 2026");
        assertThat(day(page, "2026-12-08").locator(".queued .hours").textContent())
                .isEqualTo("20:00");
        Locator first = day(page, "2026-12-01");
        assertThat(first.locator(".marks").innerText())
                .contains("00:00–09:00, 18:00–24:00 Off-hours", "12:00–13:30 Tuesdays and Thursdays at lunch");
        assertThat(day(page, "2026-12-25").locator(".holiday").textContent()).isEqualTo("Christmas");
        assertThat(day(page, "2026-12-14").locator(".freeze").innerText()).contains("all day", "Christmas");
        assertThat(day(page, "2026-12-14").locator("rect.open").count()).isZero();
        assertThat(day(page, "2026-12-16").locator("rect.open").count()).isEqualTo(1);
        assertThat(page.locator("table").innerText())
                .contains("every Tuesday and Thursday at 12:00 for 1 h 30 min")
                .contains("Going back is allowed.")
                .contains("1 working day after the last approval");
        page.locator("a[rel=next]").click();
        assertThat(page.locator("#month").textContent()).isEqualTo("production, January 2027");
        page.locator(".standings").getByText("qualification").click();
        assertThat(page.locator("#month").textContent()).startsWith("qualification, ");
    }

    /** Lets a change of the example wait for its window. */
    private static void schedule(String time) {
        var tenant = preview.bean(io.binome.tenancy.Tenants.class)
                .byName("librairie")
                .orElseThrow();
        FakeChanges changes = preview.bean(FakeChanges.class);
        changes
                .list(
                        new io.binome.kernel.TenantScope(tenant.id()),
                        io.binome.changes.ChangeFilter.ANY,
                        io.binome.kernel.PageRequest.first(200))
                .items()
                .stream()
                .filter(change -> change.number() == 12)
                .forEach(change -> changes.move(
                        change.id(),
                        new io.binome.changes.ChangeState.Scheduled(java.time.Instant.parse(time)),
                        java.util.List.of()));
    }

    @Test
    void theAutonomyThatWasEarnedIsProposedWithItsEvidence() {
        for (String language : new String[] {"en", "fr"}) {
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1360);
                signIn(page, "developer@librairie.example");
                page.navigate("/t/librairie/autonomy");
                picture(page, "autonomy", language, theme, 1360);
                Accessibility.hold(page, "autonomy in " + language + ", " + theme);
            }
        }
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.locator(".nav").getByText("Autonomy").click();
        Locator medium = page.locator(".autonomy > li", new Page.LocatorOptions().setHasText("Medium risk"))
                .first();
        assertThat(medium.innerText())
                .contains("Medium risk: the provider", "The record supports more autonomy: a peer.", "Propose: a peer");
        medium.locator("summary").click();
        assertThat(medium.locator("ul.plain li").count()).isEqualTo(24);
        medium.locator("button.primary").click();
        assertThat(page.locator("main").innerText()).contains("supports no change of the contract");
        complaints.removeIf(complaint -> complaint.contains("/propose"));
    }

    @Test
    void itReadsInBothLanguagesAndThemesAndOnASmallScreen() {
        for (String language : new String[] {"en", "fr"}) {
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1360);
                signIn(page, "developer@librairie.example");
                schedule("2026-12-08T19:00:00Z");
                page.navigate(DECEMBER);
                picture(page, "calendar", language, theme, 1360);
                Accessibility.hold(page, "calendar in " + language + ", " + theme);
            }
        }
        Page small = open("fr", "light", 380);
        signIn(small, "developer@librairie.example");
        small.navigate(DECEMBER);
        picture(small, "calendar", "fr", "light", 380);
        assertThat(small.locator("table").innerText()).contains("chaque mardi et jeudi à 12:00 pendant 1 h 30 min");
        assertThat(((Number) small.evaluate("document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(380);
    }

    private static Locator day(Page page, String date) {
        return page.locator(".day", new Page.LocatorOptions().setHas(page.locator("time[datetime='" + date + "']")));
    }
}
