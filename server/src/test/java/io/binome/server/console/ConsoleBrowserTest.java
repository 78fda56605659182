package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.binome.server.shell.ShellLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does in Chromium what a person does on the console's pages, and keeps pictures of them. */
@Tag("browser")
class ConsoleBrowserTest extends ConsoleBrowser {
    private static final String CHANGE = "/t/librairie/shop/changes/12";

    private static final Map<String, String> PAGES = new java.util.TreeMap<>(Map.ofEntries(
            Map.entry("home", "/t/librairie"),
            Map.entry("home-empty", "/t/atelier"),
            Map.entry("changes", "/t/librairie/changes"),
            Map.entry("queue", "/t/librairie/queue"),
            Map.entry("autonomy", "/t/librairie/autonomy"),
            Map.entry("right-sizing", "/t/librairie/right-sizing"),
            Map.entry("calendar", "/t/librairie/calendar?environment=production&month=2026-12"),
            Map.entry("calendar-now", "/t/librairie/calendar?environment=qualification"),
            Map.entry("calendar-none", "/t/atelier/calendar"),
            Map.entry("guidelines", "/t/librairie/guidelines"),
            Map.entry("guidelines-searched", "/t/librairie/guidelines?q=database&severity=block"),
            Map.entry("guidelines-none", "/t/atelier/guidelines?q=nothing-like-this"),
            Map.entry("contract", "/t/librairie/contract"),
            Map.entry("contract-offer", "/t/atelier/contract"),
            Map.entry("change-plan", CHANGE),
            Map.entry("change-code", CHANGE + "?tab=code"),
            Map.entry("change-activity", CHANGE + "?tab=activity"),
            Map.entry("change-checks", "/t/librairie/shop/changes/10?tab=checks"),
            Map.entry("change-failed", "/t/librairie/shop/changes/13"),
            Map.entry("change-applying", "/t/librairie/shop/changes/14"),
            Map.entry("change-applied", "/t/librairie/shop/changes/9"),
            Map.entry("services", "/t/librairie/services"),
            Map.entry("stack", "/t/librairie/shop/stacks/shop-production"),
            Map.entry("stack-opentofu", "/t/fleet/fleet/stacks/network-production"),
            Map.entry("service", "/t/librairie/shop/stacks/shop-production/services/api"),
            Map.entry("shell", "/t/librairie/shop/stacks/shop-production/services/api/shell"),
            Map.entry("volumes", "/t/librairie/volumes"),
            Map.entry("costs", "/t/librairie/costs"),
            Map.entry("bill", "/t/librairie/bill"),
            Map.entry("bill-empty", "/t/atelier/bill"),
            Map.entry(
                    "bill-place",
                    "/t/librairie/bill/place?stack=01900000-0000-7000-0000-0000000003e9&service=01900000-0000-7000-0000-0000000186a2"),
            Map.entry("costs-empty", "/t/atelier/costs"),
            Map.entry("repositories", "/t/librairie/repositories"),
            Map.entry("repository", "/t/librairie/repositories/shop"),
            Map.entry("repository-empty", "/t/librairie/repositories/blog"),
            Map.entry("ledger", "/t/librairie/ledger?verify=now"),
            Map.entry("members", "/t/librairie/members"),
            Map.entry("secrets", "/t/librairie/secrets"),
            Map.entry("secrets-empty", "/t/atelier/secrets"),
            Map.entry("secret-versions", "/t/librairie/secrets/versions?name=shop/database-password"),
            Map.entry("registries", "/t/librairie/registries"),
            Map.entry("registries-empty", "/t/atelier/registries"),
            Map.entry("account", "/account"),
            Map.entry("tenants", "/provider"),
            Map.entry("provider-queue", "/provider/queue"),
            Map.entry("sites", "/provider/sites"),
            Map.entry("trouble", "/t/librairie/shop/changes/999"),
            Map.entry("change-fifty", "/t/fleet/fleet/changes/1"),
            Map.entry("change-destroys", "/t/fleet/fleet/changes/2"),
            Map.entry("change-stopped", "/t/fleet/fleet/changes/3"),
            Map.entry("changes-many", "/t/fleet/changes?state=all"),
            Map.entry("home-many", "/t/fleet"),
            Map.entry("services-many", "/t/fleet/services?sort=memory&order=desc")));

    @ParameterizedTest
    @CsvSource({"en,light", "en,dark", "fr,light", "fr,dark"})
    void everyPageReads(String language, String theme) {
        Page page = open(language, theme, 1360);
        page.navigate("/sign-in");
        picture(page, "sign-in", language, theme, 1360);
        Accessibility.hold(page, "sign-in in " + theme);
        page.navigate("/forgotten");
        picture(page, "forgotten", language, theme, 1360);
        signIn(page, "operator@provider.example");
        complaints.clear();
        PAGES.forEach((name, address) -> {
            page.navigate(address);
            assertThat(page.locator("h1").count()).as(name).isEqualTo(1);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            picture(page, name, language, theme, 1360);
            if (language.equals("en") == theme.equals("light")) {
                Accessibility.hold(page, name + " in " + language + ", " + theme);
            }
        });
        complaints.removeIf(complaint -> complaint.contains("/changes/999"));
    }

