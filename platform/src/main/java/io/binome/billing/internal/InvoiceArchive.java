package io.binome.billing.internal;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Holding;
import io.binome.billing.Invoice;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.internal.InvoiceMonth.Charge;
import io.binome.kernel.Money;
import io.binome.metering.UsageHour;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an invoice was worked out from, as a ZIP that needs no server: {@code invoice.json}, the files of its price books
 * below {@code prices/}, and for each month {@code months/YYYY-MM.json}, its hours as {@code months/YYYY-MM.csv} and what
 * raw counters read in these as {@code months/YYYY-MM-readings.csv}.
 *
 * @param prices texts by name, only those of this invoice's books
 * @param months the invoice's own first; none for a credit note
 */
record InvoiceArchive(Invoice invoice, SortedMap<String, String> prices, List<InvoiceMonth> months) {
    /**
     * What is unpacked is held several times over while it is read: it is refused before there is no memory left. There is
     * no other bound, so that whatever was written can be read, by whoever gives it the memory.
     */
    private static final int SHARE_OF_MEMORY = 8;

    private static final int MOST_DIGITS = 40;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String INVOICE = "invoice.json";
    private static final String PRICES = "prices/";
    private static final String MONTHS = "months/";
    private static final String READINGS = "-readings.csv";

    /** A month without its hours. */
    private record Month(
            YearMonth month,
            ZoneId zone,
            List<AgreedBooks.Named> books,
            List<Holding> holdings,
            List<Named> places,
            List<Charged> charged) {}

    private record Named(Origin origin, Place place) {}

    private record Charged(Charge charge, Money amount) {}

