package io.binome.server.console;

import static io.binome.server.console.FakeSpending.euros;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.binome.billing.CostDelta;
import io.binome.billing.CostDelta.Line;
import io.binome.billing.Estimates.Broken;
import io.binome.changes.Judgement;
import io.binome.contracts.Contract;
import io.binome.contracts.Need;
import io.binome.kernel.Risk;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.tenancy.Tenants;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What things cost, as a person reads it in Chromium: before a change is applied, and for all that runs. */
@Tag("browser")
class CostBrowserTest extends ConsoleBrowser {
    /** Whether each name of a budget stands on one line. */
    private static final String WHOLE_WORDS = """
            () => [...document.querySelectorAll('.budgets td:first-child')].every(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return range.getClientRects().length === 1;
            })""";

    @ParameterizedTest
    @CsvSource({"en,light", "fr,dark", "en,dark", "fr,light"})
    void whatRunsAndWhatAChangeAddsIsSaidInMoney(String language, String theme) {
        judge();
        boolean french = language.equals("fr");
        Page page = open(language, theme, 1360);
        page.navigate("/sign-in");
        signIn(page, "lead@librairie.example");
        page.locator(".nav").getByText(french ? "Coûts" : "Costs").click();
        assertThat(plain(page.locator("h2#month").textContent()))
                .isEqualTo(french ? "de 108,90 € à 1 328,66 € par mois" : "€108.90 to €1,328.66 a month");
        page.locator("details.entry summary").first().click();
        page.getByText(
                        french
                                ? "4 × jusqu’à 20 CPU à 0,012 EUR par CPU-heure"
                                : "4 × up to 20 CPU at 0.012 EUR per CPU-hour")
                .first()
                .waitFor();
        assertThat(page.locator("meter.danger").count()).isEqualTo(1);
        picture(page, "costs-open", language, theme, 1360);
        for (int width : new int[] {1280, 380}) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate(WHOLE_WORDS))
                    .as("names of budgets at %s px", width)
                    .isEqualTo(true);
            picture(page, "costs-open", language, theme, width);
        }
        page.setViewportSize(1360, 900);
        Accessibility.hold(page, "costs in " + language + ", " + theme);
        page.navigate("/t/librairie/shop/changes/12");
        assertThat(plain(page.locator(".card.cost").textContent()))
                .contains(french ? "de +2,50 € à +14,18 € par mois" : "+€2.50 to +€14.18 a month")
                .contains(
                        french
                                ? "Le budget « everything » serait dépassé : au plus 1 004,18 € par mois"
                                : "It would break the budget “everything”: at most €1,004.18 a month");
        page.locator(".cost details summary").first().click();
        picture(page, "change-cost", language, theme, 1360);
        Accessibility.hold(page, "the cost of a change in " + language + ", " + theme);
        page.navigate("/t/librairie/shop/changes/9");
        page.locator("#measured summary").click();
        String measured = plain(page.locator("#measured").textContent());
        // Made two days ago; two days are over where midnight has passed since the preview started.
        int days = measured.contains(french ? "0 avant, 1 après" : "0 before, 1 after") ? 1 : 2;
        assertThat(measured)
                .contains(french ? averageOfLast(days) + " € par mois jusqu’ici" : "a month so far")
                .contains(
                        french
                                ? "jours entiers : 0 avant, " + days + " après"
                                : "whole days: 0 before, " + days + " after");
        picture(page, "change-measured", language, theme, 1360);
        Accessibility.hold(page, "the measured cost of a change in " + language + ", " + theme);
    }

    @Test
    void limitsThatDoNotFitAreMendedDismissedOrChangedByHand() {
        for (String language : new String[] {"en", "fr"}) {
            for (String theme : new String[] {"light", "dark"}) {
                Page page = open(language, theme, 1360);
                signIn(page, "developer@librairie.example");
                page.navigate("/t/librairie/right-sizing");
                page.locator(".sizing details.same summary").first().click();
                picture(page, "right-sizing", language, theme, 1360);
                Accessibility.hold(page, "right-sizing in " + language + ", " + theme);
            }
        }
        Page page = open("en", "light", 1360);
        signIn(page, "developer@librairie.example");
        page.locator(".nav").getByText("Right-sizing").click();
        Locator tight = page.locator(".sizing > li").first();
        assertThat(plain(tight.innerText())).contains("api", "832 MiB", "Too small", "Takes 640 MiB more");
        tight.locator("button.primary").click();
        assertThat(page.locator("main .once").innerText())
                .contains("api is changed by hand", "share what is written there", "memory: 832m");
        picture(page, "right-sizing-by-hand", "en", "light", 1360);
        complaints.removeIf(complaint -> complaint.contains("/open"));
        page.navigate("/t/librairie/right-sizing");
        String csv = page.request()
                .get(page.locator(".title-row a.button").getAttribute("href"))
                .text();
        assertThat(csv)
                .contains(
                        "environment,repository,stack,service,",
                        ",api,",
                        ",too-small,memory,",
                        ",preview,",
                        ",idle,,,,");
        Locator idle = page.locator(".sizing > li").nth(1);
        assertThat(plain(idle.innerText())).contains("preview", "Idle", "€4.37 less");
        idle.locator(".ask summary").click();
        idle.locator("input[name=reason]").fill("Kept for the fair");
        idle.locator(".ask button").click();
        assertThat(page.locator("main").innerText()).contains("Decided otherwise", "“Kept for the fair”");
        page.setViewportSize(380, 900);
        picture(page, "right-sizing", "en", "light", 380);
        assertThat(((Number) page.evaluate("document.documentElement.scrollWidth")).intValue())
                .isLessThanOrEqualTo(380);
        page.getByText("Advise it again now").click();
        assertThat(page.locator("main").innerText()).doesNotContain("Decided otherwise");
    }

    /** French separates by narrow and unbreakable spaces, which a person does not tell apart. */
    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ' ');
    }

    /** Of whole days of the service's bill, as a month, as it is written in French. */
    private static String averageOfLast(int days) {
        FakeBills bills = preview.bean(FakeBills.class);
        TenantScope scope = librairie();
        LocalDate today = LocalDate.ofInstant(
                Instant.now(), bills.basis(scope, bills.current(scope)).zone());
        long micros = bills.days(scope, today.minusDays(days), today).stream()
                .filter(cost -> cost.place().stack().equals("shop-production")
                        && cost.place().service().equals("web"))
                .mapToLong(cost -> cost.amount() == null ? 0 : cost.amount().micros())
                .sum();
        BigDecimal month = BigDecimal.valueOf(micros, 6)
                .multiply(BigDecimal.valueOf(365))
                .divide(BigDecimal.valueOf(12L * days), 2, RoundingMode.HALF_UP);
        assertThat(month).isPositive();
        return "+" + plain(NumberFormat.getNumberInstance(Locale.FRANCE).format(month));
    }

    private static TenantScope librairie() {
        return new TenantScope(
                preview.bean(Tenants.class).byName("librairie").orElseThrow().id());
    }

    private static void judge() {
        TenantScope scope = librairie();
        FakeChanges changes = preview.bean(FakeChanges.class);
        Repositories repositories = preview.bean(Repositories.class);
        var shop = repositories.byName(scope, "shop").orElseThrow();
        CostDelta production = new CostDelta(
                euros("2.5"),
                euros("14.18"),
                List.of(
                        new Line(
                                "service.web",
                                "cpu",
                                euros("0"),
                                euros("8.76"),
                                "up to 1 CPU at 0.012 EUR per CPU-hour → 2 × up to 1 CPU at 0.012 EUR per CPU-hour"),
                        new Line(
                                "service.worker",
                                "memory",
                                euros("0"),
                                euros("2.92"),
                                "up to 1 GiB at 0.004 EUR per GiB-hour"),
                        new Line(
                                "service.worker", "fee watching", euros("2.5"), euros("2.5"), "1 × 2.5 EUR per month")),
                List.of("volume.store"),
                "standard, version 3",
                null,
                List.of("What a volume will cost depends on what it will hold, which no plan can tell."));
        Contract.Budget budget = new Contract.Budget(
                "everything", null, null, euros("1000"), new Contract.Approvals("peer", List.of(Need.peer("budget"))));
        changes.judge(
                scope,
                changes.byNumber(scope, shop.id(), 12).orElseThrow(),
                new Judgement(
                        1,
                        true,
                        "rules",
                        false,
                        true,
                        false,
                        Risk.LOW,
                        List.of(new Judgement.OfStack(
                                "shop-production",
                                new TreeSet<>(List.of("production")),
                                Risk.LOW,
                                List.of(),
                                List.of(),
                                production)),
                        List.of(new Broken(budget, euros("990"), euros("1004.18"), List.of("volume.store"))),
                        List.of(),
                        Instant.EPOCH));
    }
}
