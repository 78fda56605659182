package io.binome.billing.internal;

import io.binome.billing.PriceBook.Amount;
import io.binome.billing.PriceBook.Commitment;
import io.binome.billing.PriceBook.Discount;
import io.binome.billing.PriceBook.Rate;
import io.binome.billing.PriceBook.Tier;
import io.binome.billing.internal.BookNodes.Field;
import io.binome.billing.internal.BookNodes.Fields;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads what in a price book goes by dates: prices, fees, discounts, commitments. */
final class RateReader {
    private static final List<String> RATE = List.of("from", "until", "price", "per", "included", "tiers", "assumed");
    private static final List<String> TIER = List.of("above", "price");
    private static final List<String> AMOUNT = List.of("from", "until", "price");
    private static final List<String> DISCOUNT = List.of("name", "percent", "of", "from", "until");
    private static final List<String> COMMITMENT = List.of("name", "of", "quantity", "per", "month", "from", "until");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final BookNodes nodes;
    private final Map<String, Integer> lines;

    /** @param lines is told on which line stands what begins on a day, by {@link #place} */
    RateReader(BookNodes nodes, Map<String, Integer> lines) {
        this.nodes = nodes;
        this.lines = lines;
    }

    /** @param subject as {@link BookTimelines} names it */
    static String place(String subject, LocalDate from) {
        return subject + "@" + from;
    }

    /** An item of a list that goes by dates. */
    private record Dated(
            Fields fields, LocalDate from, @Nullable LocalDate until) {
        boolean meets(Dated other) {
            return (until == null || other.from.isBefore(until)) && (other.until == null || from.isBefore(other.until));
        }
    }

    List<Rate> rates(Metered measured, Field field) {
        List<Rate> rates = new ArrayList<>();
        for (Dated dated : series(measured.word(), field, RATE)) {
            Fields fields = dated.fields();
            String per = size(measured, fields.get("per"));
            BigDecimal included = decimal(fields, "included").orElse(BigDecimal.ZERO);
            rates.add(new Rate(
                    dated.from(),
                    nodes.required(fields, "price").flatMap(nodes::decimal).orElse(BigDecimal.ZERO),
                    per,
                    baseUnits(measured, per),
                    included,
                    tiers(fields.get("tiers"), included),
                    measured == Metered.VOLUME ? decimal(fields, "assumed").orElse(null) : none(fields)));
        }
        return rates;
    }

    private @Nullable BigDecimal none(Fields fields) {
        Field field = fields.get("assumed");
        if (field != null) {
            nodes.wrong(
                    "value",
                    field.key(),
                    field.where(),
                    "Only of volumes it is not known how large they become.",
                    "Leave 'assumed' out here.");
        }
        return null;
    }

    private static BigInteger baseUnits(Metered measured, String per) {
        return measured.baseUnits(per).orElseThrow();
    }

    private String size(Metered measured, @Nullable Field field) {
        String per = field == null ? measured.usualSize() : nodes.text(field).orElse(measured.usualSize());
        if (measured.baseUnits(per).isEmpty()) {
            if (field != null) {
                nodes.wrong(
                        "value",
                        field.value(),
                        field.where(),
                        "'" + BookNodes.shown(per) + "' is no size of " + measured.word() + ".",
                        "Write " + String.join(" or ", measured.sizeNames()) + ".");
            }
            return measured.usualSize();
        }
        return per;
    }

    private List<Tier> tiers(@Nullable Field field, BigDecimal included) {
        List<Tier> tiers = new ArrayList<>();
        if (field == null) {
            return tiers;
        }
        for (Node node : nodes.list(field)) {
            Fields fields = nodes.mapping(node, field.where() + "[" + tiers.size() + "]", TIER)
                    .orElse(null);
            if (fields == null) {
                continue;
            }
            Optional<BigDecimal> above = nodes.required(fields, "above").flatMap(nodes::decimal);
            Optional<BigDecimal> price = nodes.required(fields, "price").flatMap(nodes::decimal);
            if (above.isEmpty() || price.isEmpty()) {
                continue;
            }
            BigDecimal last = tiers.isEmpty() ? included : tiers.getLast().above();
            if (above.get().compareTo(last) <= 0) {
                nodes.wrong(
                        "overlap",
                        node,
                        fields.where(),
                        "This tier begins at " + above.get().toPlainString() + ", not above " + last.toPlainString()
                                + ".",
                        "Write tiers in ascending order, above what is included.");
            }
            tiers.add(new Tier(above.get(), price.get()));
        }
        return tiers;
    }