    @Test
    void everyPageFitsASmallScreen() {
        Page page = open("fr", "light", 380);
        page.navigate("/sign-in");
        fits(page, "sign-in");
        signIn(page, "operator@provider.example");
        PAGES.forEach((name, address) -> {
            page.navigate(address);
            fits(page, name);
            picture(page, name, "fr", "light", 380);
        });
        complaints.removeIf(complaint -> complaint.contains("/changes/999"));
    }

    private static void fits(Page page, String name) {
        Object width = page.evaluate("document.documentElement.scrollWidth");
        assertThat(((Number) width).intValue()).as(name + " scrolls sideways").isLessThanOrEqualTo(380);
    }

    @Test
    void aLeadReviewsAndAppliesAChangeOfSomebodyElse() {
        Page page = open("en", "light", 1360);
        signIn(page, "lead@librairie.example");
        page.getByText("Move the web front to 2.4 and give the store more room")
                .first()
                .click();
        assertThat(page.locator("#verdict").textContent())
                .isEqualTo("Updates 2 services, creates 1 service and replaces 1 volume in production.");
        page.locator(".resource").nth(0).hover();
        page.locator(".resource .remark summary").nth(0).click();
        page.locator(".resource .pop textarea").first().fill("Which backup is meant?");
        page.locator(".resource .pop button").first().click();
        page.locator(".resource .comment")
                .getByText("Which backup is meant?")
                .waitFor(new Locator.WaitForOptions().setTimeout(5000));
        page.locator(".steps button.primary").click();
        assertThat(page.locator(".done").textContent()).contains("Your approval counts");
        assertThat(page.locator(".steps button.primary").textContent()).isEqualTo("Apply");
        page.locator(".steps button.primary").click();
        assertThat(page.locator(".verdict .badge").first().textContent()).contains("Being applied");
    }

    @Test
    void aSecretIsKeptAndRemovedAndNeverShown() {
        Page page = open("en", "light", 1360);
        signIn(page, "lead@librairie.example");
        page.locator(".nav").getByText("Secrets").click();
        page.locator("input[name=name]").last().fill("fresh/token");
        page.locator("input[name=environments]").fill("dev, production");
        page.locator("textarea[name=secret]").fill("first line\nsecond line");
        page.getByText("Keep the value").click();
        assertThat(page.locator(".done").textContent()).contains("The value is kept");
        Locator row = page.locator("ul.list li", new Page.LocatorOptions().setHasText("fresh/token@1"));
        assertThat(row.textContent()).contains("in dev, production", "by lead@librairie.example");
        assertThat(page.content()).doesNotContain("second line");
        row.locator("a").click();
        assertThat(page.locator("h1").textContent()).isEqualTo("fresh/token");
        assertThat(page.content()).contains("fresh/token@1").doesNotContain("second line");
        page.getByText("All secrets").click();
        page.locator("summary[aria-label='Remove fresh/token']").click();
        page.locator("details[open] button.danger").click();
        assertThat(page.locator(".done").textContent()).contains("The values are removed");
        assertThat(page.content()).doesNotContain("fresh/token@1");
    }

    @Test
    void aLoginAtARegistryIsKeptReplacedAndRemoved() {
        Page page = open("en", "light", 1360);
        signIn(page, "lead@librairie.example");
        page.locator(".nav").getByText("Registries").click();
        page.locator("input[name=registry]").last().fill("https://Registry.Example/v2/");
        page.locator("input[name=user]").fill("first");
        page.locator("input[type=password]").fill("a secret of ours");
        page.getByText("Keep the login").click();
        assertThat(page.locator(".done").textContent()).contains("The login is kept");
        Locator row = page.locator("ul.list li", new Page.LocatorOptions().setHasText("as first"));
        assertThat(row.textContent()).contains("registry.example", "by lead@librairie.example");
        page.locator("input[name=registry]").last().fill("registry.example");
        page.locator("input[name=user]").fill("second");
        page.locator("input[type=password]").fill("another secret");
        page.getByText("Keep the login").click();
        assertThat(page.locator("ul.list li").count()).isEqualTo(3);
        assertThat(page.content()).contains("second").doesNotContain("a secret of ours", "another secret");
        page.locator("summary[aria-label='Remove the login at registry.example']")
                .click();
        assertThat(page.locator("details[open] p").textContent()).contains("can then no longer be pulled");
        page.locator("details[open] button.danger").click();
        assertThat(page.locator(".done").textContent()).contains("The login is removed");
        assertThat(page.locator("ul.list li").count()).isEqualTo(2);
    }

