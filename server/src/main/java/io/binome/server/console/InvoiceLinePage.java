package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.Invoices;
import io.binome.kernel.HostId;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageReading;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A line of an invoice, down to what raw counters read. Clients do not read on which server; they are numbered. */
public record InvoiceLinePage(InvoicePage page, InvoiceLine line, Metered measured, Invoices.Made made) {
    public Invoice invoice() {
        return page.invoice();
    }

    /** The hours by the days of the invoice's zone. */
    public SortedMap<LocalDate, List<UsageHour>> days() {
        SortedMap<LocalDate, List<UsageHour>> days = new TreeMap<>();
        made.hours().stream().filter(hour -> quantity(hour) != 0).forEach(hour -> days.computeIfAbsent(
                        LocalDate.ofInstant(hour.hour(), invoice().zone()), _ -> new ArrayList<>())
                .add(hour));
        return days;
    }

    public long quantity(UsageHour hour) {
        return hour.quantity(measured);
    }

    public long sum(List<UsageHour> hours) {
        return hours.stream().mapToLong(this::quantity).sum();
    }

    public long sum() {
        return sum(made.hours());
    }

    /** Those that an hour was made of. */
    public List<UsageReading> readings(UsageHour hour) {
        return made.readings().stream()
                .filter(reading -> hour.revision() == 0
                        && reading.hour().equals(hour.hour())
                        && reading.host().equals(hour.host()))
                .toList();
    }

    /** Whether what the line is for is counted by a counter, and is no area over time. */
    public boolean isCounted() {
        return switch (measured) {
            case CPU, TRAFFIC, REQUESTS -> true;
            case MEMORY, VOLUME -> false;
        };
    }

    public long read(UsageReading.Counter counter) {
        return switch (measured) {
            case CPU -> counter.cpuMicros();
            case TRAFFIC -> counter.sentBytes();
            case REQUESTS -> counter.requests();
            case MEMORY, VOLUME -> 0;
        };
    }

    /** 0 where all was on one server. */
    public int server(UsageHour hour) {
        List<HostId> hosts =
                made.hours().stream().map(UsageHour::host).distinct().toList();
        return hosts.size() < 2 ? 0 : hosts.indexOf(hour.host()) + 1;
    }
}
