package io.binome.server.console;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.Rating;
import io.binome.billing.TestBooks;
import io.binome.billing.TestUsage;
import io.binome.kernel.TenantScope;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Bills of usage that is made up, by the real rating. */
final class FakeBills implements Bills {
    private static final Map<Origin, Place> NAMES = new LinkedHashMap<>();

    static {
        name(1, 0, "production", "shop-production", "");
        name(1, 1, "production", "shop-production", "web");
        name(1, 2, "production", "shop-production", "api");
        name(1, 3, "production", "shop-production", "database");
        name(2, 4, "production", "search", "index");
        name(3, 5, "qualification", "shop-qualification", "web");
    }

    private static void name(int stack, int service, String environment, String name, String serviceName) {
        NAMES.put(
                service == 0 ? new Origin(TestUsage.stack(stack), null) : TestUsage.origin(stack, service),
                new Place(environment, "shop", name, serviceName));
    }

    final Set<TenantScope> used = ConcurrentHashMap.newKeySet();
    private final PriceBook book = TestBooks.standard();
    private final InstantSource clock;

    FakeBills(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public YearMonth current(TenantScope scope) {
        return YearMonth.from(clock.instant().atZone(book.zone()));
    }

    @Override
    public Bill month(TenantScope scope, YearMonth month) {
        Rating rating = new Rating(AgreedBooks.of(book), month, clock.instant());
        basis(scope, month).holdings().forEach(rating::add);
        hours(scope, month).forEach(rating::add);
        return rating.bill(basis(scope, month).names());
    }

    /** Those of all services that begin in {@code [from, to)}. */
    List<UsageHour> hours(TenantScope scope, Instant from, Instant to) {
        YearMonth last = YearMonth.from(to.minusNanos(1).atZone(book.zone()));
        List<UsageHour> hours = new ArrayList<>();
        for (YearMonth month = YearMonth.from(from.atZone(book.zone()));
                !month.isAfter(last);
                month = month.plusMonths(1)) {
            hours(scope, month).stream()
                    .filter(hour -> !hour.hour().isBefore(from) && hour.hour().isBefore(to))
                    .forEach(hours::add);
        }
        return hours;
    }

    private List<UsageHour> hours(TenantScope scope, YearMonth month) {
        List<UsageHour> hours = new ArrayList<>();
        if (!used.contains(scope)) {
            return hours;
        }
        Rating bounds = new Rating(AgreedBooks.of(book), month, clock.instant());
        long seed = month.getMonthValue();
        for (Instant hour = bounds.from(); hour.isBefore(bounds.until()); hour = hour.plusSeconds(3_600)) {
            int service = 0;
            for (Origin origin : NAMES.keySet()) {
                seed = (seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L) & Long.MAX_VALUE;
                long busy = 1 + seed % 1000 * (service + 1) / 400 + hour.getEpochSecond() / 3_600 % 24 / 6;
                hours.add(TestUsage.hour(
                        origin,
                        hour,
                        origin.service() == null ? 0 : busy * 600_000_000L,
                        origin.service() == null ? 0 : busy * 3_600 * (TestUsage.GIB / 3),
                        origin.service() == null ? 40 * TestUsage.GIB * 3_600 : 0,
                        service == 1 ? busy * 90_000_000L : 0,
                        service == 1 ? busy * 1_234 : 0));
                service++;
            }
        }
        return hours;
    }

    @Override
    public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
        SortedMap<YearMonth, Bill> bills = new TreeMap<>();
        for (YearMonth month = first;
                !month.isAfter(last) && !month.isAfter(current(scope));
                month = month.plusMonths(1)) {
            bills.put(month, month(scope, month));
        }
        return bills;
    }

    @Override
    public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
        List<DayCost> days = new ArrayList<>();
        months(scope, YearMonth.from(from), YearMonth.from(until.minusDays(1)))
                .values()
                .forEach(bill -> bill.days().stream()
                        .filter(day -> !day.day().isBefore(from) && day.day().isBefore(until))
                        .forEach(days::add));
        return days;
    }

    @Override
    public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
        return hours(scope, month).stream()
                .filter(hour -> Origin.of(hour).equals(origin))
                .toList();
    }

    @Override
    public Basis basis(TenantScope scope, YearMonth month) {
        return new Basis(
                AgreedBooks.of(book),
                1,
                used.contains(scope) ? List.of(Holding.tenant(Instant.EPOCH)) : List.of(),
                origin -> NAMES.getOrDefault(origin, Place.TENANT));
    }
}
