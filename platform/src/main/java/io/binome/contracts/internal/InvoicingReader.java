package io.binome.contracts.internal;

import io.binome.contracts.Invoicing;
import io.binome.contracts.Invoicing.Address;
import io.binome.contracts.Invoicing.Identity;
import io.binome.stacks.DocumentNodes;
import io.binome.stacks.DocumentNodes.Entry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the key {@code invoices}: who the parties are before the law, and how is paid. */
final class InvoicingReader {
    private static final String KEY = "invoices";
    private static final int LONGEST = 200;

    private final DocumentNodes nodes;

    InvoicingReader(DocumentNodes nodes) {
        this.nodes = nodes;
    }

    Invoicing read(@Nullable Entry entry) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return Invoicing.NONE;
        }
        Map<String, Entry> fields = nodes.mapping(entry.value(), KEY, "who the parties are before the law")
                .orElse(Map.of());
        nodes.onlyKnown(fields, List.of("provider", "tenant", "days", "language"), KEY);
        return new Invoicing(
                identity(fields.get("provider"), KEY + ".provider"),
                identity(fields.get("tenant"), KEY + ".tenant"),
                days(fields.get("days")),
                language(fields.get("language")));
    }

    private int days(@Nullable Entry entry) {
        return checked(
                        entry,
                        KEY + ".days",
                        text -> text.matches("[0-9]{1,2}") && Integer.parseInt(text) <= Invoicing.MOST_DAYS,
                        "This is no number of days until payment.",
                        "Write a whole number from 0 to " + Invoicing.MOST_DAYS + ".")
                .map(Integer::valueOf)
                .orElse(Invoicing.USUAL_DAYS);
    }

    private Invoicing.Language language(@Nullable Entry entry) {
        return checked(
                        entry,
                        KEY + ".language",
                        text -> text.equals("fr") || text.equals("en"),
                        "Invoices are not written in this language.",
                        "Write fr or en.")
                .map(text -> Invoicing.Language.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(Invoicing.Language.FR);
    }

    private @Nullable Identity identity(@Nullable Entry entry, String where) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return null;
        }
        Map<String, Entry> fields = nodes.mapping(entry.value(), where, "a mapping with at least name and address")
                .orElse(null);
        if (fields == null) {
            return null;
        }
        nodes.onlyKnown(
                fields,
                List.of("name", "form", "siren", "siret", "vat", "address", "register", "email", "iban", "bic"),
                where);
        Optional<String> name = required(fields, "name", entry.key(), where);
        @Nullable Address address = address(fields.get("address"), entry.key(), where + ".address");
        String siret = compact(
                fields.get("siret"),
                where + ".siret",
                LegalNumbers::isSiret,
                "This is no SIRET: its check digit does not fit.",
                "Write the 14 digits as the register has them.");
        String siren = compact(
                fields.get("siren"),
                where + ".siren",
                LegalNumbers::isSiren,
                "This is no SIREN: its check digit does not fit.",
                "Write the 9 digits as the register has them.");
        String vat = compact(
                fields.get("vat"),
                where + ".vat",
                LegalNumbers::isVatNumber,
                "This is no VAT number: its form or its check digits do not fit.",
                "Write it with its country, such as FR44732829320.");
        siren = oneCompany(siren, siret, vat, fields, where);
        String iban = compact(
                fields.get("iban"),
                where + ".iban",
                LegalNumbers::isIban,
                "This is no IBAN: its check digits do not fit.",
                "Write it as the bank has it.");
        String bic = compact(
                fields.get("bic"),
                where + ".bic",
                text -> text.matches("[A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?"),
                "This is no BIC.",
                "Write its 8 or 11 letters and digits.");
        if (name.isEmpty() || address == null) {
            return null;
        }
        return new Identity(
                name.get(),
                text(fields.get("form"), where + ".form").orElse(null),
                siren,
                siret,
                vat,
                address,
                text(fields.get("register"), where + ".register").orElse(null),
                checked(
                                fields.get("email"),
                                where + ".email",
                                text -> text.length() <= LONGEST && text.matches("[^@\\s]+@[^@\\s]+"),
                                "This is no address of e-mail.",
                                null)
                        .orElse(null),
                iban,
                bic);
    }

    /** SIREN, SIRET and a French VAT number all hold the same nine digits. */
    private @Nullable String oneCompany(
            @Nullable String siren,
            @Nullable String siret,
            @Nullable String vat,
            Map<String, Entry> fields,
            String where) {
        String company = siren != null ? siren : siret == null ? null : siret.substring(0, 9);
        boolean same = (siret == null || siret.startsWith(company == null ? "" : company))
                && (vat == null || !vat.startsWith("FR") || company == null || vat.endsWith(company));
        if (!same) {
            Entry at = fields.containsKey("vat") ? fields.get("vat") : fields.get("siret");
            if (at != null) {
                nodes.wrong(
                        nodes.code("contradiction"),
                        at.value(),
                        where,
                        "SIREN, SIRET and VAT number are not of the same company.",
                        "All three hold the same nine digits.");
            }
        }
        return company;
    }

    private @Nullable Address address(@Nullable Entry entry, Node whole, String where) {
        if (entry == null) {
            nodes.wrong(
                    nodes.code("missing"),
                    whole,
                    where,
                    "The address is missing.",
                    "Write street, postcode, city and, outside France, country below the key address.");
            return null;
        }
        Map<String, Entry> fields = nodes.mapping(
                        entry.value(), where, "a mapping with street, postcode, city, country")
                .orElse(null);
        if (fields == null) {
            return null;
        }
        nodes.onlyKnown(fields, List.of("street", "extra", "postcode", "city", "country"), where);
        Optional<String> street = required(fields, "street", entry.key(), where);
        Optional<String> postcode = required(fields, "postcode", entry.key(), where);
        Optional<String> city = required(fields, "city", entry.key(), where);
        String country = checked(
                        fields.get("country"),
                        where + ".country",
                        List.of(Locale.getISOCountries())::contains,
                        "This is no country.",
                        "Write its two letters of ISO 3166, such as FR.")
                .orElse("FR");
        if (street.isEmpty() || postcode.isEmpty() || city.isEmpty()) {
            return null;
        }
        return new Address(
                street.get(),
                text(fields.get("extra"), where + ".extra").orElse(null),
                postcode.get(),
                city.get(),
                country);
    }

    private Optional<String> required(Map<String, Entry> fields, String key, Node of, String where) {
        Entry entry = fields.get(key);
        if (entry == null) {
            nodes.wrong(
                    nodes.code("missing"),
                    of,
                    where + "." + key,
                    "An invoice has to say this of a party.",
                    "Add the key " + key + ".");
        }
        return text(entry, where + "." + key);
    }

    private Optional<String> text(@Nullable Entry entry, String where) {
        return checked(
                entry,
                where,
                text -> !text.isBlank()
                        && text.length() <= LONGEST
                        && text.chars().noneMatch(Character::isISOControl),
                "This is empty, or longer than " + LONGEST + " characters.",
                null);
    }

    /** People write such numbers in groups. */
    private @Nullable String compact(
            @Nullable Entry entry, String where, Predicate<String> fits, String reason, String instead) {
        return checked(entry, where, text -> fits.test(withoutBlanks(text)), reason, instead)
                .map(InvoicingReader::withoutBlanks)
                .orElse(null);
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("[\\s.\u00a0\u202f]", "").toUpperCase(Locale.ROOT);
    }

    private Optional<String> checked(
            @Nullable Entry entry, String where, Predicate<String> fits, String reason, @Nullable String instead) {
        if (entry == null || DocumentNodes.isNull(entry.value())) {
            return Optional.empty();
        }
        return nodes.text(entry.value(), where).filter(text -> {
            boolean good = fits.test(text);
            if (!good) {
                nodes.wrong(nodes.code("value"), entry.value(), where, reason, instead);
            }
            return good;
        });
    }
}