    @Test
    void thePageFollowsTheChangeAndItsLog() {
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.navigate("/t/librairie/shop/changes/14");
        FakeRuns runs = preview.bean(FakeRuns.class);
        FakeChanges changes = preview.bean(FakeChanges.class);
        var scope = new io.binome.kernel.TenantScope(preview.bean(io.binome.tenancy.Tenants.class)
                .byName("librairie")
                .orElseThrow()
                .id());
        var change = changes
                .list(scope, io.binome.changes.ChangeFilter.ANY, io.binome.kernel.PageRequest.first(200))
                .items()
                .stream()
                .filter(one -> one.number() == 14)
                .findFirst()
                .orElseThrow();
        runs.write(runs.of(scope, change.id()).getFirst().id(), "service.search is healthy");
        page.getByText("service.search is healthy").waitFor();
        changes.move(change.id(), new io.binome.changes.ChangeState.Queued(), List.of());
        page.locator(".verdict .badge").getByText("In the queue").waitFor();
        changes.move(change.id(), new io.binome.changes.ChangeState.Applying(), List.of());
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = open("en", "dark", 1360);
        signIn(page, "developer@librairie.example");
        page.navigate(CHANGE);
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.className")).isEqualTo("skip");
        for (int i = 0; i < 14; i++) {
            page.keyboard().press("Tab");
            assertThat(
                            page.evaluate(
                                    "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).opacity"))
                    .as("focus " + i)
                    .isNotEqualTo("none1");
        }
    }

    @Test
    void aListIsFilteredAsOneTypes() {
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.navigate("/t/librairie/changes");
        page.locator("input[name=text]").pressSequentially("search in qual");
        page.getByText("Move the web front to 2.4")
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        // The answer to what was typed last comes last.
        page.waitForURL(url -> url.contains("qual"));
        assertThat(page.locator("#rows .title").allTextContents())
                .containsExactly("Try the new search in qualification");
    }

    @Test
    void aTokenIsShownOnceAndALogIsFollowed() {
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.navigate("/account");
        page.locator("form[action='/account/tokens'] input[name=title]").fill("laptop");
        page.locator("form[action='/account/tokens'] button").click();
        page.locator("h1").waitFor();
        assertThat(page.locator("body").innerText()).contains("bnm_");
        page.navigate("/account");
        assertThat(page.locator(".once").count()).isZero();
        page.navigate("/t/librairie/shop/stacks/shop-production/services/web");
        page.locator("[data-follow]").click();
        page.getByText("(followed)").waitFor();
        page.locator("form[action$='/restart'] button").click();
        assertThat(page.locator(".done").textContent()).contains("one after the other");
    }