    List<Amount> amounts(String subject, Field field) {
        List<Amount> amounts = new ArrayList<>();
        for (Dated dated : series(subject, field, AMOUNT)) {
            amounts.add(new Amount(
                    dated.from(),
                    nodes.required(dated.fields(), "price")
                            .flatMap(nodes::decimal)
                            .orElse(BigDecimal.ZERO)));
        }
        return amounts;
    }

    List<Discount> discounts(Field field) {
        List<Discount> discounts = new ArrayList<>();
        Map<String, List<Dated>> known = new HashMap<>();
        for (Node node : nodes.list(field)) {
            period(node, field.where() + "[" + discounts.size() + "]", DISCOUNT).ifPresent(dated -> {
                String name = name(dated.fields());
                alone(name, dated, known);
                placed("discount " + name, dated);
                discounts.add(new Discount(
                        name, percent(dated.fields()), several(dated.fields().get("of")), dated.from(), dated.until()));
            });
        }
        return discounts;
    }

    List<Commitment> commitments(Field field) {
        List<Commitment> commitments = new ArrayList<>();
        Map<String, List<Dated>> known = new HashMap<>();
        for (Node node : nodes.list(field)) {
            period(node, field.where() + "[" + commitments.size() + "]", COMMITMENT)
                    .ifPresent(dated -> {
                        String name = name(dated.fields());
                        alone(name, dated, known);
                        commitment(name, dated).ifPresent(commitments::add);
                    });
        }
        return commitments;
    }

    private Optional<Commitment> commitment(String name, Dated dated) {
        Fields fields = dated.fields();
        placed("commitment " + name, dated);
        Optional<BigDecimal> quantity = nodes.required(fields, "quantity").flatMap(nodes::decimal);
        Optional<BigDecimal> month = nodes.required(fields, "month").flatMap(nodes::decimal);
        Optional<Metered> of = nodes.required(fields, "of").flatMap(this::measured);
        if (of.isEmpty() || quantity.isEmpty() || month.isEmpty()) {
            return Optional.empty();
        }
        String per = size(of.get(), fields.get("per"));
        return Optional.of(new Commitment(
                name,
                of.get(),
                quantity.get(),
                per,
                baseUnits(of.get(), per),
                month.get(),
                dated.from(),
                dated.until()));
    }

    private String name(Fields fields) {
        return nodes.required(fields, "name").flatMap(nodes::text).orElse("");
    }

    /** Of the same name one may follow another, and hold on no day of it: a new version is compared by names. */
    private void alone(String name, Dated dated, Map<String, List<Dated>> known) {
        List<Dated> others = known.computeIfAbsent(name, _ -> new ArrayList<>());
        others.stream()
                .filter(dated::meets)
                .findFirst()
                .ifPresent(other -> nodes.wrong(
                        "overlap",
                        dated.fields().node(),
                        dated.fields().where(),
                        "'" + BookNodes.shown(name) + "' holds on some of its days already, by line "
                                + BookNodes.line(other.fields().node()) + ".",
                        "Give it another name, or let one begin when the other has ended."));
        others.add(dated);
    }

    private BigDecimal percent(Fields fields) {
        Field field = nodes.required(fields, "percent").orElse(null);
        BigDecimal percent =
                field == null ? BigDecimal.ZERO : nodes.decimal(field).orElse(BigDecimal.ZERO);
        if (field != null && percent.compareTo(HUNDRED) > 0) {
            nodes.wrong("value", field.value(), field.where(), "That is more than 100 percent.", null);
        }
        return percent;
    }

