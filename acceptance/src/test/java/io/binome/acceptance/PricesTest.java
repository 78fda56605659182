package io.binome.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prices change by changes: pushed with git, with the notice that the book gives, approved by an owner of the provider. */
@Tag("docker")
class PricesTest {
    private static final String STACK = """
              prices:
                path: prices
                engine: document
                environment: production
                variables: {kind: prices}
            """;

    private final RunningServer server = RunningServer.shared();
    private final Company company = server.company();
    private final Company.Person owner = server.ownerPerson();
    private final String provider = "/tenants/" + server.providerName();
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
        GitClient git = server.cloned(server.providerName(), "contract", owner);
        git.branch(book).write("prices/" + book + ".yaml", book(""));
        String manifest = git.git("show", "HEAD:binome.yaml");
        git.write("binome.yaml", manifest.contains("\n  prices:") ? manifest : manifest.stripTrailing() + "\n" + STACK);
        ship(pushed(git, book));
        agreeOnTheBook();

        LocalDate today = LocalDate.now(ZoneId.of("Europe/Paris"));
        ChangeClient soon = pushed(
                git.branch(book + "-soon").write("prices/" + book + ".yaml", book(raised(today.plusDays(29)))),
                book + "-soon");
        assertThat(soon.awaitRest().path("state").asString()).isEqualTo("refused");
        assertThat(soon.complaints())
                .contains("prices/" + book + ".yaml:10 cpu CPU: 0.012")
                .contains("Let it begin on " + today.plusDays(30) + " or later");
        assertThat(soon.command("apply").ok()).isFalse();
        assertThat(prices().path("prices").size()).isEqualTo(2);

        ChangeClient later = pushed(
                git.branch(book + "-later").write("prices/" + book + ".yaml", book(raised(today.plusDays(30)))),
                book + "-later");
        ship(later);
        JsonNode coming = prices().path("prices").path(1);
        assertThat(coming.path("of").asString()).isEqualTo("cpu");
        assertThat(coming.path("price").asString()).isEqualTo("0.014");
        assertThat(coming.path("from").asString()).isEqualTo(today.plusDays(30).toString());
        assertThat(coming.path("holds").asBoolean()).isFalse();
    }

    private static String raised(LocalDate from) {
        return "    - {from: " + from + ", price: 0.014}\n";
    }

    /** Nothing of the provider's prices is applied before an owner of the provider has approved it. */
    private static void ship(ChangeClient change) {
        change.await("planned");
        ApiClient.Answer early = change.command("apply");
        assertThat(early.ok()).isFalse();
        assertThat(early.body().toString()).contains("owner of the provider (changes of prices)");
        change.command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    private void agreeOnTheBook() {
        GitClient git = server.cloned(company.name(), "contract", company.lead());
        git.branch("prices")
                .write("contract.yaml", git.git("show", "HEAD:contract.yaml") + "\npriceBook: " + book + "\n");
        git.commit("Agree on prices").push("prices");
        ChangeClient change = new ChangeClient(company.lead().api(), company.path("/repositories/contract/changes/1"));
        change.await("planned");
        change.as(owner).command("approve").orFail();
        change.command("approve").orFail();
        change.command("apply").orFail();
        change.await("merged");
    }

    private ChangeClient pushed(GitClient git, String branch) {
        git.commit("What things cost").push(branch);
        String changes = provider + "/repositories/contract/changes";
        int number = owner.api()
                .get(changes + "?limit=200")
                .path("items")
                .valueStream()
                .filter(change -> change.path("branch").asString().equals(branch))
                .findFirst()
                .orElseThrow()
                .path("number")
                .asInt();
        return new ChangeClient(owner.api(), changes + "/" + number);
    }

    private JsonNode prices() {
        return company.lead().api().get(company.path("/prices"));
    }
}
