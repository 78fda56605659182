package io.binome.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.TestBooks;
import io.binome.database.TestDatabase;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.repositories.FakeCommitTree;
import io.binome.stacks.Action;
import io.binome.stacks.DocumentKind.Compared;
import io.binome.stacks.DocumentKind.Documents;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import io.binome.stacks.StackDeclaration;
import io.binome.testing.TestTenants;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Price books taking effect on real PostgreSQL, and what is said of a new version before it does. */
class PricesDocumentTest {
    private static final TenantScope PROVIDER = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope CLIENT = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");
    private static final StackDeclaration STACK = new StackDeclaration(
            "prices", "prices", "document", "production", "main", List.of(), List.of(), new TreeMap<>());

    private final TestDatabase server = TestDatabase.fresh();
    private final PricesDocument kind =
            // Asks the database who the provider is, as the server does: that is not possible within a transaction.
            new PricesDocument(
                    server.database(),
                    new PriceVersionStore(),
                    () -> server.database().asOverview(_ -> PROVIDER),
                    InstantSource.fixed(NOW));
    private final DatabasePrices prices =
            new DatabasePrices(server.database(), new PriceVersionStore(), () -> PROVIDER);

    @BeforeEach
    void tenants() {
        TestTenants.add(server, PROVIDER, CLIENT);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aFirstBookMayBeginWheneverItLikes() {
        List<ResourceChange> changes = differences(TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(changes).allSatisfy(change -> assertThat(change.action()).isEqualTo(Action.CREATE));
        assertThat(changes)
                .flatExtracting(ResourceChange::notes)
                .contains(
                        "A new price book: contracts can name it from now on.",
                        "CPU: 0.012 EUR per CPU-hour from 2026-01-01",
                        "CPU: 0.014 EUR per CPU-hour from 2027-01-01",
                        "Fee support: 150 EUR per month and tenant from 2026-01-01",
                        "aws_ebs_volume, price where type=io2: 0.16 EUR per GB-month of size from 2027-01-01");
        assertThat(prices.inForce()).isEmpty();
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(prices.inForce().orElseThrow().number()).isEqualTo(1);
        assertThat(prices.inForce().orElseThrow().books()).containsOnlyKeys("standard");
    }

    @Test
    void anotherPriceIsSaidInWords() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(differences(TestBooks.STANDARD, TestBooks.CLOUD)).isEmpty();
        String later = TestBooks.STANDARD
                .replace("{from: 2027-01-01, price: 0.014}", "{from: 2027-01-01, price: 0.015}")
                .replace("vat: 20", "vat: 21");
        assertThat(differences(later, TestBooks.CLOUD))
                .extracting(ResourceChange::address, ResourceChange::action, ResourceChange::notes)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("standard.terms", Action.UPDATE, List.of("vat: 20 → 21 %")),
                        org.assertj.core.groups.Tuple.tuple(
                                "standard.cpu",
                                Action.UPDATE,
                                List.of("CPU: 0.014 → 0.015 EUR per CPU-hour from 2027-01-01")));
        String before = kind.liveRevision(PROVIDER);
        takeEffect("2".repeat(40), later, TestBooks.CLOUD);
        assertThat(kind.liveRevision(PROVIDER)).isNotEqualTo(before);
        takeEffect("2".repeat(40), later, TestBooks.CLOUD);
        assertThat(prices.versions()).extracting(version -> version.number()).containsExactly(2, 1);
    }