    @Test
    void aTableIsSortedByItsHeaders() {
        Page page = open("en", "light", 1360);
        signIn(page, "operator@provider.example");
        page.navigate("/t/fleet/services");
        page.locator("th a").getByText("Memory").focus();
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.contains("sort=memory"));
        assertThat(page.locator("th[aria-sort]").getAttribute("aria-sort")).isEqualTo("ascending");
        page.locator("th[aria-sort] a").click();
        page.waitForURL(url -> url.contains("order=desc"));
        assertThat(page.locator("th[aria-sort]").getAttribute("aria-sort")).isEqualTo("descending");
        assertThat(page.locator("tbody tr").first().textContent()).contains("366");
    }

    @Test
    void aLongPlanIsUnfoldedAndSearched() {
        Page page = open("en", "light", 1360);
        signIn(page, "operator@provider.example");
        page.navigate("/t/fleet/fleet/changes/1");
        assertThat(page.locator("details.fold[open]").count()).isZero();
        page.locator("[data-fold=open]").click();
        assertThat(page.locator("details.fold[open]").count()).isEqualTo(PreviewExtremes.SERVICES);
        page.locator("[data-filter]").fill("service-4");
        assertThat(page.locator(".resource:visible").count()).isEqualTo(11);
        assertThat(page.locator(".resource:visible mark").first().textContent()).contains("1");
        page.navigate("/t/fleet/fleet/changes/1#fleet-production/service.service-9");
        assertThat(page.locator("[id='fleet-production/service.service-9'] details.fold")
                        .getAttribute("open"))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark"})
    void aPlanOfOpenTofuShowsAllThatItDoes(String language, String theme) {
        Page page = open(language, theme, 1360);
        signIn(page, "lead@fleet.example");
        page.navigate("/t/fleet/fleet/changes/" + PreviewPlans.EVERYTHING);
        assertThat(page.content())
                .contains("terraform_data.old_name", "4c1a4f2e-0000-4000-8000-000000000001", "aws_security_group.web")
                .doesNotContain("swordfish");
        assertThat(page.locator(".plan-checks .badge.danger").count()).isEqualTo(1);
        assertThat(page.locator(".hidden-value .lock").count()).isPositive();
        Accessibility.hold(page, "a plan of OpenTofu in " + theme);
        picture(page, "plan-opentofu", language, theme, 1360);
    }

    @Test
    void aPlanOfFiveThousandResourcesIsReadPageByPage() {
        Page page = open("en", "light", 1360);
        signIn(page, "lead@fleet.example");
        String address = "/t/fleet/fleet/changes/" + PreviewPlans.LARGE;
        int bytes = page.navigate(address).body().length;
        assertThat(bytes).as("bytes of the page").isLessThan(2_000_000);
        assertThat(page.locator(".resource").count()).isEqualTo(PlanTree.SLICE);
        assertThat(page.locator(".resource").first().getAttribute("class")).contains("danger");
        picture(page, "plan-large", "en", "light", 1360);
        page.locator(".pages a[rel=next]").click();
        page.waitForURL(url -> url.contains("from=60"));
        assertThat(page.locator(".pages").innerText()).contains("61 to 120 of 5,000");
        page.locator(".count.DELETE").click();
        page.waitForURL(url -> url.contains("only=DELETE"));
        assertThat(page.locator(".resource").count()).isEqualTo(20);
        page.locator("input[name=q]").fill("s-99");
        page.keyboard().press("Enter");
        page.waitForURL(url -> url.contains("q=s-99"));
        assertThat(page.locator(".resource").count()).isZero();
        assertThat(page.content()).contains("Nothing in this plan fits.");
    }

    @Test
    void aLogStopsFollowingWhilePaused() {
        Page page = open("en", "light", 1360);
        signIn(page, "operator@provider.example");
        page.navigate("/t/fleet/fleet/changes/3");
        Object below = page.evaluate(
                "(() => { const log = document.querySelector('pre.log'); return log.scrollHeight - log.scrollTop - log.clientHeight; })()");
        assertThat(((Number) below).doubleValue())
                .as("the end of a failed log is shown")
                .isLessThan(2);
        assertThat(page.locator("pre.log .bad").count()).isEqualTo(2);
        page.evaluate("document.querySelector('pre.log').scrollTop = 0");
        page.locator("[data-end]").click();
        page.waitForFunction(
                "(() => { const log = document.querySelector('pre.log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2; })()");
    }

    @Test
    void aShellIsTypedIntoCopiedFromPastedIntoAndLeftByTheKeyboard() {
        Page page = open("en", "dark", 1360);
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        signIn(page, "developer@librairie.example");
        page.navigate("/t/librairie/shop/stacks/shop-production/services/web");
        page.locator("a[href$='/shell']").click();
        page.getByText("The shell is open.").waitFor();
        assertThat(page.evaluate("document.getElementById('terminal').contains(document.activeElement)"))
                .as("the keyboard is the terminal's at once")
                .isEqualTo(true);
        page.keyboard().type("echo grüezi");
        shows(page, "echo grüezi");
        Locator line = page.locator("#terminal .xterm-rows > div").first();
        assertThat(line.evaluate("line => getComputedStyle(line.querySelector('span') || line).fontFamily"))
                .as("the terminal's own style sheets are let in")
                .asString()
                .contains("Mono");
        picture(page, "shell-typed", "en", "dark", 1360);
        page.evaluate("navigator.clipboard.writeText('pasted-text')");
        page.keyboard().press("Control+v");
        shows(page, "pasted-text");
        line.dblclick(new Locator.DblclickOptions().setPosition(4, 6));
        page.keyboard().press("Control+Shift+C");
        page.waitForFunction("() => navigator.clipboard.readText().then((text) => text.startsWith('echo'))");
        page.keyboard().press("Control+F6");
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("shell-copy");
        page.locator("#terminal").click();
        page.keyboard().type("exit");
        // Typed key by key, the fake takes the word only when it comes at once.
        page.evaluate("navigator.clipboard.writeText('exit')");
        page.keyboard().press("Control+v");
        page.getByText("The shell ended with exit code 0.").waitFor();
        endIdleShellsAfter(Duration.ofSeconds(3));
        page.locator("#shell-again").click();
        page.getByText("The shell is open.").waitFor();
        page.getByText("nothing was typed or shown for too long").waitFor();
    }

    @SuppressWarnings("unchecked")
    private void endIdleShellsAfter(Duration idle) {
        preview.bean(AtomicReference.class).set(ShellLimits.of(idle, Duration.ofMinutes(5), 3));
    }

    private static void shows(Page page, String text) {
        page.locator("#terminal .xterm-rows")
                .getByText(text)
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    }
}
