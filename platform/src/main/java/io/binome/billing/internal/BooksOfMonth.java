package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.PriceBook;
import io.binome.billing.PricedTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which price book holds in which part of a month: for what is paid by the second, or for what is measured by the hour. */
final class BooksOfMonth {
    private final AgreedBooks books;
    private final BillingMonth month;
    private final int[] spans;

    private BooksOfMonth(AgreedBooks books, BillingMonth month) {
        this.books = books;
        this.month = month;
        this.spans = new int[month.parts()];
    }

    /** @param books of this month only */
    static BooksOfMonth bySeconds(AgreedBooks books, BillingMonth month) {
        BooksOfMonth by = new BooksOfMonth(books, month);
        for (int part = 0; part < month.parts(); part++) {
            by.spans[part] = by.books.at(month.start(part));
        }
        return by;
    }

    /** A part in which no hour begins has the book of the next hour: nothing is measured in it. */
    static BooksOfMonth byHours(AgreedBooks books, BillingMonth month) {
        BooksOfMonth by = new BooksOfMonth(books.byHours().within(month.start(), month.end()), month);
        for (int part = 0; part < month.parts(); part++) {
            by.spans[part] = by.books.at(AgreedBooks.nextHour(month.start(part)));
        }
        return by;
    }

    List<PriceBook> all() {
        return books.books();
    }

    PriceBook book(int part) {
        return books.spans().get(spans[part]).book();
    }

    /** Whether the same book holds in both parts, without another one between them. */
    boolean same(int one, int other) {
        return spans[one] == spans[other];
    }

    /** As long as the book of a part holds within the month, from a day on until another one. */
    PricedTime time(int part, LocalDate from, @Nullable LocalDate until) {
        int span = spans[part];
        Instant begin = books.spans().get(span).from();
        Instant end =
                span + 1 < books.spans().size() ? books.spans().get(span + 1).from() : month.end();
        ZoneId zone = month.zone();
        Instant first = from.atStartOfDay(zone).toInstant();
        Instant last = until == null ? month.end() : until.atStartOfDay(zone).toInstant();
        return PricedTime.of(
                book(part).name(), first.isAfter(begin) ? first : begin, last.isBefore(end) ? last : end, zone);
    }
}
