package io.binome.billing.internal;

import io.binome.billing.Origin;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import io.binome.metering.UsageReading.Counter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Readings of raw counters as lines of CSV, and whether hours are what they add up to. */
final class ReadingCsv {
    static final String HEAD = "hour,stack,service,host,boot,identity,cpu_from,cpu_to,sent_from,sent_to,requests_from,"
            + "requests_to,restarted\r\n";
    private static final int COLUMNS = 13;

    private ReadingCsv() {}

    /** Identities of counters are made by drivers: what would break a line is left out of them. */
    static String line(UsageReading reading) {
        return String.join(
                        ",",
                        reading.hour().toString(),
                        text(reading.stack()),
                        text(reading.service()),
                        reading.host().toString(),
                        plain(reading.boot()),
                        plain(reading.identity()),
                        Long.toString(reading.from().cpuMicros()),
                        Long.toString(reading.to().cpuMicros()),
                        Long.toString(reading.from().sentBytes()),
                        Long.toString(reading.to().sentBytes()),
                        Long.toString(reading.from().requests()),
                        Long.toString(reading.to().requests()),
                        Boolean.toString(reading.restarted()))
                + "\r\n";
    }

    private static String plain(String text) {
        return text.replaceAll("[,\"\\p{Cntrl}]", ";");
    }

    private static String text(@Nullable Object id) {
        return id == null ? "" : id.toString();
    }

    /** @throws IllegalArgumentException when a line is none of {@link #line} */
    static List<UsageReading> read(String csv) {
        List<UsageReading> readings = new ArrayList<>();
        List<String> lines = csv.lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            try {
                if (cells.length != COLUMNS) {
                    throw new IllegalArgumentException("not " + COLUMNS + " columns");
                }
                readings.add(new UsageReading(
                        Instant.parse(cells[0]),
                        new HostId(UUID.fromString(cells[3])),
                        cells[1].isEmpty() ? null : new StackId(UUID.fromString(cells[1])),
                        cells[2].isEmpty() ? null : new WorkloadId(UUID.fromString(cells[2])),
                        cells[4],
                        cells[5],
                        new Counter(Long.parseLong(cells[6]), Long.parseLong(cells[8]), Long.parseLong(cells[10])),
                        new Counter(Long.parseLong(cells[7]), Long.parseLong(cells[9]), Long.parseLong(cells[11])),
                        Boolean.parseBoolean(cells[12])));
            } catch (DateTimeParseException | IllegalArgumentException malformed) {
                throw new IllegalArgumentException("Line " + (i + 1) + " of its readings cannot be read", malformed);
            }
        }
        return readings;
    }

    private record Hour(Instant hour, Origin origin, HostId host) {}

    /** Hours that have readings and are not what these add up to, a sentence each. */
    static List<String> differences(List<UsageHour> hours, List<UsageReading> readings) {
        Map<Hour, long[]> read = new HashMap<>();
        for (UsageReading one : readings) {
            add(
                    read,
                    new Hour(one.hour(), new Origin(one.stack(), one.service()), one.host()),
                    one.to().cpuMicros() - one.from().cpuMicros(),
                    one.to().sentBytes() - one.from().sentBytes(),
                    one.to().requests() - one.from().requests());
        }
        Map<Hour, long[]> said = new HashMap<>();
        for (UsageHour one : hours) {
            add(
                    said,
                    new Hour(one.hour(), Origin.of(one), one.host()),
                    one.cpuMicros(),
                    one.sentBytes(),
                    one.requests());
        }
        List<String> differences = new ArrayList<>();
        said.forEach((hour, sums) -> {
            long[] counted = read.get(hour);
            if (counted != null && !java.util.Arrays.equals(sums, counted)) {
                differences.add("The hour " + hour.hour() + ": its counters moved by " + words(counted)
                        + ", the hour says " + words(sums));
            }
        });
        differences.sort(null);
        return differences;
    }

    private static String words(long[] sums) {
        return sums[0] + " µs of CPU, " + sums[1] + " bytes and " + sums[2] + " requests";
    }

    private static void add(Map<Hour, long[]> sums, Hour hour, long... amounts) {
        long[] sum = sums.computeIfAbsent(hour, _ -> new long[amounts.length]);
        for (int i = 0; i < amounts.length; i++) {
            sum[i] = Math.addExact(sum[i], amounts[i]);
        }
    }
}
