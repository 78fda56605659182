package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prices change by changes: pushed with git, with the notice that the book gives, approved by an owner of the provider. */
@Tag("docker")
class PricesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final RunningServer server = RunningServer.shared();
    private final Company company = server.company();
    private final Company.Person owner = server.ownerPerson();
    private final PriceAgreement agreement = new PriceAgreement(server, company, owner);
    private final String book = company.name();

    private String book(String later) {
        return """
                name: %s
                title: What things cost
                currency: EUR
                vat: 20
                notice: 30
                timezone: Europe/Paris
                prices:
                  cpu:
                    - {from: 2026-01-01, price: 0.012}
                %s  memory:
                    - {from: 2026-01-01, price: 0.004}
                """.formatted(book, later);
    }

    @Test
    void aPriceIsRaisedWithTheNoticeOfItsBookAndNotSooner() {
        GitClient git = agreement.publish(book, book(""));
        agreement.agree(1, "prices", "priceBook: " + book + "\n");
        theBookHoldsFromThenOn();
        anotherCurrencyThanTheBooksIsRefused();

        LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));
        ChangeClient soon = agreement.pushed(
                git.branch(book + "-soon").write("prices/" + book + ".yaml", book(raised(today.plusDays(29)))),
                book + "-soon");
        assertThat(soon.awaitRest().path("state").asString()).isEqualTo("refused");
        assertThat(soon.complaints())
                .contains("prices/" + book + ".yaml:10 cpu CPU: 0.012")
                .contains("Let it begin on " + today.plusDays(30) + " or later");
        assertThat(soon.command("apply").ok()).isFalse();
        assertThat(prices().path("prices").size()).isEqualTo(2);

        ChangeClient later = agreement.pushed(
                git.branch(book + "-later").write("prices/" + book + ".yaml", book(raised(today.plusDays(30)))),
                book + "-later");
        PriceAgreement.ship(later);
        JsonNode coming = prices().path("prices").path(1);
        assertThat(coming.path("of").asString()).isEqualTo("cpu");
        assertThat(coming.path("price").asString()).isEqualTo("0.014");
        assertThat(coming.path("from").asString()).isEqualTo(today.plusDays(30).toString());
        assertThat(coming.path("holds").asBoolean()).isFalse();
    }

    /** What is told, held, and let go again while a month is used up; the use is written as metering would have. */
    @Test
    void whatIsUsedUpHoldsWhatAddsCostUntilTheBudgetIsRaised() throws Exception {
        TestImages.in(server);
        agreement.publish(book, book(""));
        agreement.agree(1, "prices", """
                priceBook: %s
                budgets:
                  half: {month: 100, over: lead}
                  most: {month: 68, over: lead}
                  nearly: {month: 57, over: lead}
                  all: {month: 50, over: provider, hold: true}
                """.formatted(book));
        PastWeeks.agreedBefore(server, company.id(), 1);
        Company.Person author = company.developer();
        GitClient git = Shop.running(company, author);
        assertThat(told()).isEmpty();

        PastWeeks.usedNow(server, company.id(), "web", euros(52));
        Await.until("what was used to be told", PATIENCE, () -> told().size() >= 4);
        assertThat(told()).containsExactlyInAnyOrder("half 50 1", "most 75 1", "nearly 90 1", "all 100 1");
        JsonNode measured = company.lead().api().get(company.path("/budgets")).path("items");
        assertThat(measured.toString()).contains("\"all\"");

        git.branch("more").write("compose.yaml", Shop.compose(TestImages.PAGE_1, 2, 1));
        git.commit("One more").push("more");
        ChangeClient more = company.change(git, 2, author);
        JsonNode planned = more.await("planned");
        JsonNode broken = more.judgement().path("budgets").path(0);
        assertThat(broken.path("budget").asString()).isEqualTo("all");
        assertThat(broken.path("usedUp").asBoolean()).isTrue();
        assertThat(planned.path("blockers").toString())
                .contains("budget all is used up this month: raise it in contract.yaml, or have it approved");
        more.as(company.lead()).command("approve").orFail();
        ApiClient.Answer held = more.command("apply");
        assertThat(held.ok()).isFalse();
        assertThat(held.body().toString())
                .contains("operator of the provider (budget all is used up this month: raise it in contract.yaml");

        git.branch("less").write("compose.yaml", Shop.compose(TestImages.PAGE_1, 1, 2));
        git.commit("The same in other words").push("less");
        ChangeClient same = company.change(git, 3, author);
        same.await("planned");
        assertThat(same.judgement().path("budgets"))
                .as("what adds nothing is not held")
                .isEmpty();

        PastWeeks.usedNow(server, company.id(), "web", euros(26));
        Await.until("the next threshold to be told", PATIENCE, () -> told().contains("half 75 2"));
        agreement.agree(2, "more-money", """
                priceBook: %s
                budgets:
                  all: {month: 500, over: provider, hold: true}
                """.formatted(book));
        more.command("replan").orFail();
        more.await("planned");
        more.as(company.lead()).command("approve");
        more.command("apply").orFail();
        more.await("merged");
        assertThat(told())
                .as("each threshold of each budget once")
                .containsExactlyInAnyOrder("half 75 2", "most 100 2", "nearly 100 2", "all 100 1");
    }

    /** The month began without a book; what is before the contract's apply has none, and what is after it has this one. */
    private void theBookHoldsFromThenOn() {
        JsonNode bill = company.lead().api().get(company.path("/bill"));
        JsonNode last = bill.path("books").path(bill.path("books").size() - 1);
        assertThat(last.path("book").asString()).isEqualTo(book);
        Instant begin = Instant.parse(last.path("from").asString());
        assertThat(begin).isBetween(Instant.now().minusSeconds(600), Instant.now());
        assertThat(bill.path("books").path(0).path("book").asString()).isEmpty();
    }

    private void anotherCurrencyThanTheBooksIsRefused() {
        GitClient git = server.cloned(company.name(), "contract", company.lead());
        git.branch("dollars")
                .write(
                        "contract.yaml",
                        git.git("show", "HEAD:contract.yaml").replace("currency: EUR", "currency: USD"));
        git.commit("Agree on dollars").push("dollars");
        ChangeClient change = new ChangeClient(company.lead().api(), company.path("/repositories/contract/changes/2"));
        assertThat(change.awaitRest().path("state").asString()).isEqualTo("refused");
        assertThat(change.complaints()).contains("The price book " + book + " is in EUR and the contract in USD.");
    }

    /** Millis of a processor in one hour, by the book of this test. */
    private static int euros(int euros) {
        return (int) Math.round(euros / 0.012 * 1_000);
    }

    /** As the lead is told: budget, the threshold last reached, how often that budget was spoken of. */
    private List<String> told() {
        return company.lead()
                .api()
                .get("/me/notifications?limit=200")
                .path("items")
                .valueStream()
                .filter(one -> one.path("kind").asString().equals("budget-used"))
                .map(one -> one.path("subject").asString().replaceAll(".*/", "") + " "
                        + one.path("headline").asString().replaceAll(".*?(\\d+)\\s%.*", "$1") + " "
                        + one.path("times").asInt())
                .toList();
    }

    private static String raised(LocalDate from) {
        return "    - {from: " + from + ", price: 0.014}\n";
    }

    private JsonNode prices() {
        return company.lead().api().get(company.path("/prices"));
    }
}
