package io.binome.billing.internal;

import io.binome.billing.Holding;
import io.binome.billing.PriceBook;
import io.binome.billing.PriceBook.Commitment;
import io.binome.billing.PriceBook.FeeFor;
import java.time.LocalDate;
import java.util.List;

/** For how many seconds of a month something was there. */
final class Fees {
    private final BooksOfMonth books;
    private final BillingMonth month;
    private final List<Holding> tenant;

    Fees(BooksOfMonth books, BillingMonth month, List<Holding> holdings) {
        this.books = books;
        this.month = month;
        this.tenant = holdings.stream()
                .filter(holding -> holding.what() == FeeFor.TENANT)
                .toList();
    }

    static boolean holds(Commitment commitment, LocalDate day) {
        return !day.isBefore(commitment.from()) && (commitment.until() == null || day.isBefore(commitment.until()));
    }

    /**
     * Of a book's commitment, while the book holds.
     *
     * @param rated only those that are rated, not those of the month that are still to come
     */
    long seconds(PriceBook book, Commitment commitment, boolean rated) {
        long seconds = 0;
        for (int part = 0; part < month.parts(); part++) {
            boolean counts = books.book(part).equals(book) && holds(commitment, month.date(part));
            seconds += counts ? seconds(part, rated) : 0;
        }
        return seconds;
    }

    /** How long the tenant was there in a part of the month. */
    long seconds(int part, boolean rated) {
        return tenant.stream()
                .mapToLong(holding -> month.seconds(part, holding.from(), holding.until(), rated))
                .sum();
    }
}
