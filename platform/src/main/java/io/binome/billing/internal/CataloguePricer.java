package io.binome.billing.internal;

import io.binome.billing.Catalogue;
import io.binome.billing.Catalogue.Row;
import io.binome.billing.PriceBook;
import io.binome.metering.Metered;
import io.binome.stacks.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What resources of OpenTofu cost a month, by the catalogue. What it does not name is unknown, never free. */
final class CataloguePricer implements ResourcePricer {
    private static final BigDecimal HOURS = BigDecimal.valueOf(Metered.HOURS_OF_MONTH);

    private final String currency;
    /** Of each type, the rows that hold on the day, by part. */
    private final Map<String, SortedMap<String, List<Row>>> byType = new HashMap<>();

    private final List<Row> wild = new ArrayList<>();
    private final Map<String, List<Row>> exact = new HashMap<>();

    CataloguePricer(Catalogue catalogue, String currency, LocalDate day) {
        this.currency = currency;
        for (Row row : inForce(catalogue, day)) {
            if (row.type().endsWith("*")) {
                wild.add(row);
            } else {
                exact.computeIfAbsent(row.type(), _ -> new ArrayList<>()).add(row);
            }
        }
    }

    private static List<Row> inForce(Catalogue catalogue, LocalDate day) {
        Map<List<Object>, Row> latest = new HashMap<>();
        for (Row row : catalogue.rows()) {
            if (!row.from().isAfter(day)) {
                latest.merge(
                        List.of(row.type(), row.part(), row.conditions()),
                        row,
                        (one, other) -> one.from().isAfter(other.from()) ? one : other);
            }
        }
        return List.copyOf(latest.values());
    }

    @Override
    public boolean costs(String type) {
        return !type.startsWith("data.");
    }

    /** Where no row speaks of it, any attribute may be one that it is paid by. */
    @Override
    public boolean alike(String type, SortedMap<String, Value> one, SortedMap<String, Value> other) {
        SortedMap<String, List<Row>> parts = byType.computeIfAbsent(type, this::parts);
        if (parts.isEmpty()) {
            return one.equals(other);
        }
        Attributes before = new Attributes(one);
        Attributes after = new Attributes(other);
        return parts.values().stream()
                .flatMap(List::stream)
                .flatMap(CataloguePricer::read)
                .allMatch(path ->
                        before.tells(path) && after.tells(path) && Objects.equals(before.text(path), after.text(path)));
    }

    private static Stream<String> read(Row row) {
        return Stream.concat(row.conditions().keySet().stream(), Stream.ofNullable(row.quantity()));
    }

    @Override
    public Priced price(String type, SortedMap<String, Value> values) {
        Priced priced = new Priced(currency);
        SortedMap<String, List<Row>> parts = byType.computeIfAbsent(type, this::parts);
        if (parts.isEmpty()) {
            priced.unknown("", "The catalogue has no price of " + type + ".");
        }
        Attributes attributes = new Attributes(values);
        parts.forEach((part, rows) -> part(type, part, rows, attributes, priced));
        return priced;
    }

    private SortedMap<String, List<Row>> parts(String type) {
        SortedMap<String, List<Row>> parts = new TreeMap<>();
        List<Row> rows = exact.getOrDefault(type, List.of());
        if (rows.isEmpty()) {
            int longest = wild.stream()
                    .filter(row -> row.speaksOf(type))
                    .mapToInt(row -> row.type().length())
                    .max()
                    .orElse(0);
            rows = wild.stream()
                    .filter(row -> row.speaksOf(type) && row.type().length() == longest)
                    .toList();
        }
        for (Row row : rows) {
            parts.computeIfAbsent(row.part(), _ -> new ArrayList<>()).add(row);
        }
        // The most conditions first; files and lines for the rest, so that what is said is always the same.
        parts.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt((Row row) -> -row.conditions().size())
                                .thenComparing(Row::file)
                                .thenComparingInt(Row::line)));
        return parts;
    }

    private void part(String type, String part, List<Row> rows, Attributes attributes, Priced priced) {
        List<Row> fit = new ArrayList<>();
        for (Row row : rows) {
            if (!fit.isEmpty()
                    && row.conditions().size() < fit.getFirst().conditions().size()) {
                break;
            }
            switch (fits(row, attributes)) {
                case YES -> fit.add(row);
                case NO -> {}
                case UNTOLD -> {
                    priced.unknown(part, "The plan cannot tell yet what decides about the price of " + type + ".");
                    return;
                }
            }
        }
        if (fit.isEmpty()) {
            priced.unknown(part, "The catalogue has no price that fits this " + type + ".");
        } else if (fit.size() > 1) {
            priced.unknown(
                    part,
                    "Two prices of the catalogue fit the same " + type + ": " + place(fit.get(0)) + " and "
                            + place(fit.get(1)) + ".");
        } else {
            charge(type, part, fit.getFirst(), attributes, priced);
        }
    }

    private static String place(Row row) {
        return row.file() + ":" + row.line();
    }

    private enum Fit {
        YES,
        NO,
        UNTOLD
    }

    private static Fit fits(Row row, Attributes attributes) {
        boolean told = true;
        for (Map.Entry<String, String> condition : row.conditions().entrySet()) {
            if (!attributes.tells(condition.getKey())) {
                told = false;
            } else {
                String value = attributes.text(condition.getKey());
                if (!condition.getValue().equals(value == null ? "" : value)) {
                    return Fit.NO;
                }
            }
        }
        return told ? Fit.YES : Fit.UNTOLD;
    }

    private void charge(String type, String part, Row row, Attributes attributes, Priced priced) {
        BigDecimal quantity = BigDecimal.ONE;
        String basis = PriceBook.words(row.price()) + " " + row.currency() + " per " + row.unit();
        if (row.quantity() != null) {
            quantity = attributes.number(row.quantity()).orElse(null);
            if (quantity == null) {
                priced.unknown(part, "The plan does not tell the " + row.quantity() + " of a " + type + ".");
                return;
            }
            basis = PriceBook.words(quantity) + " at " + basis;
        }
        BigDecimal month = row.price().multiply(quantity).multiply(row.hourly() ? HOURS : BigDecimal.ONE);
        priced.add(part, month, month, BigInteger.ONE, basis);
    }
}
