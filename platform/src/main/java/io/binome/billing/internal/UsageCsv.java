package io.binome.billing.internal;

import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Hours of use as lines of CSV: whole numbers, identifiers and moments, so nothing in it needs quotes. */
final class UsageCsv {
    static final String HEAD = "hour,stack,service,host,revision,cpu_micros,memory_byte_seconds,volume_byte_seconds,"
            + "sent_bytes,requests,estimated,closed\r\n";
    private static final int COLUMNS = 12;

    private UsageCsv() {}

    static String line(UsageHour hour) {
        return String.join(
                        ",",
                        hour.hour().toString(),
                        text(hour.stack()),
                        text(hour.service()),
                        hour.host().toString(),
                        Integer.toString(hour.revision()),
                        Long.toString(hour.cpuMicros()),
                        Long.toString(hour.memoryByteSeconds()),
                        Long.toString(hour.volumeByteSeconds()),
                        Long.toString(hour.sentBytes()),
                        Long.toString(hour.requests()),
                        Boolean.toString(hour.estimated()),
                        Boolean.toString(hour.closed()))
                + "\r\n";
    }

    private static String text(@Nullable Object id) {
        return id == null ? "" : id.toString();
    }

    /** @throws IllegalArgumentException when a line is none of {@link #line} */
    static List<UsageHour> read(TenantId tenant, String csv) {
        List<UsageHour> hours = new ArrayList<>();
        List<String> lines = csv.lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split(",", -1);
            if (cells.length != COLUMNS) {
                throw new IllegalArgumentException("Line " + (i + 1) + " of its usage has not " + COLUMNS + " columns");
            }
            try {
                hours.add(hour(tenant, cells));
            } catch (DateTimeParseException | NumberFormatException malformed) {
                throw new IllegalArgumentException("Line " + (i + 1) + " of its usage cannot be read", malformed);
            }
        }
        return hours;
    }

    private static UsageHour hour(TenantId tenant, String[] cells) {
        return new UsageHour(
                tenant,
                cells[1].isEmpty() ? null : new StackId(UUID.fromString(cells[1])),
                cells[2].isEmpty() ? null : new WorkloadId(UUID.fromString(cells[2])),
                new HostId(UUID.fromString(cells[3])),
                Instant.parse(cells[0]),
                Integer.parseInt(cells[4]),
                Long.parseLong(cells[5]),
                Long.parseLong(cells[6]),
                Long.parseLong(cells[7]),
                Long.parseLong(cells[8]),
                Long.parseLong(cells[9]),
                Boolean.parseBoolean(cells[10]),
                Boolean.parseBoolean(cells[11]));
    }
}
