package io.binome.billing.internal;

import io.binome.billing.Origin;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each origin used in each part of a month. As large as there are origins, however many hours were added. */
public final class UsageSheet {
    private static final Metered[] MEASURED = Metered.values();

    private final BillingMonth month;
    private final Map<Origin, Row> rows = new HashMap<>();
    private @Nullable Origin lastOrigin;
    private @Nullable Row lastRow;

    public UsageSheet(BillingMonth month) {
        this.month = month;
    }

    /** Sums by part of the month and what is measured; those that outgrow 64 bits go on in {@code large}. */
    static final class Row {
        private final long[] sums;
        private BigInteger @Nullable [] large;
        private @Nullable BitSet estimated;

        private Row(int parts) {
            this.sums = new long[parts * MEASURED.length];
        }

        private void add(int part, UsageHour hour) {
            add(part * MEASURED.length, hour.cpuMicros());
            add(part * MEASURED.length + 1, hour.memoryByteSeconds());
            add(part * MEASURED.length + 2, hour.volumeByteSeconds());
            add(part * MEASURED.length + 3, hour.sentBytes());
            add(part * MEASURED.length + 4, hour.requests());
            if (hour.estimated()) {
                estimate(part);
            }
        }

        private void add(int part, long[] quantities, boolean bounded) {
            for (int i = 0; i < quantities.length; i++) {
                add(part * MEASURED.length + i, quantities[i]);
            }
            if (bounded) {
                estimate(part);
            }
        }

        private void estimate(int part) {
            if (estimated == null) {
                estimated = new BitSet();
            }
            estimated.set(part);
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

        /** Part by part, as {@link Metered} has its order; empty when one of them needs more than 64 bits. */
        Optional<Long[]> quantities() {
            return large == null ? Optional.of(Arrays.stream(sums).boxed().toArray(Long[]::new)) : Optional.empty();
        }

        /** A bit for each part, the lowest for the first. */
        byte[] estimated() {
            return estimated == null ? new byte[0] : estimated.toByteArray();
        }

        BigInteger quantity(int part, Metered measured) {
            int at = part * MEASURED.length + measured.ordinal();
            BigInteger more = large == null ? null : large[at];
            BigInteger sum = BigInteger.valueOf(sums[at]);
            return more == null ? sum : sum.add(more);
        }

        boolean used(int part, Metered measured) {
            return large != null && quantity(part, measured).signum() != 0
                    || large == null && sums[part * MEASURED.length + measured.ordinal()] != 0;
        }

        boolean estimated(int part) {
            return estimated != null && estimated.get(part);
        }
    }

    public void add(UsageHour hour) {
        int part = month.part(hour.hour().getEpochSecond());
        if (part >= 0) {
            row(Origin.of(hour)).add(part, hour);
        }
    }

    public void add(int part, Origin origin, long[] quantities, boolean estimated) {
        row(origin).add(part, quantities, estimated);
    }

    /** Hours come grouped by service more often than not. */
    private Row row(Origin origin) {
        Row known = lastRow;
        if (known == null || !origin.equals(lastOrigin)) {
            known = rows.computeIfAbsent(origin, _ -> new Row(month.parts()));
            lastOrigin = origin;
            lastRow = known;
        }
        return known;
    }

    SortedMap<Origin, Row> rows() {
        return new TreeMap<>(rows);
    }
}
