package io.binome.billing.internal;

import io.binome.billing.Origin;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each origin used each day of a month. As large as there are origins, however many hours were added. */
public final class UsageSheet {
    private static final Metered[] MEASURED = Metered.values();

    private final BillingMonth month;
    private final Map<Origin, Row> rows = new HashMap<>();
    private @Nullable Origin lastOrigin;
    private @Nullable Row lastRow;

    public UsageSheet(BillingMonth month) {
        this.month = month;
    }

    /** Sums by day and what is measured; those that outgrow 64 bits go on in {@code large}. */
    static final class Row {
        private final long[] sums;
        private BigInteger @Nullable [] large;
        private int estimated;

        private Row(int days) {
            this.sums = new long[days * MEASURED.length];
        }

        private void add(int day, UsageHour hour) {
            add(day * MEASURED.length, hour.cpuMicros());
            add(day * MEASURED.length + 1, hour.memoryByteSeconds());
            add(day * MEASURED.length + 2, hour.volumeByteSeconds());
            add(day * MEASURED.length + 3, hour.sentBytes());
            add(day * MEASURED.length + 4, hour.requests());
            if (hour.estimated()) {
                estimated |= 1 << day;
            }
        }

        private void add(int day, long[] quantities, boolean part) {
            for (int i = 0; i < quantities.length; i++) {
                add(day * MEASURED.length + i, quantities[i]);
            }
            if (part) {
                estimated |= 1 << day;
            }
        }

        private void add(int at, long quantity) {
            long sum = sums[at] + quantity;
            if (((sums[at] ^ sum) & (quantity ^ sum)) < 0) {
                if (large == null) {
                    large = new BigInteger[sums.length];
                }
                BigInteger before = large[at];
                large[at] = (before == null ? BigInteger.ZERO : before).add(BigInteger.valueOf(sums[at]));
                sum = quantity;
            }
            sums[at] = sum;
        }

        /** Day by day, as {@link Metered} has its order; empty when one of them needs more than 64 bits. */
        Optional<Long[]> quantities() {
            return large == null ? Optional.of(Arrays.stream(sums).boxed().toArray(Long[]::new)) : Optional.empty();
        }

        int estimated() {
            return estimated;
        }

        BigInteger quantity(int day, Metered measured) {
            int at = day * MEASURED.length + measured.ordinal();
            BigInteger more = large == null ? null : large[at];
            BigInteger sum = BigInteger.valueOf(sums[at]);
            return more == null ? sum : sum.add(more);
        }

        boolean estimated(int day) {
            return (estimated & 1 << day) != 0;
        }
    }

    public void add(UsageHour hour) {
        int day = month.day(hour.hour().getEpochSecond());
        if (day >= 0) {
            row(Origin.of(hour)).add(day, hour);
        }
    }

    public void add(LocalDate date, Origin origin, long[] quantities, boolean estimated) {
        int day = month.day(date);
        if (day >= 0) {
            row(origin).add(day, quantities, estimated);
        }
    }

    /** Hours come grouped by service more often than not. */
    private Row row(Origin origin) {
        Row known = lastRow;
        if (known == null || !origin.equals(lastOrigin)) {
            known = rows.computeIfAbsent(origin, _ -> new Row(month.days()));
            lastOrigin = origin;
            lastRow = known;
        }
        return known;
    }

    SortedMap<Origin, Row> rows() {
        return new TreeMap<>(rows);
    }
}