    byte[] zip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            put(zip, INVOICE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(invoice));
            for (Map.Entry<String, String> file : prices.entrySet()) {
                put(zip, PRICES + file.getKey(), file.getValue());
            }
            for (InvoiceMonth month : months) {
                put(
                        zip,
                        MONTHS + month.month() + ".json",
                        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(written(month)));
                StringBuilder csv = new StringBuilder(UsageCsv.HEAD);
                month.hours().forEach(hour -> csv.append(UsageCsv.line(hour)));
                put(zip, MONTHS + month.month() + ".csv", csv.toString());
                StringBuilder readings = new StringBuilder(ReadingCsv.HEAD);
                month.readings().forEach(reading -> readings.append(ReadingCsv.line(reading)));
                put(zip, MONTHS + month.month() + READINGS, readings.toString());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Writing to memory", failure);
        }
        return out.toByteArray();
    }

    private static Month written(InvoiceMonth month) {
        List<Named> places = new ArrayList<>();
        new TreeMap<>(month.places()).forEach((origin, place) -> places.add(new Named(origin, place)));
        List<Charged> charged = new ArrayList<>();
        month.charged().forEach((charge, amount) -> charged.add(new Charged(charge, amount)));
        return new Month(
                month.month(),
                month.books().zone(),
                month.books().named(month.end()),
                month.holdings(),
                places,
                charged);
    }

    private static void put(ZipOutputStream zip, String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** @throws IllegalArgumentException when it is no such archive, with a sentence why */
    static InvoiceArchive read(byte[] bytes) {
        return read(bytes, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    }

    /** @param most bytes unpacked */
    static InvoiceArchive read(byte[] bytes, long most) {
        SortedMap<String, String> files = unpacked(bytes, most);
        String invoice = files.get(INVOICE);
        if (invoice == null) {
            throw new IllegalArgumentException("It has no " + INVOICE);
        }
        SortedMap<String, String> prices = new TreeMap<>();
        List<InvoiceMonth> months = new ArrayList<>();
        try {
            Invoice read = possible(JSON.readValue(invoice, Invoice.class));
            files.forEach((name, text) -> {
                if (name.startsWith(PRICES)) {
                    prices.put(name.substring(PRICES.length()), text);
                }
            });
            SortedMap<String, PriceBook> books = books(prices);
            files.forEach((name, text) -> {
                if (name.startsWith(MONTHS) && name.endsWith(".json")) {
                    Month month = JSON.readValue(text, Month.class);
                    String csv = files.getOrDefault(MONTHS + month.month() + ".csv", UsageCsv.HEAD);
                    String readings = files.getOrDefault(MONTHS + month.month() + READINGS, ReadingCsv.HEAD);
                    months.add(month(read, month, books, csv, readings));
                }
            });
            months.sort(java.util.Comparator.comparing(
                            (InvoiceMonth month) -> !month.month().equals(read.month()))
                    .thenComparing(InvoiceMonth::month));
            return new InvoiceArchive(read, prices, months);
        } catch (tools.jackson.core.JacksonException malformed) {
            throw new IllegalArgumentException("It cannot be read: " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** A number of a billion digits is written in ten. */
    private static Invoice possible(Invoice invoice) {
        Stream<BigDecimal> numbers = invoice.lines().stream()
                .flatMap(line -> Stream.of(line.quantity(), line.used(), line.price(), line.discount()));
        if (Stream.concat(Stream.of(invoice.vatPercent()), numbers)
                .anyMatch(number -> number.precision() > MOST_DIGITS || Math.abs(number.scale()) > MOST_DIGITS)) {
            throw new IllegalArgumentException("A number in it has more than " + MOST_DIGITS + " digits");
        }
        if (!invoice.number().matches("[0-9]{4}-[0-9]{5,9}")) {
            throw new IllegalArgumentException("Its invoice has no number such as 2026-00042");
        }
        return invoice;
    }

    private static InvoiceMonth month(
            Invoice invoice, Month written, SortedMap<String, PriceBook> books, String csv, String readings) {
        Map<Origin, Place> places = new HashMap<>();
        written.places().forEach(named -> places.put(named.origin(), named.place()));
        SortedMap<Charge, Money> charged = new TreeMap<>();
        written.charged().forEach(one -> charged.put(one.charge(), one.amount()));
        List<UsageHour> hours = UsageCsv.read(invoice.tenant(), csv);
        return new InvoiceMonth(
                written.month(),
                agreed(invoice.currency(), written, books),
                hours,
                ReadingCsv.read(readings),
                written.holdings(),
                places,
                charged);
    }

    /** A book that is missing has no prices; {@link #missing} tells. */
    private static AgreedBooks agreed(String currency, Month written, SortedMap<String, PriceBook> books) {
        return new AgreedBooks(
                currency,
                written.zone(),
                written.books().stream()
                        .map(named -> new AgreedBooks.Span(
                                named.from(),
                                Optional.ofNullable(books.get(named.book()))
                                        .filter(book -> book.currency().equals(currency))
                                        .orElseGet(() -> PriceBook.without(named.book(), currency, written.zone()))))
                        .toList());
    }

    private static SortedMap<String, String> unpacked(byte[] bytes, long most) {
        SortedMap<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            long left = most;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
                left -= content.length;
                if (left < 0) {
                    throw new IllegalArgumentException("It is larger than " + (most >> 20)
                            + " MiB unpacked, an eighth of the memory that there is. Give more, by JAVA_TOOL_OPTIONS=-Xmx8g"
                            + " for 1 GiB");
                }
                files.put(entry.getName(), new String(content, StandardCharsets.UTF_8));
            }
        } catch (IOException malformed) {
            throw new IllegalArgumentException("It is no ZIP file: " + malformed.getMessage(), malformed);
        }
        return files;
    }

    private static SortedMap<String, PriceBook> books(SortedMap<String, String> prices) {
        Map<String, byte[]> files = new TreeMap<>();
        prices.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return switch (PriceBook.read(files)) {
            case PriceBook.Outcome.Read(SortedMap<String, PriceBook> books) -> books;
            case PriceBook.Outcome.Wrong _ -> Collections.emptySortedMap();
        };
    }

    /** Names of price books that its months go by and that it does not hold. */
    List<String> missing() {
        return months.stream()
                .flatMap(month -> month.books().books().stream())
                .filter(book -> !book.name().isEmpty() && !book.hasPrices())
                .map(PriceBook::name)
                .distinct()
                .toList();
    }
}
