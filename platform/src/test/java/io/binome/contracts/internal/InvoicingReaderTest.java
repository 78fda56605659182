package io.binome.contracts.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.contracts.Contract;
import io.binome.contracts.Invoicing;
import io.binome.stacks.Finding;
import io.binome.stacks.ResourceChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who the parties are before the law, and that one wrong digit of them is seen. */
class InvoicingReaderTest {
    private static final String HEAD = "environments: {e: {autonomy: self}}\n";
    private static final String BOTH = HEAD + """
            invoices:
              days: 45
              language: en
              provider:
                name: Infogérance du Nord
                form: SAS au capital de 50 000 €
                siret: 732 829 320 00074
                vat: FR 44 732829320
                address: {street: 12 rue Nationale, extra: Bâtiment B, postcode: "59000", city: Lille}
                register: RCS Lille
                email: factures@msp.example
                iban: FR76 3000 6000 0112 3456 7890 189
                bic: AGRIFRPP
              tenant:
                name: Librairie Martin
                siren: "404833048"
                address: {street: 1 place du Marché, postcode: "69001", city: Lyon, country: FR}
            """;

    private static Invoicing good(String yaml) {
        return ContractReaderTest.good(yaml).invoicing();
    }

    @Test
    void bothPartiesAreRead() {
        Invoicing invoicing = good(BOTH);
        assertThat(invoicing.missing()).isEmpty();
        assertThat(invoicing.days()).isEqualTo(45);
        assertThat(invoicing.language()).isEqualTo(Invoicing.Language.EN);
        assertThat(invoicing.provider()).satisfies(provider -> {
            assertThat(provider.siren()).isEqualTo("732829320");
            assertThat(provider.siret()).isEqualTo("73282932000074");
            assertThat(provider.vatNumber()).isEqualTo("FR44732829320");
            assertThat(provider.iban()).isEqualTo("FR7630006000011234567890189");
            assertThat(provider.address().country()).isEqualTo("FR");
        });
    }

    @Test
    void whatIsMissingForAnInvoiceIsNamed() {
        assertThat(good(HEAD).missing()).containsExactly("invoices.provider", "invoices.tenant");
        assertThat(good(HEAD + """
                invoices:
                  provider: {name: A, address: {street: s, postcode: "1", city: c}}
                  tenant: {name: B, address: {street: s, postcode: "1", city: c, country: BE}}
                """).missing()).containsExactly("invoices.provider.siret", "invoices.provider.vat");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            siret: 732 829 320 00074        | siret: 732 829 320 00075        | This is no SIRET: its check digit does not fit.
            siret: 732 829 320 00074        | siret: 832 829 320 00074        | This is no SIRET: its check digit does not fit.
            siren: "404833048"              | siren: "404833084"              | This is no SIREN: its check digit does not fit.
            vat: FR 44 732829320            | vat: FR 45 732829320            | This is no VAT number: its form or its check digits do not fit.
            vat: FR 44 732829320            | vat: FR 83 404833048            | SIREN, SIRET and VAT number are not of the same company.
            7890 189                        | 7890 198                        | This is no IBAN: its check digits do not fit.
            days: 45                        | days: 61                        | This is no number of days until payment.
            country: FR                     | country: XX                     | This is no country.
            email: factures@msp.example     | email: factures                 | This is no address of e-mail.
            language: en                    | language: de                    | Invoices are not written in this language.
            name: Librairie Martin          | form: Librairie Martin          | An invoice has to say this of a party.
            """)
    void oneWrongDigitIsSeen(String written, String wrong, String reason) {
        assertThat(BOTH).contains(written);
        List<Finding> findings = ContractReaderTest.bad(BOTH.replace(written, wrong));
        assertThat(findings).extracting(Finding::reason).contains(reason);
        assertThat(findings).allSatisfy(finding -> assertThat(finding.line()).isGreaterThan(1));
    }

    @Test
    void aChangeOfThePartiesIsADifference() {
        Contract before = ContractReaderTest.good(BOTH);
        Contract after = ContractReaderTest.good(BOTH.replace("12 rue Nationale", "13 rue Nationale"));
        assertThat(ContractDifferences.between(before, before)).isEmpty();
        assertThat(ContractDifferences.between(before, after))
                .singleElement()
                .extracting(ResourceChange::address)
                .isEqualTo("invoices: provider");
    }

    @Test
    void aPlaceOfLaPosteIsOne() {
        assertThat(LegalNumbers.isSiret("35600000049837")).isTrue();
        assertThat(LegalNumbers.isSiret("35600000049838")).isFalse();
    }
}
