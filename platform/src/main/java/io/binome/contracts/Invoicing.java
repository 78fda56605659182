package io.binome.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who the parties are before the law and how is paid: what an invoice has to say beside its amounts.
 *
 * @param provider who issues invoices; null as long as the contract does not say
 * @param tenant who pays them; null as long as the contract does not say
 * @param days until an invoice has to be paid, from the day on which it is issued
 * @param language of the page that people read
 */
public record Invoicing(
        @Nullable Identity provider, @Nullable Identity tenant, int days, Language language) {
    public static final int USUAL_DAYS = 30;
    /** What French law allows at most between companies, from the day of the invoice. */
    public static final int MOST_DAYS = 60;

    /** What holds where a contract says nothing: nobody is known, so nothing can be invoiced. */
    public static final Invoicing NONE = new Invoicing(null, null, USUAL_DAYS, Language.FR);

    /** Languages in which an invoice can be written. */
    public enum Language {
        FR,
        EN;

        public Locale locale() {
            return this == FR ? Locale.FRANCE : Locale.UK;
        }
    }

    /**
     * A party before the law. Numbers are without blanks, and were checked by their check digits.
     *
     * @param form such as {@code SAS au capital de 50 000 €}
     * @param siren nine digits of a French company
     * @param siret fourteen digits of one of its places
     * @param vatNumber with the country before it
     * @param register such as {@code RCS Lille}
     * @param email where it takes invoices
     */
    public record Identity(
            String name,
            @Nullable String form,
            @Nullable String siren,
            @Nullable String siret,
            @Nullable String vatNumber,
            Address address,
            @Nullable String register,
            @Nullable String email,
            @Nullable String iban,
            @Nullable String bic) {}

    /**
     * @param extra a second line of the street; null for none
     * @param country two letters of ISO 3166
     */
    public record Address(String street, @Nullable String extra, String postcode, String city, String country) {}

    /** What an invoice would lack, as keys of the contract; empty when invoices can be issued. */
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        lacks(provider, "provider", true, missing);
        lacks(tenant, "tenant", false, missing);
        return missing;
    }

    private static void lacks(@Nullable Identity party, String word, boolean issues, List<String> missing) {
        if (party == null) {
            missing.add("invoices." + word);
            return;
        }
        if (party.siren() == null && party.address().country().equals("FR")) {
            missing.add("invoices." + word + ".siret");
        }
        if (issues && party.vatNumber() == null) {
            missing.add("invoices." + word + ".vat");
        }
    }

    public Optional<Identity> of(Party party) {
        return Optional.ofNullable(party == Party.PROVIDER ? provider : tenant);
    }
}
