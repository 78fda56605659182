package io.binome.metering.internal;

import java.math.BigInteger;

/** What was used between two moments, in whole base units; none is negative. */
record Amounts(
        long cpuMicros,
        long memoryByteSeconds,
        long volumeByteSeconds,
        long blockReadBytes,
        long blockWrittenBytes,
        long sentBytes,
        long receivedBytes,
        long requests) {
    static final Amounts NONE = new Amounts(0, 0, 0, 0, 0, 0, 0, 0);

    static Amounts ofMemory(long byteSeconds) {
        return new Amounts(0, byteSeconds, 0, 0, 0, 0, 0, 0);
    }

    static Amounts ofVolume(long byteSeconds) {
        return new Amounts(0, 0, byteSeconds, 0, 0, 0, 0, 0);
    }

    Amounts plus(Amounts other) {
        return new Amounts(
                Math.addExact(cpuMicros, other.cpuMicros),
                Math.addExact(memoryByteSeconds, other.memoryByteSeconds),
                Math.addExact(volumeByteSeconds, other.volumeByteSeconds),
                Math.addExact(blockReadBytes, other.blockReadBytes),
                Math.addExact(blockWrittenBytes, other.blockWrittenBytes),
                Math.addExact(sentBytes, other.sentBytes),
                Math.addExact(receivedBytes, other.receivedBytes),
                Math.addExact(requests, other.requests));
    }

    Amounts minus(Amounts other) {
        return new Amounts(
                cpuMicros - other.cpuMicros,
                memoryByteSeconds - other.memoryByteSeconds,
                volumeByteSeconds - other.volumeByteSeconds,
                blockReadBytes - other.blockReadBytes,
                blockWrittenBytes - other.blockWrittenBytes,
                sentBytes - other.sentBytes,
                receivedBytes - other.receivedBytes,
                requests - other.requests);
    }

    /** The share {@code part / whole} of each, rounded down. */
    Amounts share(long part, long whole) {
        return new Amounts(
                share(cpuMicros, part, whole),
                share(memoryByteSeconds, part, whole),
                share(volumeByteSeconds, part, whole),
                share(blockReadBytes, part, whole),
                share(blockWrittenBytes, part, whole),
                share(sentBytes, part, whole),
                share(receivedBytes, part, whole),
                share(requests, part, whole));
    }

    private static long share(long amount, long part, long whole) {
        return amount == 0 || part == 0
                ? 0
                : BigInteger.valueOf(amount)
                        .multiply(BigInteger.valueOf(part))
                        .divide(BigInteger.valueOf(whole))
                        .longValueExact();
    }
}
