package io.binome.billing.internal;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.Catalogue;
import io.binome.billing.DayCost;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PriceBook;
import io.binome.billing.Prices;
import io.binome.billing.Rating;
import io.binome.billing.internal.BilledUseStore.Kept;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Rates what is metered. Days that are over are added up once and kept, and added up anew when the metering of them has
 * another mark; hours of today are read each time.
 */
final class DatabaseBills implements Bills {
    /** Whose days count as long as no book says so. */
    private static final ZoneId USUAL_ZONE = ZoneId.of("Europe/Paris");

    private static final int SHOWN_OF_ID = 8;

    private final Database database;
    private final BilledUseStore uses;
    private final BilledHoldingStore store;
    private final Holdings holdings;
    private final Prices prices;
    private final Function<TenantScope, List<ContractVersion>> contracts;
    private final Metering metering;
    private final Function<TenantScope, Instant> since;
    private final InstantSource clock;

    DatabaseBills(
            Database database,
            BilledUseStore uses,
            BilledHoldingStore store,
            Holdings holdings,
            Prices prices,
            Function<TenantScope, List<ContractVersion>> contracts,
            Metering metering,
            Function<TenantScope, Instant> since,
            InstantSource clock) {
        this.database = database;
        this.uses = uses;
        this.store = store;
        this.holdings = holdings;
        this.prices = prices;
        this.contracts = contracts;
        this.metering = metering;
        this.since = since;
        this.clock = clock;
    }

    @Override
    public YearMonth current(TenantScope scope) {
        return current(basis(scope));
    }

    private YearMonth current(Common common) {
        return YearMonth.from(clock.instant()
                .atZone(common.book(common.agreed().getFirst().contract()).zone()));
    }

    @Override
    public Bill month(TenantScope scope, YearMonth month) {
        holdings.look(scope);
        return month(scope, month, basis(scope), true);
    }

    private Bill month(TenantScope scope, YearMonth month, Common common, boolean byDay) {
        Basis basis = common.basis(month);
        Rating rating = new Rating(basis.book(), month, clock.instant());
        if (!byDay) {
            rating.withoutDays();
        }
        basis.holdings().forEach(rating::add);
        used(scope, month, basis.book().zone(), rating);
        return rating.bill(basis.names());
    }

    /** All of the days that are over from what is kept, where that still holds. */
    private void used(TenantScope scope, YearMonth month, ZoneId zone, Rating rating) {
        Instant today =
                clock.instant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        Instant over = today.isBefore(rating.until()) ? today : rating.until();
        if (over.isAfter(rating.from())) {
            String mark = metering.mark(scope, rating.from(), over);
            Optional<Kept> kept = database.inTenant(scope, transaction -> uses.kept(transaction, zone, month));
            if (kept.filter(new Kept(over, mark)::equals).isEmpty()) {
                keep(scope, month, zone, new Kept(over, mark), rating);
            } else {
                database.inTenant(scope, transaction -> {
                    uses.read(transaction, zone, month, rating);
                    return true;
                });
            }
        }
        if (over.isBefore(rating.until())) {
            metering.hours(scope, over.isAfter(rating.from()) ? over : rating.from(), rating.until(), rating::add);
        }
    }

    private void keep(TenantScope scope, YearMonth month, ZoneId zone, Kept kept, Rating rating) {
        UsageSheet sheet = new UsageSheet(new BillingMonth(month, zone, kept.until()));
        metering.hours(scope, rating.from(), kept.until(), hour -> {
            sheet.add(hour);
            rating.add(hour);
        });
        database.inTenant(scope, transaction -> {
            store.lock(transaction);
            uses.keep(transaction, zone, month, kept, sheet);
            return true;
        });
    }

    @Override
    public SortedMap<YearMonth, Bill> year(TenantScope scope, int year) {
        holdings.look(scope);
        Common common = basis(scope);
        YearMonth last = current(common);
        SortedMap<YearMonth, Bill> bills = new TreeMap<>();
        for (YearMonth month = YearMonth.of(year, 1);
                month.getYear() == year && !month.isAfter(last);
                month = month.plusMonths(1)) {
            bills.put(month, month(scope, month, common, false));
        }
        return bills;
    }

    @Override
    public List<DayCost> days(TenantScope scope, LocalDate from, LocalDate until) {
        holdings.look(scope);
        Common common = basis(scope);
        YearMonth last = current(common);
        List<DayCost> days = new ArrayList<>();
        for (YearMonth month = YearMonth.from(from);
                month.atDay(1).isBefore(until) && !month.isAfter(last);
                month = month.plusMonths(1)) {
            month(scope, month, common, true).days().stream()
                    .filter(day -> !day.day().isBefore(from) && day.day().isBefore(until))
                    .forEach(days::add);
        }
        return days;
    }

    @Override
    public List<UsageHour> hours(TenantScope scope, YearMonth month, Origin origin) {
        Rating rating = new Rating(basis(scope).basis(month).book(), month, clock.instant());
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

    private Common basis(TenantScope scope) {
        List<ContractVersion> agreed = contracts.apply(scope);
        Optional<Prices.Version> books = prices.inForce();
        Instant begin = since.apply(scope);
        return database.inTenant(
                scope,
                transaction -> new Common(agreed, books, begin, store.names(transaction), store.all(transaction)));
    }

    /** @param agreed newest first, at least the offer */
    private record Common(
            List<ContractVersion> agreed,
            Optional<Prices.Version> books,
            Instant since,
            Map<Origin, Place> names,
            List<Holding> holdings) {
        Basis basis(YearMonth month) {
            PriceBook book = book(contract(month));
            Rating bounds = new Rating(book, month);
            List<Holding> held = new ArrayList<>();
            held.add(Holding.tenant(since));
            for (Holding holding : holdings) {
                Instant end = holding.until();
                if (holding.from().isBefore(bounds.until()) && (end == null || end.isAfter(bounds.from()))) {
                    held.add(holding);
                }
            }
            return new Basis(book, books.map(Prices.Version::number).orElse(0), held, this::name);
        }

        /** What was in force when the month ended; it holds for all of it. */
        private Contract contract(YearMonth month) {
            Instant end = month.plusMonths(1).atDay(1).atStartOfDay(USUAL_ZONE).toInstant();
            return agreed.stream()
                    .filter(version -> version.since().isBefore(end))
                    .findFirst()
                    .orElse(agreed.getLast())
                    .contract();
        }

        PriceBook book(Contract contract) {
            return books.flatMap(version -> version.book(contract.priceBook()))
                    .filter(book -> book.currency().equals(contract.currency()))
                    .orElseGet(() -> new PriceBook(
                            "",
                            "",
                            contract.currency(),
                            BigDecimal.ZERO,
                            0,
                            USUAL_ZONE,
                            new TreeMap<>(),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(),
                            Catalogue.EMPTY));
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
