package io.binome.billing;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Which price book was agreed from which moment on. Naming a book again that holds already changes nothing: neighbours
 * with the same book are one.
 *
 * @param currency of all that is rated by them
 * @param zone whose days and months count, whatever a book says itself
 * @param spans ascending; the first one holds before it, too
 */
public record AgreedBooks(String currency, ZoneId zone, List<Span> spans) {
    /**
     * @param from to the second, until the next one's
     * @param book one without prices where none was named or none can be read; its name tells which
     */
    public record Span(Instant from, PriceBook book) {}

    /** A book by its name, for who shows or keeps which one holds; empty where none was named. */
    public record Named(String book, Instant from, Instant until) {
        /** Each name once, those of the time without a book left out. */
        public static List<String> names(List<Named> named) {
            return named.stream()
                    .map(Named::book)
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    /** @throws IllegalArgumentException when a book with prices is in another currency, or when there is no span */
    public AgreedBooks {
        spans = List.copyOf(joined(spans));
        if (spans.isEmpty()) {
            throw new IllegalArgumentException("No span, not even one without prices");
        }
        for (Span span : spans) {
            if (span.book().hasPrices() && !span.book().currency().equals(currency)) {
                throw new IllegalArgumentException(span.book().name() + " is not in " + currency);
            }
        }
    }

    /** One book, for good. */
    public static AgreedBooks of(PriceBook book) {
        return new AgreedBooks(book.currency(), book.zone(), List.of(new Span(Instant.EPOCH, book)));
    }

    /** What is said later replaces what was said before for the time from its moment on. */
    private static List<Span> joined(List<Span> spans) {
        List<Span> joined = new ArrayList<>();
        for (Span span : spans) {
            Instant from = span.from().truncatedTo(ChronoUnit.SECONDS);
            while (!joined.isEmpty() && !joined.getLast().from().isBefore(from)) {
                joined.removeLast();
            }
            PriceBook book = known(span.book(), joined);
            if (joined.isEmpty() || joined.getLast().book() != book) {
                joined.add(new Span(from, book));
            }
        }
        return joined;
    }

    /** One object for each book, however often it was read. */
    private static PriceBook known(PriceBook book, List<Span> spans) {
        return spans.stream().map(Span::book).filter(book::equals).findFirst().orElse(book);
    }

    /** Only what holds in {@code [from, until)}; the first span begins at {@code from}. */
    public AgreedBooks within(Instant from, Instant until) {
        List<Span> within = new ArrayList<>();
        for (Span span : spans) {
            if (within.isEmpty() || !span.from().isAfter(from)) {
                within.clear();
                within.add(new Span(from, span.book()));
            } else if (span.from().isBefore(until)) {
                within.add(span);
            }
        }
        return new AgreedBooks(currency, zone, within);
    }

    /**
     * For what is measured by the hour, which belongs to one book as a whole: the one that was named when the hour began. A
     * book that was named within an hour and not any more at its end measures nothing.
     */
    public AgreedBooks byHours() {
        return spans.size() == 1
                ? this
                : new AgreedBooks(
                        currency,
                        zone,
                        spans.stream()
                                .map(span -> new Span(nextHour(span.from()), span.book()))
                                .toList());
    }

    /** The first full hour from a moment on. */
    public static Instant nextHour(Instant moment) {
        Instant hour = moment.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(moment) ? hour : hour.plus(1, ChronoUnit.HOURS);
    }

    /** The index of the span that holds at a moment. */
    public int at(Instant moment) {
        int at = 0;
        while (at + 1 < spans.size() && !spans.get(at + 1).from().isAfter(moment)) {
            at++;
        }
        return at;
    }

    /** Their names, up to a moment. */
    public List<Named> named(Instant until) {
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < spans.size(); i++) {
            Instant end = i + 1 < spans.size() ? spans.get(i + 1).from() : until;
            named.add(new Named(spans.get(i).book().name(), spans.get(i).from(), end));
        }
        return named;
    }

    /** Of the first book with prices, 0 when there is none; an invoice is refused where they differ. */
    public BigDecimal vatPercent() {
        return books().stream()
                .filter(PriceBook::hasPrices)
                .map(PriceBook::vatPercent)
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    /** Each book once. */
    public List<PriceBook> books() {
        return spans.stream().map(Span::book).distinct().toList();
    }
}
