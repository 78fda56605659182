package io.binome.server.console;

import io.binome.kernel.CsvLine;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import java.util.ArrayList;
import java.util.List;

/**
 * The hours of a line of an invoice as CSV, in base units and times of UTC: a row for each reading of a raw counter, or one
 * without a counter where none was kept or nothing is counted. The quantity stands in the first row of its hour alone, so
 * that the column adds up.
 */
final class InvoiceLineCsv {
    private static final List<String> HEAD = List.of(
            "hour", "server", "revision", "estimated", "quantity", "boot", "counter", "from", "to", "restarted");

    private InvoiceLineCsv() {}

    static String of(InvoiceLinePage page) {
        StringBuilder csv = new StringBuilder(CsvLine.of(HEAD));
        page.days().values().stream().flatMap(List::stream).forEach(hour -> {
            List<UsageReading> readings = page.isCounted() ? page.readings(hour) : List.of();
            if (readings.isEmpty()) {
                csv.append(row(page, hour, true, List.of("", "", "", "", "")));
            }
            for (int i = 0; i < readings.size(); i++) {
                UsageReading reading = readings.get(i);
                csv.append(row(
                        page,
                        hour,
                        i == 0,
                        List.of(
                                reading.boot(),
                                reading.identity(),
                                Long.toString(page.read(reading.from())),
                                Long.toString(page.read(reading.to())),
                                Boolean.toString(reading.restarted()))));
            }
        });
        return csv.toString();
    }

    private static String row(InvoiceLinePage page, UsageHour hour, boolean first, List<String> counter) {
        List<String> row = new ArrayList<>(List.of(
                hour.hour().toString(),
                Integer.toString(Math.max(1, page.server(hour))),
                Integer.toString(hour.revision()),
                Boolean.toString(hour.estimated()),
                first ? Long.toString(page.quantity(hour)) : ""));
        row.addAll(counter);
        return CsvLine.of(row);
    }
}
