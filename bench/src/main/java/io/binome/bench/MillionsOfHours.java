package io.binome.bench;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.Rating;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/** Rates as many hours as a month of a whole fleet has, and says in how many seconds and how much heap that took. */
final class MillionsOfHours {
    static final int SERVICES = 10_000;

    /** As invoices are rated. */
    static final String WITHOUT_DAYS = "without-days";

    static final String DAYS = "days";

    /** Without days, and with another price book from a moment in mid-month on. */
    static final String TWO_BOOKS = "two-books";

    private static final int RECORDS = 10_000_000;
    private static final int HOURS = 745;
    private static final int SERVICES_OF_STACK = 10;
    private static final long MEBIBYTE = 1 << 20;
    private static final String BOOK = """
            name: bench
            currency: EUR
            prices:
              cpu: [{from: 2026-01-01, price: 0.012}, {from: 2026-10-15, price: 0.014}]
              memory: [{from: 2026-01-01, price: 0.004}]
              volume: [{from: 2026-01-01, price: 0.05}]
              traffic: [{from: 2026-01-01, price: 0.01, included: 100, tiers: [{above: 5000, price: 0.008}]}]
              requests: [{from: 2026-01-01, price: 0.4}]
            """;

    private MillionsOfHours() {}

    public static void main(String[] arguments) {
        PriceBook book = book(BOOK);
        StackId[] stacks = new StackId[SERVICES / SERVICES_OF_STACK];
        WorkloadId[] services = new WorkloadId[SERVICES];
        for (int i = 0; i < SERVICES; i++) {
            services[i] = new WorkloadId(new UUID(1, i));
            if (i % SERVICES_OF_STACK == 0) {
                stacks[i / SERVICES_OF_STACK] = new StackId(new UUID(2, i));
            }
        }
        TenantId tenant = new TenantId(new UUID(3, 3));
        HostId host = new HostId(new UUID(4, 4));
        long begun = System.nanoTime();
        AgreedBooks books = arguments[0].equals(TWO_BOOKS) ? changed(book) : AgreedBooks.of(book);
        Rating rating = new Rating(books, YearMonth.of(2026, 10));
        if (!arguments[0].equals(DAYS)) {
            rating = rating.withoutDays();
        }
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < RECORDS; i++) {
            int service = random.nextInt(SERVICES);
            Instant hour = rating.from().plusSeconds(random.nextInt(HOURS) * 3_600L);
            rating.add(new UsageHour(
                    tenant,
                    stacks[service / SERVICES_OF_STACK],
                    services[service],
                    host,
                    hour,
                    0,
                    random.nextLong(3_600_000_000L),
                    random.nextLong(3_600L << 30),
                    3_600L << 32,
                    random.nextLong(1 << 20),
                    random.nextInt(10_000),
                    false,
                    true));
        }
        Bill bill = rating.bill(origin -> new Place("production", "fleet", "stack", String.valueOf(origin.service())));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long heap = Runtime.getRuntime().totalMemory();
        System.out.printf(
                Locale.ROOT,
                "%.1f %d %,d lines%n",
                seconds,
                heap / MEBIBYTE,
                bill.lines().size());
    }

    private static AgreedBooks changed(PriceBook book) {
        PriceBook other = book(BOOK.replace("price: 0.00", "price: 0.01"));
        Instant change = Instant.parse("2026-10-20T10:20:00Z");
        return new AgreedBooks(
                book.currency(),
                book.zone(),
                List.of(new AgreedBooks.Span(Instant.EPOCH, book), new AgreedBooks.Span(change, other)));
    }

    private static PriceBook book(String text) {
        return switch (PriceBook.read(Map.of("bench.yaml", text.getBytes(StandardCharsets.UTF_8)))) {
            case PriceBook.Outcome.Read read ->
                Objects.requireNonNull(read.books().get("bench"));
            case PriceBook.Outcome.Wrong wrong ->
                throw new IllegalStateException(wrong.findings().toString());
        };
    }
}
