package io.binome.server.console;

import static io.binome.server.console.FakeSpending.euros;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
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
    }

    /** French separates by narrow and unbreakable spaces, which a person does not tell apart. */
    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ' ');
    }

    private static void judge() {
        Tenants tenants = preview.bean(Tenants.class);
        TenantScope scope =
                new TenantScope(tenants.byName("librairie").orElseThrow().id());
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
