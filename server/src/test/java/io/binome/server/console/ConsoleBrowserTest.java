package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does in Chromium what a person does on the console's pages, and keeps pictures of them. */
@Tag("browser")
class ConsoleBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String CHANGE = "/t/librairie/shop/changes/12";

    @TempDir
    static Path home;

    private static ConsolePreview preview;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private final List<BrowserContext> contexts = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        }
        Files.createDirectories(PICTURES);
        preview = ConsolePreview.start(home, 0);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            browser.close();
            playwright.close();
        }
        if (preview != null) {
            preview.close();
        }
    }

    @AfterEach
    void nothingWasComplainedOf() {
        contexts.forEach(BrowserContext::close);
        assertThat(complaints).as("errors and policy violations in the browser").isEmpty();
    }

    private Page open(String language, String theme, int width) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setBaseURL(preview.base())
                .setLocale(language.equals("fr") ? "fr-FR" : "en-GB")
                .setColorScheme(theme.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setViewportSize(width, width < 500 ? 800 : 900));
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("401")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        return page;
    }

    private static void signIn(Page page, String email) {
        page.navigate("/sign-in");
        page.locator("input[name=email]").fill(email);
        page.locator("input[name=password]").fill(ConsolePreview.PASSWORD);
        page.locator("button.primary").click();
        page.waitForURL(url -> !url.contains("sign-in"));
    }

    private static final Map<String, String> PAGES = new java.util.TreeMap<>(Map.ofEntries(
            Map.entry("home", "/t/librairie"),
            Map.entry("home-empty", "/t/atelier"),
            Map.entry("changes", "/t/librairie/changes"),
            Map.entry("queue", "/t/librairie/queue"),
            Map.entry("change-plan", CHANGE),
            Map.entry("change-code", CHANGE + "?tab=code"),
            Map.entry("change-activity", CHANGE + "?tab=activity"),
            Map.entry("change-checks", "/t/librairie/shop/changes/10?tab=checks"),
            Map.entry("change-failed", "/t/librairie/shop/changes/13"),
            Map.entry("change-applying", "/t/librairie/shop/changes/14"),
            Map.entry("change-applied", "/t/librairie/shop/changes/9"),
            Map.entry("services", "/t/librairie/services"),
            Map.entry("stack", "/t/librairie/shop/stacks/shop-production"),
            Map.entry("service", "/t/librairie/shop/stacks/shop-production/services/api"),
            Map.entry("shell", "/t/librairie/shop/stacks/shop-production/services/api/shell"),
            Map.entry("volumes", "/t/librairie/volumes"),
            Map.entry("repositories", "/t/librairie/repositories"),
            Map.entry("repository", "/t/librairie/repositories/shop"),
            Map.entry("repository-empty", "/t/librairie/repositories/blog"),
            Map.entry("ledger", "/t/librairie/ledger?verify=now"),
            Map.entry("members", "/t/librairie/members"),
            Map.entry("account", "/account"),
            Map.entry("tenants", "/provider"),
            Map.entry("provider-queue", "/provider/queue"),
            Map.entry("sites", "/provider/sites"),
            Map.entry("trouble", "/t/librairie/shop/changes/999")));

    @ParameterizedTest
    @CsvSource({"en,light", "en,dark", "fr,light", "fr,dark"})
    void everyPageReads(String language, String theme) {
        Page page = open(language, theme, 1360);
        page.navigate("/sign-in");
        picture(page, "sign-in", language, theme, 1360);
        page.navigate("/forgotten");
        picture(page, "forgotten", language, theme, 1360);
        signIn(page, "operator@provider.example");
        complaints.clear();
        PAGES.forEach((name, address) -> {
            page.navigate(address);
            assertThat(page.locator("h1").count()).as(name).isEqualTo(1);
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            picture(page, name, language, theme, 1360);
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

    private static void picture(Page page, String name, String language, String theme, int width) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(PICTURES.resolve(name + "-" + language + "-" + theme + "-" + width + ".png")));
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
        assertThat(page.locator("#rows .title").allTextContents())
                .containsExactly("Try the new search in qualification");
        assertThat(page.url()).contains("text=search");
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
        page.locator("#shell-again").click();
        page.getByText("The shell is open.").waitFor();
        page.getByText("nothing was typed or shown for too long").waitFor();
    }

    private static void shows(Page page, String text) {
        page.locator("#terminal .xterm-rows")
                .getByText(text)
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
    }
}
