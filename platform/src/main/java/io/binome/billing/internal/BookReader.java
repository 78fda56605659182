package io.binome.billing.internal;

import io.binome.billing.Catalogue;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Amount;
import io.binome.billing.PriceBook.Fee;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.billing.internal.BookNodes.Field;
import io.binome.billing.internal.BookNodes.Fields;
import io.binome.kernel.Names;
import io.binome.metering.Metered;
import io.binome.stacks.Finding;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a price book; docs/reference/prices.md is its description for people. */
final class BookReader {
    static final int MAXIMUM_BYTES = 256 << 10;
    /** In days. */
    static final int LONGEST_NOTICE = 999;

    private static final List<String> TOP = List.of(
            "name",
            "title",
            "currency",
            "vat",
            "notice",
            "timezone",
            "prices",
            "fees",
            "minimum",
            "discounts",
            "commitments",
            "catalogues");
    private static final List<String> FEE = List.of("name", "for", "prices");
    private static final ZoneId USUAL_ZONE = ZoneId.of("Europe/Paris");

    private final List<Finding> findings;
    private final BookNodes nodes;
    private final RateReader rates;
    private final Map<String, List<Catalogue.Row>> catalogues;

    private BookReader(
            String file,
            List<Finding> findings,
            Map<String, List<Catalogue.Row>> catalogues,
            Map<String, Integer> lines) {
        this.findings = findings;
        this.nodes = new BookNodes(file);
        this.rates = new RateReader(nodes, lines);
        this.catalogues = catalogues;
    }

    /**
     * @param catalogues the rows of each CSV file beside it
     * @param lines is told where what stands
     * @return empty when it is wrong; then {@code findings} say why
     */
    static Optional<PriceBook> read(
            String file,
            byte[] bytes,
            Map<String, List<Catalogue.Row>> catalogues,
            Map<String, Integer> lines,
            List<Finding> findings) {
        BookReader reader = new BookReader(file, findings, catalogues, lines);
        int before = findings.size();
        Optional<PriceBook> book = reader.nodes
                .root(bytes, MAXIMUM_BYTES)
                .flatMap(root -> reader.nodes.mapping(root, "", TOP))
                .map(reader::book);
        findings.addAll(reader.nodes.findings());
        return findings.size() > before ? Optional.empty() : book;
    }

    private PriceBook book(Fields top) {
        String name = nodes.required(top, "name").flatMap(this::name).orElse("");
        Optional<String> currency = nodes.required(top, "currency").flatMap(this::currency);
        SortedMap<Metered, List<PriceBook.Rate>> prices = new TreeMap<>();
        nodes.required(top, "prices").ifPresent(field -> nodes.mapping(
                        field.value(),
                        field.where(),
                        Arrays.stream(Metered.values()).map(Metered::word).toList())
                .ifPresent(fields -> {
                    for (Metered measured : Metered.values()) {
                        optional(fields, measured.word())
                                .ifPresent(priced -> prices.put(measured, rates.rates(measured, priced)));
                    }
                }));
        return new PriceBook(
                name,
                optional(top, "title").flatMap(nodes::text).orElse(name),
                currency.orElse("EUR"),
                optional(top, "vat").flatMap(this::percent).orElse(BigDecimal.ZERO),
                optional(top, "notice").map(this::days).orElse(0),
                optional(top, "timezone").map(this::zone).orElse(USUAL_ZONE),
                prices,
                optional(top, "fees").map(this::fees).orElse(List.of()),
                optional(top, "minimum")
                        .map(field -> rates.amounts("minimum", field))
                        .orElse(List.of()),
                optional(top, "discounts").map(rates::discounts).orElse(List.of()),
                optional(top, "commitments").map(rates::commitments).orElse(List.of()),
                new Catalogue(optional(top, "catalogues")
                        .map(field -> rows(field, currency.orElse("")))
                        .orElse(List.of())));
    }

    private static Optional<Field> optional(Fields fields, String key) {
        return Optional.ofNullable(fields.get(key));
    }

    private Optional<String> name(Field field) {
        return nodes.text(field).filter(text -> {
            if (!Names.isName(text)) {
                nodes.wrong(
                        "name",
                        field.value(),
                        field.where(),
                        "'" + BookNodes.shown(text) + "' cannot be a name.",
                        "Use 1 to 40 lower-case letters, digits and single hyphens, beginning with a letter.");
                return false;
            }
            return true;
        });
    }

