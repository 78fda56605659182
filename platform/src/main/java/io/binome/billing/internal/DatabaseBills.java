package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.Prices;
import io.binome.billing.Rating;
import io.binome.billing.internal.BilledUseStore.Zoned;
import io.binome.contracts.ContractVersion;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Rates what is metered, whenever somebody asks. */
final class DatabaseBills implements Bills {
    private static final int SHOWN_OF_ID = 8;

    private final Database database;
    private final KeptDays days;
    private final BilledHoldingStore store;
    private final Holdings holdings;
    private final Prices prices;
    private final Function<TenantScope, List<ContractVersion>> contracts;
    private final Metering metering;
    private final Function<TenantScope, Holding> stay;
    private final InstantSource clock;

    DatabaseBills(
            Database database,
            KeptDays days,
            BilledHoldingStore store,
            Holdings holdings,
            Prices prices,
            Function<TenantScope, List<ContractVersion>> contracts,
            Metering metering,
            Function<TenantScope, Holding> stay,
            InstantSource clock) {
        this.database = database;
        this.days = days;
        this.store = store;
        this.holdings = holdings;
        this.prices = prices;
        this.contracts = contracts;
        this.metering = metering;
        this.stay = stay;
        this.clock = clock;
    }

    @Override
    public YearMonth current(TenantScope scope) {
        return current(basis(scope));
    }

    private YearMonth current(Common common) {
        return YearMonth.from(clock.instant().atZone(common.zone()));
    }

    @Override
    public Bill month(TenantScope scope, YearMonth month) {
        holdings.look(scope);
        return rated(scope, List.of(month), basis(scope), true).getFirst();
    }

    @Override
    public SortedMap<YearMonth, Bill> months(TenantScope scope, YearMonth first, YearMonth last) {
        holdings.look(scope);
        Common common = basis(scope);
        SortedMap<YearMonth, Bill> bills = new TreeMap<>();
        rated(scope, begun(first, last, common), common, false).forEach(bill -> bills.put(bill.month(), bill));
        return bills;
    }

    /** Those that have begun by now. */
    private List<YearMonth> begun(YearMonth first, YearMonth last, Common common) {
        YearMonth now = current(common);
        return Stream.iterate(first, month -> !month.isAfter(last) && !month.isAfter(now), month -> month.plusMonths(1))
                .toList();
    }

    private List<Bill> rated(TenantScope scope, List<YearMonth> months, Common common, boolean byDay) {
        Map<Zoned, Rating> ratings = new LinkedHashMap<>();
        List<Place.Names> names = new ArrayList<>();
        for (YearMonth month : months) {
            Basis basis = common.basis(month);
            Rating rating = new Rating(basis.books(), month, clock.instant());
            if (!byDay) {
                rating.withoutDays();
            }
            basis.holdings().forEach(rating::add);
            ratings.put(new Zoned(basis.zone(), month), rating);
            names.add(basis.names());
        }
        days.fill(scope, ratings);
        Iterator<Place.Names> each = names.iterator();
        return ratings.values().stream().map(rating -> rating.bill(each.next())).toList();
    }

    @Override
    public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
        holdings.look(scope);
        Common common = basis(scope);
        List<YearMonth> months = begun(YearMonth.from(from), YearMonth.from(until.minusDays(1)), common);
        return rated(scope, months, common, true).stream()
                .flatMap(bill -> bill.days().stream())
                .filter(day -> !day.day().isBefore(from) && day.day().isBefore(until))
                .toList();
    }

    @Override
    public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
        Rating rating = new Rating(basis(scope).basis(month).books(), month, clock.instant());
        List<UsageHour> hours = new ArrayList<>();
        metering.hours(scope, rating.from(), rating.until(), hour -> {
            if (Origin.of(hour).equals(origin)) {
                hours.add(hour);
            }
        });
        return hours;
    }

    @Override
    public Basis basis(TenantScope scope, YearMonth month) {
        holdings.look(scope);
        return basis(scope).basis(month);
    }

    @Override
    public Optional<Instant> ended(TenantScope scope) {
        return Optional.ofNullable(stay.apply(scope).until());
    }

    private Common basis(TenantScope scope) {
        List<ContractVersion> agreed = contracts.apply(scope);
        Optional<Prices.Version> books = prices.inForce();
        Holding stays = stay.apply(scope);
        return database.inTenant(
                scope,
                transaction -> new Common(
                        new NamedBooks(agreed, books), stays, store.names(transaction), store.all(transaction)));
    }

    private record Common(NamedBooks books, Holding stay, Map<Origin, Place> names, List<Holding> holdings) {
        Basis basis(YearMonth month) {
            BillingMonth bounds = new BillingMonth(month, zone(), Instant.MAX);
            List<Holding> held = new ArrayList<>();
            held.add(stay);
            for (Holding holding : holdings) {
                Instant end = holding.until();
                if (holding.from().isBefore(bounds.end()) && (end == null || end.isAfter(bounds.start()))) {
                    held.add(holding);
                }
            }
            return new Basis(books.of(bounds.start(), bounds.end()), books.version(), held, this::name);
        }

        ZoneId zone() {
            return books.zone();
        }

        private Place name(Origin origin) {
            Place place = names.get(origin);
            if (place != null || origin.stack() == null) {
                return place == null ? Place.TENANT : place;
            }
            Place stack = names.getOrDefault(
                    new Origin(origin.stack(), null), new Place("", "", shortened(origin.stack()), ""));
            return origin.service() == null
                    ? stack
                    : new Place(stack.environment(), stack.repository(), stack.stack(), shortened(origin.service()));
        }

        /** The end of an id tells things apart: its beginning is the time. */
        private static String shortened(Object id) {
            String text = id.toString();
            return text.substring(text.length() - SHOWN_OF_ID);
        }
    }
}
