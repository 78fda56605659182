package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Holding;
import io.binome.billing.InvoiceLine;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.Rating;
import io.binome.kernel.Money;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a month was rated from.
 *
 * @param books by whose prices, in which part of the month
 * @param readings of the raw counters of its hours, as far as they are kept
 * @param charged what other invoices have charged for it, by what; for the month that is invoiced itself corrections on
 *     later ones, where its own invoice was taken back
 */
record InvoiceMonth(
        YearMonth month,
        AgreedBooks books,
        List<UsageHour> hours,
        List<UsageReading> readings,
        List<Holding> holdings,
        Map<Origin, Place> places,
        SortedMap<Charge, Money> charged) {
    InvoiceMonth {
        hours = List.copyOf(hours);
        readings = List.copyOf(readings);
        holdings = List.copyOf(holdings);
        places = Map.copyOf(places);
        charged = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(charged));
    }

    /** What is paid for, whatever its price: by this a correction is compared with what was charged. */
    record Charge(@Nullable Metered measured, String name, Origin origin) implements Comparable<Charge> {
        private static final Comparator<Charge> ORDER = Comparator.comparing(Charge::origin)
                .thenComparing(charge ->
                        charge.measured() == null ? -1 : charge.measured().ordinal())
                .thenComparing(Charge::name);

        static Charge of(BillLine line) {
            return new Charge(line.measured(), line.name(), line.origin());
        }

        static Charge of(InvoiceLine line) {
            return new Charge(line.measured(), line.name(), line.origin());
        }

        @Override
        public int compareTo(Charge other) {
            return ORDER.compare(this, other);
        }
    }

    Instant end() {
        return month.plusMonths(1).atDay(1).atStartOfDay(books.zone()).toInstant();
    }

    Bill rate() {
        Rating rating = new Rating(books, month);
        hours.forEach(rating::add);
        holdings.forEach(rating::add);
        return rating.bill(this::place);
    }

    Place place(Origin origin) {
        return places.getOrDefault(origin, Place.TENANT);
    }
}