    private Optional<String> currency(Field field) {
        return nodes.text(field).filter(text -> {
            boolean known = java.util.Currency.getAvailableCurrencies().stream()
                    .anyMatch(one -> one.getCurrencyCode().equals(text));
            if (!known) {
                nodes.wrong(
                        "value",
                        field.value(),
                        field.where(),
                        "'" + BookNodes.shown(text) + "' is not a currency.",
                        "Write its three letters, such as EUR.");
            }
            return known;
        });
    }

    private Optional<BigDecimal> percent(Field field) {
        return nodes.decimal(field).filter(percent -> {
            if (percent.compareTo(BigDecimal.valueOf(100)) > 0) {
                nodes.wrong("value", field.value(), field.where(), "That is more than 100 percent.", null);
                return false;
            }
            return true;
        });
    }

    private Integer days(Field field) {
        return nodes.text(field)
                .filter(text -> {
                    if (!text.matches("\\d{1,3}")) {
                        nodes.wrong(
                                "value",
                                field.value(),
                                field.where(),
                                "'" + BookNodes.shown(text) + "' is not a number of days.",
                                "Write a number from 0 to " + LONGEST_NOTICE + ".");
                        return false;
                    }
                    return true;
                })
                .map(Integer::valueOf)
                .orElse(0);
    }

    private ZoneId zone(Field field) {
        Optional<String> text = nodes.text(field);
        try {
            return text.isEmpty() ? USUAL_ZONE : ZoneId.of(text.get());
        } catch (DateTimeException none) {
            nodes.wrong(
                    "value",
                    field.value(),
                    field.where(),
                    "'" + BookNodes.shown(text.get()) + "' is not a timezone.",
                    "Write a name such as Europe/Paris.");
            return USUAL_ZONE;
        }
    }

    private List<Fee> fees(Field field) {
        List<Fee> fees = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node node : nodes.list(field)) {
            Fields fee = nodes.mapping(node, field.where() + "[" + fees.size() + "]", FEE)
                    .orElse(null);
            if (fee == null) {
                continue;
            }
            Optional<String> name = nodes.required(fee, "name").flatMap(this::name);
            name.filter(known -> !names.add(known))
                    .ifPresent(known ->
                            nodes.wrong("duplicate", node, fee.where(), "There is another fee '" + known + "'.", null));
            List<Amount> amounts = nodes.required(fee, "prices")
                    .map(prices -> rates.amounts("fee " + name.orElse(""), prices))
                    .orElse(List.of());
            fees.add(new Fee(
                    name.orElse(""), optional(fee, "for").map(this::each).orElse(FeeFor.TENANT), amounts));
        }
        return fees;
    }

    private FeeFor each(Field field) {
        String text = nodes.text(field).orElse("");
        return Arrays.stream(FeeFor.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseGet(() -> {
                    nodes.wrong(
                            "value",
                            field.value(),
                            field.where(),
                            "'" + BookNodes.shown(text) + "' is nothing that fees are counted by.",
                            "Write tenant, service, replica or volume.");
                    return FeeFor.TENANT;
                });
    }

    private List<Catalogue.Row> rows(Field field, String currency) {
        List<Catalogue.Row> rows = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Node node : nodes.list(field)) {
            String file = nodes.text(node, field.where()).orElse(null);
            if (file == null) {
                continue;
            }
            List<Catalogue.Row> known = catalogues.get(file);
            if (known == null) {
                nodes.wrong(
                        "missing",
                        node,
                        field.where(),
                        "There is no file '" + BookNodes.shown(file) + "' beside this one.",
                        "Name a CSV file of the same folder.");
            } else if (!named.add(file)) {
                nodes.wrong("duplicate", node, field.where(), "'" + file + "' is named twice.", null);
            } else {
                known.stream()
                        .filter(row -> !row.currency().equals(currency) && !currency.isEmpty())
                        .findFirst()
                        .ifPresent(row -> nodes.wrong(
                                "currency",
                                node,
                                field.where(),
                                "Line " + row.line() + " of " + file + " is in " + row.currency() + ", this book in "
                                        + currency + ".",
                                "Amounts of two currencies cannot be added: keep a catalogue for each."));
                rows.addAll(known);
            }
        }
        CatalogueReader.overlaps(rows, findings);
        return rows;
    }
}