    private SortedSet<Metered> several(@Nullable Field field) {
        SortedSet<Metered> measured = new TreeSet<>();
        if (field != null) {
            for (Node node : nodes.list(field)) {
                measured(node, field.where()).ifPresent(measured::add);
            }
        }
        return measured;
    }

    private Optional<Metered> measured(Field field) {
        return measured(field.value(), field.where());
    }

    private Optional<Metered> measured(Node node, String where) {
        Optional<String> word = nodes.text(node, where);
        Optional<Metered> measured = word.flatMap(Metered::of);
        if (word.isPresent() && measured.isEmpty()) {
            nodes.wrong(
                    "value",
                    node,
                    where,
                    "'" + BookNodes.shown(word.get()) + "' is not measured.",
                    "Write cpu, memory, volume, traffic or requests.");
        }
        return measured;
    }

    private Optional<BigDecimal> decimal(Fields fields, String key) {
        return Optional.ofNullable(fields.get(key)).flatMap(nodes::decimal);
    }

    private Optional<Dated> period(Node node, String where, List<String> known) {
        Fields fields = nodes.mapping(node, where, known).orElse(null);
        if (fields == null) {
            return Optional.empty();
        }
        Optional<LocalDate> from = nodes.required(fields, "from").flatMap(nodes::date);
        Field end = fields.get("until");
        LocalDate until = end == null ? null : nodes.date(end).orElse(null);
        if (from.isPresent() && end != null && until != null && !until.isAfter(from.get())) {
            nodes.wrong(
                    "value",
                    end.value(),
                    end.where(),
                    "It ends on " + until + ", which is not after " + from.get() + ".",
                    "'until' is the first day on which it no longer holds.");
        }
        return from.map(begin -> new Dated(fields, begin, until));
    }

    /** Items that follow one another in time, so that on each day from the first on exactly one holds. */
    private List<Dated> series(String subject, Field field, List<String> known) {
        List<Dated> series = new ArrayList<>();
        List<Node> items = nodes.list(field);
        for (int i = 0; i < items.size(); i++) {
            period(items.get(i), field.where() + "[" + i + "]", known).ifPresent(series::add);
        }
        if (items.isEmpty()) {
            nodes.wrong("missing", field.value(), field.where(), "There is no price here.", null);
        }
        series.forEach(dated -> placed(subject, dated));
        for (int i = 1; i < series.size(); i++) {
            follows(series.get(i - 1), series.get(i));
        }
        if (!series.isEmpty() && series.getLast().until() != null) {
            Dated last = series.getLast();
            nodes.wrong(
                    "gap",
                    last.fields().node(),
                    last.fields().where(),
                    "From " + last.until() + " on there is no price.",
                    "Leave out 'until' here, or write what holds from that day.");
        }
        return series;
    }

    private void placed(String subject, Dated dated) {
        lines.put(place(subject, dated.from()), BookNodes.line(dated.fields().node()));
    }

    private void follows(Dated before, Dated next) {
        Node at = next.fields().node();
        String where = next.fields().where();
        int line = BookNodes.line(before.fields().node());
        if (!next.from().isAfter(before.from())) {
            nodes.wrong(
                    "overlap",
                    at,
                    where,
                    "It begins on " + next.from() + ", not after the one on line " + line + ", which begins on "
                            + before.from() + ".",
                    "Write prices in the order of their days, one for each day.");
        } else if (before.until() != null && before.until().isBefore(next.from())) {
            nodes.wrong(
                    "gap",
                    at,
                    where,
                    "From " + before.until() + " until " + next.from() + " there is no price.",
                    "Leave out 'until' on line " + line + ", or write what holds between.");
        } else if (before.until() != null && before.until().isAfter(next.from())) {
            nodes.wrong(
                    "overlap",
                    at,
                    where,
                    "From " + next.from() + " until " + before.until() + " there are two prices.",
                    "Leave out 'until' on line " + line + ".");
        }
    }
}
