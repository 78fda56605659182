package io.binome.metering;

import io.binome.kernel.WorkloadId;
import java.math.BigInteger;

/**
 * What one service has used on all hosts since a year of UTC began, as it is billed. None is negative; more than 64 bits may
 * be needed: 300 GiB that are held for a year are.
 *
 * @param sentBytes to outside
 * @param requests answered by the edge
 */
public record YearTotal(
        WorkloadId service,
        BigInteger cpuMicros,
        BigInteger memoryByteSeconds,
        BigInteger volumeByteSeconds,
        BigInteger sentBytes,
        BigInteger requests) {
    YearTotal(UsageHour one, WorkloadId service) {
        this(
                service,
                BigInteger.valueOf(one.cpuMicros()),
                BigInteger.valueOf(one.memoryByteSeconds()),
                BigInteger.valueOf(one.volumeByteSeconds()),
                BigInteger.valueOf(one.sentBytes()),
                BigInteger.valueOf(one.requests()));
    }

    YearTotal plus(YearTotal other) {
        return new YearTotal(
                service,
                cpuMicros.add(other.cpuMicros),
                memoryByteSeconds.add(other.memoryByteSeconds),
                volumeByteSeconds.add(other.volumeByteSeconds),
                sentBytes.add(other.sentBytes),
                requests.add(other.requests));
    }
}
