package io.binome.billing.internal;

import io.binome.billing.Catalogue;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Rate;
import io.binome.billing.PriceBook.Tier;
import io.binome.metering.Metered;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A price book as what holds from which day on, in words: so that two books can be compared day by day, however they are
 * written.
 *
 * @param prices by subject ({@code cpu}, {@code fee support}), then by the day from which on it holds; {@code ""} for nothing
 * @param catalogue as {@code prices}, by type of resource first; the subjects are parts with their conditions
 * @param terms what has no days, by name
 */
record BookTimelines(
        SortedMap<String, SortedMap<LocalDate, String>> prices,
        SortedMap<String, SortedMap<String, SortedMap<LocalDate, String>>> catalogue,
        SortedMap<String, String> terms) {
    static final BookTimelines NONE =
            new BookTimelines(new TreeMap<>(), new TreeMap<>(), Collections.unmodifiableSortedMap(new TreeMap<>()));

    static BookTimelines of(PriceBook book) {
        BookTimelines timelines = new BookTimelines(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        book.rates()
                .forEach((measured, rates) -> rates.forEach(rate -> {
                    timelines.price(measured.word(), rate.from(), null, rate(measured, rate, book.currency()));
                    if (rate.assumed() != null) {
                        timelines.terms.put(
                                "volumes assumed", PriceBook.words(rate.assumed()) + " GiB from " + rate.from());
                    }
                }));
        book.fees().forEach(fee -> fee.amounts()
                .forEach(amount -> timelines.price(
                        "fee " + fee.name(),
                        amount.from(),
                        null,
                        money(amount.amount(), book) + " per month and "
                                + fee.each().name().toLowerCase(Locale.ROOT))));
        book.minimums()
                .forEach(amount ->
                        timelines.price("minimum", amount.from(), null, money(amount.amount(), book) + " per month"));
        book.discounts()
                .forEach(discount -> timelines.price(
                        "discount " + discount.name(),
                        discount.from(),
                        discount.until(),
                        PriceBook.words(discount.percent()) + " % off "
                                + (discount.of().isEmpty()
                                        ? "all that is measured"
                                        : discount.of().stream()
                                                .map(Metered::word)
                                                .collect(Collectors.joining(" and ")))));
        book.commitments()
                .forEach(commitment -> timelines.price(
                        "commitment " + commitment.name(),
                        commitment.from(),
                        commitment.until(),
                        money(commitment.month(), book) + " per month for " + PriceBook.words(commitment.quantity())
                                + " " + per(commitment.of(), commitment.per())));
        book.catalogue().rows().forEach(timelines::row);
        timelines.terms.put("title", book.title());
        timelines.terms.put("currency", book.currency());
        timelines.terms.put("vat", PriceBook.words(book.vatPercent()) + " %");
        timelines.terms.put("notice", book.noticeDays() + " days");
        timelines.terms.put("timezone", book.zone().getId());
        return timelines;
    }

    private void price(String subject, LocalDate from, @Nullable LocalDate until, String words) {
        SortedMap<LocalDate, String> timeline = prices.computeIfAbsent(subject, _ -> new TreeMap<>());
        timeline.put(from, words);
        if (until != null) {
            timeline.putIfAbsent(until, "");
        }
    }

    private void row(Catalogue.Row row) {
        String conditions = row.conditions().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        String subject =
                (row.part().isEmpty() ? "price" : row.part()) + (conditions.isEmpty() ? "" : " where " + conditions);
        catalogue
                .computeIfAbsent(row.type(), _ -> new TreeMap<>())
                .computeIfAbsent(subject, _ -> new TreeMap<>())
                .put(
                        row.from(),
                        PriceBook.words(row.price()) + " " + row.currency() + " per " + row.unit()
                                + (row.quantity() == null ? "" : " of " + row.quantity()));
    }

    private static String money(BigDecimal amount, PriceBook book) {
        return PriceBook.words(amount) + " " + book.currency();
    }

    private static String rate(Metered measured, Rate rate, String currency) {
        StringBuilder words = new StringBuilder(PriceBook.words(rate.price()))
                .append(' ')
                .append(currency)
                .append(" per ")
                .append(per(measured, rate.per()));
        for (Tier tier : rate.tiers()) {
            words.append(", ")
                    .append(PriceBook.words(tier.price()))
                    .append(" above ")
                    .append(PriceBook.words(tier.above()));
        }
        if (rate.included().signum() > 0) {
            words.append(", ").append(PriceBook.words(rate.included())).append(" included");
        }
        return words.toString();
    }

    static String per(Metered measured, String size) {
        return switch (measured) {
            case CPU -> "CPU-" + size;
            case REQUESTS -> size.equals("request") ? size : size + " requests";
            case MEMORY, VOLUME, TRAFFIC -> size;
        };
    }

    /** What holds on a day. */
    static String on(SortedMap<LocalDate, String> timeline, LocalDate day) {
        SortedMap<LocalDate, String> until = timeline.headMap(day.plusDays(1));
        return until.isEmpty() ? "" : until.lastEntry().getValue();
    }
}
