package io.binome.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.metering.Metered;
import io.binome.stacks.Finding;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What price books and catalogues say, and what is refused, at its line. */
class PriceBookTest {
    private static final LocalDate IN_2026 = LocalDate.of(2026, 11, 22);
    private static final LocalDate IN_2027 = LocalDate.of(2027, 1, 1);

    @Test
    void aPriceHoldsFromItsDayOn() {
        PriceBook book = TestBooks.standard();
        assertThat(book.currency()).isEqualTo("EUR");
        assertThat(book.vatPercent()).isEqualByComparingTo("20");
        assertThat(book.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
        assertThat(book.rate(Metered.CPU, IN_2026).orElseThrow().price()).isEqualByComparingTo("0.012");
        assertThat(book.rate(Metered.CPU, IN_2027.minusDays(1)).orElseThrow().price())
                .isEqualByComparingTo("0.012");
        assertThat(book.rate(Metered.CPU, IN_2027).orElseThrow().price()).isEqualByComparingTo("0.014");
        assertThat(book.rate(Metered.CPU, LocalDate.of(2025, 12, 31))).isEmpty();
    }

    @Test
    void sizesAreExact() {
        PriceBook book = TestBooks.read(Map.of("a.yaml", """
                        name: a
                        currency: EUR
                        prices:
                          cpu: [{from: 2026-01-01, price: 0.000003333333, per: second}]
                          memory: [{from: 2026-01-01, price: 3, per: GiB-month}]
                        """)).get("a");
        assertThat(book.rate(Metered.CPU, IN_2026).orElseThrow().baseUnits()).isEqualTo(1_000_000);
        assertThat(book.rate(Metered.MEMORY, IN_2026).orElseThrow().baseUnits()).isEqualTo(1_073_741_824L * 2_628_000);
        assertThat(book.rate(Metered.VOLUME, IN_2026))
                .as("not named is not free")
                .isEmpty();
    }

    @Test
    void tiersIncludedAmountsDiscountsAndCommitmentsAreRead() {
        PriceBook book = TestBooks.read(Map.of("a.yaml", """
                        name: a
                        currency: EUR
                        prices:
                          cpu:
                            - from: 2026-01-01
                              price: 0.012
                              included: 100
                              tiers:
                                - {above: 1000, price: 0.010}
                                - {above: 5000, price: 0.008}
                        minimum: [{from: 2026-01-01, price: 20}]
                        discounts:
                          - {name: launch, percent: 10, of: [cpu], from: 2026-01-01, until: 2027-01-01}
                        commitments:
                          - {name: base, of: cpu, quantity: 730, month: 7, from: 2026-01-01}
                        """)).get("a");
        PriceBook.Rate rate = book.rate(Metered.CPU, IN_2026).orElseThrow();
        assertThat(rate.least()).as("what is included costs nothing").isEqualByComparingTo("0");
        assertThat(rate.most()).isEqualByComparingTo("0.012");
        assertThat(rate.tiers()).hasSize(2);
        assertThat(book.share(Metered.CPU, IN_2026)).isEqualByComparingTo("0.9");
        assertThat(book.share(Metered.CPU, IN_2027)).isEqualByComparingTo("1");
        assertThat(book.share(Metered.MEMORY, IN_2026)).isEqualByComparingTo("1");
        assertThat(PriceBook.amount(book.minimums(), IN_2026)).contains(new BigDecimal("20"));
        assertThat(book.commitments().getFirst().month()).isEqualByComparingTo("7");
    }

    /** By its name a new version is compared with the one in force: what hides another one could change without notice. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            discounts   | percent: 10, of: [cpu]            | percent: 20, of: [memory]
            commitments | of: cpu, quantity: 10, month: 7   | of: memory, quantity: 10, month: 3
            """)
    void noTwoOfANameHoldOnOneDay(String kind, String one, String other) {
        String book = "name: a\ncurrency: EUR\nprices:\n  cpu: [{from: 2026-01-01, price: 0.1}]\n" + kind + ":\n"
                + "  - {name: base, from: 2026-06-01, " + one + "}\n" + "  - {name: base, from: 2026-01-01, " + other;
        List<Finding> findings = TestBooks.wrong(Map.of("a.yaml", book + ", until: 2026-06-02}\n"));
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("prices-overlap");
            assertThat(finding.line()).isEqualTo(7);
        });
        assertThat(TestBooks.wrong(Map.of("a.yaml", book + "}\n"))).hasSize(1);
        assertThat(TestBooks.read(Map.of("a.yaml", book + ", until: 2026-06-01}\n")))
                .hasSize(1);
    }

    /** Each line takes the place of the CPU's prices, which begin on line 5. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            - {from: 2026-01-01, price: -0.01}                                                | prices-negative  | 5
            - {from: 2026-01-01, price: "0,012"}                                              | prices-value     | 5
            - {from: 2026-01-01, price: 1e3}                                                  | prices-value     | 5
            - {from: 2026-01-01, price: 0.1, until: 2026-06-01}                               | prices-gap       | 5
            - {from: 2026-01-01, price: 0.1, until: 2026-06-01}\\n    - {from: 2026-07-01, price: 1}    | prices-gap       | 6
            - {from: 2026-01-01, price: 0.1, until: 2026-08-01}\\n    - {from: 2026-07-01, price: 1}    | prices-overlap   | 6
            - {from: 2026-01-01, price: 0.1}\\n    - {from: 2026-01-01, price: 0.2}           | prices-overlap   | 6
            - {from: 2026-06-01, price: 0.1}\\n    - {from: 2026-01-01, price: 0.2}           | prices-overlap   | 6
            - {from: 2026-01-01, price: 0.1, per: minute}                                     | prices-value     | 5
            - {from: 2026-02-30, price: 0.1}                                                  | prices-value     | 5
            - {from: 2026-01-01}                                                              | prices-missing   | 5
            - {price: 0.1}                                                                    | prices-missing   | 5
            - {from: 2026-01-01, price: 0.1, prise: 2}                                        | prices-unknown-key | 5
            - {from: 2026-01-01, price: 0.1, price: 2}                                        | prices-duplicate | 5
            - {from: 2026-01-01, price: 0.1, included: 10, tiers: [{above: 5, price: 1}]}     | prices-overlap   | 5
            - {from: 2026-01-01, price: 0.1, assumed: 10}                                     | prices-value     | 5
            """)
    void whatIsWrongIsToldAtItsLine(String prices, String code, int line) {
        String book = "name: a\ncurrency: EUR\nprices:\n  cpu:\n    " + prices.replace("\\n", "\n") + "\n";
        List<Finding> findings = TestBooks.wrong(Map.of("a.yaml", book));
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.file()).isEqualTo("a.yaml");
            assertThat(finding.line()).isEqualTo(line);
            assertThat(finding.reason()).endsWith(".");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                   | prices-missing
            ': ['                                | prices-syntax
            '[]'                                 | prices-value
            'name: A B'                          | prices-name
            'name: a\\ncurrency: EURO\\nprices: {}'   | prices-value
            'name: a\\ncurrency: EUR'              | prices-missing
            'name: a\\ncurrency: EUR\\nprices: {gpu: []}' | prices-unknown-key
            'name: a\\ncurrency: EUR\\nprices: {}\\nvat: 120' | prices-value
            'name: a\\ncurrency: EUR\\nprices: {}\\ntimezone: Paris' | prices-value
            'name: a\\ncurrency: EUR\\nprices: {}\\ncatalogues: [none.csv]' | prices-missing
            """)
    void aBookThatIsNoneIsRefused(String book, String code) {
        List<Finding> findings = TestBooks.wrong(Map.of("a.yaml", book.replace("\\n", "\n")));
        assertThat(findings).extracting(Finding::code).contains(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            aws_instance,,month,,1,EUR                                        | prices-catalogue | 2
            aws_instance,,fortnight,,1,EUR,2026-01-01                         | prices-catalogue | 2
            aws_instance,,month,,-1,EUR,2026-01-01                            | prices-negative  | 2
            aws_instance,,month,,"1,5",EUR,2026-01-01                         | prices-catalogue | 2
            aws_instance,,month,,1,euro,2026-01-01                            | prices-catalogue | 2
            aws_instance,,month,,1,EUR,1 January                              | prices-catalogue | 2
            aws_instance,big,month,,1,EUR,2026-01-01                          | prices-catalogue | 2
            aws_instance,"a=b,month,,1,EUR,2026-01-01                         | prices-catalogue | 2
            aws_instance,,month,,1,EUR,2026-01-01\\naws_instance,,month,,2,EUR,2026-01-01 | prices-overlap | 3
            """)
    void aCatalogueIsReadStrictly(String rows, String code, int line) {
        String catalogue =
                "resource_type,conditions,unit,quantity,price,currency,from\n" + rows.replace("\\n", "\n") + "\n";
        List<Finding> findings = TestBooks.wrong(Map.of("c.csv", catalogue));
        assertThat(findings).as("%s", findings).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.line()).isEqualTo(line);
        });
    }

    @Test
    void aFrenchSpreadsheetIsToldWhatToDo() {
        assertThat(TestBooks.wrong(Map.of("c.csv", "resource_type;unit;price;currency;from\n")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.instead()).contains("by commas"));
    }

    @Test
    void currenciesAreNotMixed() {
        assertThat(TestBooks.wrong(Map.of(
                        "a.yaml",
                        "name: a\ncurrency: EUR\nprices: {}\ncatalogues: [c.csv]\n",
                        "c.csv",
                        "resource_type,unit,price,currency,from\nx,month,1,USD,2026-01-01\n")))
                .extracting(Finding::code)
                .containsExactly("prices-currency");
    }

    @Test
    void booksOfTheSameNameAreRefused() {
        assertThat(TestBooks.wrong(Map.of(
                        "a.yaml",
                        "name: a\ncurrency: EUR\nprices: {}\n",
                        "b.yaml",
                        "name: a\ncurrency: EUR\nprices: {}\n")))
                .extracting(Finding::code)
                .containsExactly("prices-duplicate");
    }
}
