package io.binome.metering;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is measured and has a price. Measured is in whole base units; people write prices for larger ones, and how many
 * base units one of these has is exact.
 */
public enum Metered {
    /** Processor time, measured in microseconds. */
    CPU("hour", "second", 1_000_000L, "hour", 3_600_000_000L),
    /** Memory over time, measured in byte-seconds. */
    MEMORY("GiB-hour", "GiB-second", 1L << 30, "GiB-hour", (1L << 30) * 3_600, "GiB-month", gibMonth()),
    /** Bytes kept over time, measured in byte-seconds. */
    VOLUME("GiB-month", "GiB-hour", (1L << 30) * 3_600, "GiB-month", gibMonth()),
    /** Bytes sent out of the sites; a GB has 10⁹ of them. */
    TRAFFIC("GB", "GB", 1_000_000_000L),
    /** Requests that the edge has answered. */
    REQUESTS("million", "request", 1L, "thousand", 1_000L, "million", 1_000_000L);

    /** Hours of the month that prices a month and estimates count with, whatever the calendar says: 365 × 24 / 12. */
    public static final int HOURS_OF_MONTH = 730;

    public static final long SECONDS_OF_MONTH = HOURS_OF_MONTH * 3_600L;

    private final String usual;
    private final SequencedMap<String, BigInteger> sizes = new java.util.LinkedHashMap<>();

    Metered(String usual, Object... sizes) {
        this.usual = usual;
        for (int i = 0; i < sizes.length; i += 2) {
            this.sizes.put((String) sizes[i], BigInteger.valueOf((Long) sizes[i + 1]));
        }
    }

    private static long gibMonth() {
        return (1L << 30) * SECONDS_OF_MONTH;
    }

    /** As price books write it: {@code cpu}, {@code memory}, … */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Metered> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** For how much a price holds when the book does not say. */
    public String usualSize() {
        return usual;
    }

    public List<String> sizeNames() {
        return List.copyOf(sizes.keySet());
    }

    /** How many base units a size has, such as 3,600,000,000 microseconds for an {@code hour} of CPU. */
    public Optional<BigInteger> baseUnits(String size) {
        return Optional.ofNullable(sizes.get(size));
    }
}