    @Test
    void aPriceThatBeginsBeforeItsNoticeIsRefusedAtItsLine() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        String early =
                TestBooks.STANDARD.replace("{from: 2027-01-01, price: 0.014}", "{from: 2026-12-01, price: 0.014}");
        assertThat(wrong(early, TestBooks.CLOUD)).first().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("prices-notice");
            assertThat(finding.file()).isEqualTo("prices/standard.yaml");
            assertThat(finding.line()).isEqualTo(9);
            assertThat(finding.reason())
                    .isEqualTo("CPU: 0.012 → 0.014 EUR per CPU-hour from 2026-12-01 begins too early:"
                            + " a price must stand in this book for as long as its notice says.");
            assertThat(finding.instead()).startsWith("Let it begin on 2026-12-22 or later");
        });
    }

    @Test
    void takingTheNoticeAwayDoesNotShortenIt() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        String early = TestBooks.STANDARD
                .replace("notice: 30", "notice: 0")
                .replace("{from: 2027-01-01, price: 0.014}", "{from: 2026-12-01, price: 0.014}");
        assertThat(wrong(early, TestBooks.CLOUD)).extracting(Finding::code).contains("prices-notice");
    }

    @Test
    void aNoticeHoldsForAsLongAsItSaidAfterItWasTakenAway() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        String without = TestBooks.STANDARD.replace("notice: 30", "notice: 0");
        takeEffect("2".repeat(40), without, TestBooks.CLOUD);
        String early = without.replace("{from: 2027-01-01, price: 0.014}", "{from: 2026-12-01, price: 0.014}");
        assertThat(wrong(early, TestBooks.CLOUD)).first().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("prices-notice");
            assertThat(finding.instead()).startsWith("Let it begin on 2026-12-22 or later");
        });
        String inTime = without.replace("{from: 2027-01-01, price: 0.014}", "{from: 2026-12-22, price: 0.014}");
        assertThat(differences(inTime, TestBooks.CLOUD)).isNotEmpty();
    }

    @Test
    void whatIsOverIsNotPricedAgain() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(wrong(TestBooks.STANDARD.replace("price: 0.012", "price: 0.013"), TestBooks.CLOUD))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.reason()).endsWith("would change what things cost on days that are over."));
        assertThat(wrong(TestBooks.STANDARD, TestBooks.CLOUD.replace(",size,0.09,", ",size,0.19,")))
                .extracting(Finding::code)
                .containsExactly("prices-notice");
    }

    @Test
    void aResourceThatHadNoPriceMayGetOneAtOnce() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(differences(TestBooks.STANDARD, TestBooks.CLOUD + "aws_eip,,,month,,3.6,EUR,2026-01-01\n"))
                .singleElement()
                .satisfies(change -> assertThat(change.address()).isEqualTo("standard.catalogue.aws_eip"));
    }

    @Test
    void booksInForceStay() {
        takeEffect("1".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(wrong(TestBooks.STANDARD.replace("name: standard", "name: other"), TestBooks.CLOUD))
                .extracting(Finding::code)
                .containsExactly("prices-removed");
        assertThat(wrong(TestBooks.STANDARD.replace("EUR", "CHF"), TestBooks.CLOUD.replace("EUR", "CHF")))
                .extracting(Finding::code)
                .contains("prices-currency");
        assertThat(wrong(TestBooks.STANDARD + "timezone: America/New_York\n", TestBooks.CLOUD))
                .extracting(Finding::code)
                .containsExactly("prices-timezone");
    }

    @Test
    void whatIsWrongIsToldUnderItsFolder() {
        assertThat(wrong(TestBooks.STANDARD.replace("price: 0.004", "price: -1"), TestBooks.CLOUD))
                .extracting(Finding::file, Finding::line)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("prices/standard.yaml", 11));
    }

    @Test
    void theProviderBeginsWithAFolderAndNoPrices() {
        assertThat(kind.start(false)).isEmpty();
        var start = kind.start(true).orElseThrow();
        assertThat(start.path()).isEqualTo(STACK.path());
        Map<String, String> texts = new TreeMap<>();
        start.files().forEach((path, bytes) -> texts.put(path, new String(bytes, StandardCharsets.UTF_8)));
        Documents begun = new Documents(PROVIDER, STACK, "1".repeat(40), new FakeCommitTree(texts));
        server.database().inTenant(PROVIDER, transaction -> {
            kind.takeEffect(transaction, begun, null);
            return true;
        });
        assertThat(prices.inForce()).isEmpty();
        assertThat(prices.versions()).isEmpty();
        takeEffect("2".repeat(40), TestBooks.STANDARD, TestBooks.CLOUD);
        assertThat(prices.inForce().orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void aClientCannotSetItsOwnPrices() {
        Documents own = new Documents(CLIENT, STACK, "1".repeat(40), tree(TestBooks.STANDARD, TestBooks.CLOUD));
        assertThat(kind.compare(own)).isInstanceOfSatisfying(Compared.Wrong.class, wrong -> assertThat(wrong.findings())
                .extracting(Finding::code)
                .containsExactly("prices-misplaced"));
    }

    private List<ResourceChange> differences(String book, String catalogue) {
        Compared compared = kind.compare(documents("3".repeat(40), book, catalogue));
        assertThat(compared).isInstanceOf(Compared.Differences.class);
        return ((Compared.Differences) compared).changes();
    }

    private List<Finding> wrong(String book, String catalogue) {
        Compared compared = kind.compare(documents("3".repeat(40), book, catalogue));
        assertThat(compared).isInstanceOf(Compared.Wrong.class);
        return ((Compared.Wrong) compared).findings();
    }

    private void takeEffect(String commit, String book, String catalogue) {
        server.database().inTenant(PROVIDER, transaction -> {
            kind.takeEffect(transaction, documents(commit, book, catalogue), null);
            return true;
        });
    }

    private static Documents documents(String commit, String book, String catalogue) {
        return new Documents(PROVIDER, STACK, commit, tree(book, catalogue));
    }

    private static FakeCommitTree tree(String book, String catalogue) {
        return new FakeCommitTree(Map.of(
                "binome.yaml",
                "stacks: {prices: {environment: production}}\n",
                "prices/standard.yaml",
                book,
                "prices/cloud.csv",
                catalogue,
                "prices/README.md",
                "Ours."));
    }
}
