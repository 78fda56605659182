package io.binome.metering;

import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one service used on all hosts in an hour, a day or a month of UTC: all that is counted, what has no price too.
 *
 * @param from where the hour, day or month begins
 * @param stack null for what belongs to the tenant as a whole; {@code service} for what belongs to the stack as a whole
 * @param quantities by the order of {@link Counted}, in base units
 * @param estimated whether part of it could only be bounded
 * @param blockApproximate whether the kernel may have counted written bytes for somebody else
 */
public record UsageSum(
        Instant from,
        @Nullable StackId stack,
        @Nullable WorkloadId service,
        List<BigInteger> quantities,
        boolean estimated,
        boolean blockApproximate) {
    public UsageSum {
        quantities = List.copyOf(quantities);
    }

    /** All that is counted. */
    public enum Counted {
        /** Microseconds. */
        CPU,
        /** Byte-seconds. */
        MEMORY,
        /** Byte-seconds. */
        VOLUME,
        /** Bytes, to outside. */
        SENT,
        /** Bytes, from outside. */
        RECEIVED,
        /** Answered by the edge. */
        REQUESTS,
        /** Bytes read from disks. */
        READ,
        /** Bytes written to disks. */
        WRITTEN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Counted> of(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.word().equals(word))
                    .findFirst();
        }

        /** Whether it is blocks of disks: those of buffered writes are counted for whoever flushes them (cgroup v1). */
        public boolean ofBlocks() {
            return this == READ || this == WRITTEN;
        }
    }

    public BigInteger of(Counted counted) {
        return quantities.get(counted.ordinal());
    }
}
