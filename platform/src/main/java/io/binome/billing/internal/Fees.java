package io.binome.billing.internal;

import io.binome.billing.Holding;
import io.binome.billing.PriceBook.Commitment;
import io.binome.billing.PriceBook.FeeFor;
import java.time.LocalDate;
import java.util.List;

/** For how many seconds of a month something was there. */
final class Fees {
    private final BillingMonth month;
    private final List<Holding> tenant;

    Fees(BillingMonth month, List<Holding> holdings) {
        this.month = month;
        this.tenant = holdings.stream()
                .filter(holding -> holding.what() == FeeFor.TENANT)
                .toList();
    }

    static boolean holds(Commitment commitment, LocalDate day) {
        return !day.isBefore(commitment.from()) && (commitment.until() == null || day.isBefore(commitment.until()));
    }

    /** @param rated only those that are rated, not those of the month that are still to come */
    long seconds(Commitment commitment, boolean rated) {
        long seconds = 0;
        for (int day = 0; day < month.days(); day++) {
            seconds += holds(commitment, month.date(day)) ? seconds(day, rated) : 0;
        }
        return seconds;
    }

    /** How long the tenant was there on a day. */
    long seconds(int day, boolean rated) {
        return tenant.stream()
                .mapToLong(holding -> month.seconds(day, holding.from(), holding.until(), rated))
                .sum();
    }
}
