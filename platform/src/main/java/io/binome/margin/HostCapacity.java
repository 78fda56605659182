package io.binome.margin;

import io.binome.kernel.HostId;
import java.time.Instant;
import java.time.YearMonth;

/**
 * How large a host is, from a month on until another one says otherwise.
 *
 * @param milliProcessors thousandths of a processor, from 1
 * @param memoryBytes from 1
 * @param recordedBy reference of the actor
 */
public record HostCapacity(
        HostId host,
        String hostName,
        String siteName,
        YearMonth from,
        long milliProcessors,
        long memoryBytes,
        Instant recordedAt,
        String recordedBy) {}
