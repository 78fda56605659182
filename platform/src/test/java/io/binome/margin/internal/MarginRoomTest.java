package io.binome.margin.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Fraction;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.billing.PricedTime;
import io.binome.database.TestDatabase;
import io.binome.kernel.Actor;
import io.binome.kernel.HostCostId;
import io.binome.kernel.HostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.PageRequest;
import io.binome.kernel.Problem;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.margin.HostCost;
import io.binome.margin.HostCosts;
import io.binome.margin.MarginCsv;
import io.binome.margin.MarginProblem;
import io.binome.margin.MonthMargin;
import io.binome.metering.Reconciliation;
import io.binome.metering.Reconciliation.HostUse;
import io.binome.sites.FakeSites;
import io.binome.sites.SitesProblem;
import io.binome.tenancy.Tenant;
import io.binome.testing.TestTenants;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What hosts cost on real PostgreSQL, and what is left of what is billed. */
class MarginRoomTest {
    private static final TenantScope PROVIDER = new TenantScope(new TenantId(new UUID(1, 1)));
    private static final TenantScope ALMA = new TenantScope(new TenantId(new UUID(2, 2)));
    private static final TenantScope BRIO = new TenantScope(new TenantId(new UUID(3, 3)));
    private static final Actor OWNER = new Actor.Machine("test");
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    /** October in Paris has an hour twice. */
    private static final long OCTOBER_SECONDS = 31L * 86_400 + 3_600;

    private static final long GIB = 1L << 30;
    private static TestDatabase server;

    private final Ledger ledger = Ledger.in(server.database(), () -> Instant.EPOCH);
    private final FakeSites sites = new FakeSites();
    private final HostId host = sites.first().id();
    private final List<HostUse> used = new ArrayList<>();
    private final Map<TenantScope, Money> billed = new java.util.HashMap<>();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final MarginRoom room = new MarginRoom(new MarginRoom.Needs(
            server.database(),
            () -> PROVIDER,
            sites,
            new Counted(),
            this::bill,
            () -> List.of(tenant(PROVIDER, "provider"), tenant(ALMA, "alma"), tenant(BRIO, "brio")),
            ledger,
            UUID::randomUUID,
            () -> now));

    @BeforeAll
    static void open() {
        server = TestDatabase.fresh();
        TestTenants.add(server, PROVIDER, ALMA, BRIO);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static Tenant tenant(TenantScope scope, String name) {
        return new Tenant(
                scope.tenant(), name, name.toUpperCase(java.util.Locale.ROOT), scope.equals(PROVIDER), Instant.EPOCH);
    }

    private final class Counted implements Reconciliation {
        @Override
        public List<TenantBalance> ofTenant(TenantScope scope, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<HostBalance> ofHost(HostId of, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Lost> lost(HostId of, Instant from, Instant to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<HostUse> ofHosts(Instant from, Instant to) {
            return used;
        }
    }

    private Bill bill(TenantScope scope, YearMonth month) {
        @Nullable Money total = billed.get(scope);
        List<BillLine> lines = total == null
                ? List.of()
                : List.of(new BillLine(
                        BillLine.Kind.FEE,
                        null,
                        "support",
                        new Origin(null, null),
                        Place.TENANT,
                        PricedTime.days(month.atDay(1), month.plusMonths(1).atDay(1), MonthMargin.ZONE),
                        BigInteger.ONE,
                        BigInteger.ZERO,
                        BigInteger.ZERO,
                        total.amount(),
                        "month",
                        BigInteger.ONE,
                        0,
                        BigDecimal.ONE,
                        List.of(),
                        false,
                        Fraction.of(total.amount()),
                        total));
        return new Bill(
                List.of(),
                "EUR",
                MonthMargin.ZONE,
                month,
                Instant.EPOCH,
                Instant.EPOCH,
                true,
                lines,
                total == null ? Money.zero("EUR") : total,
                0,
                Money.zero("EUR"),
                List.of());
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    private HostCost add(HostCost.Kind kind, String amount, String from, @Nullable String until) {
        return room.costs()
                .add(
                        OWNER,
                        host,
                        new HostCosts.NewCost(
                                kind,
                                new BigDecimal(amount),
                                "EUR",
                                YearMonth.parse(from),
                                until == null ? null : YearMonth.parse(until),
                                "a note"));
    }

    /** So much of a host of 4 processors and 16 GiB, in percent. */
    private void use(@Nullable TenantScope tenant, int cpu, int memory) {
        used.add(new HostUse(
                host,
                tenant == null ? null : tenant.tenant(),
                BigInteger.valueOf(4L * OCTOBER_SECONDS * 1_000_000 / 100 * cpu),
                BigInteger.valueOf(16 * GIB / 100 * OCTOBER_SECONDS).multiply(BigInteger.valueOf(memory))));
    }

    @Test
    void aMonthIsBilledLessWhatItCostsAndWhatNobodyUsedStandsAlone() {
        add(HostCost.Kind.RENT, "250", "2026-09", null);
        add(HostCost.Kind.ENERGY, "50", "2026-10", "2026-11");
        add(HostCost.Kind.LICENCES, "999", "2026-11", null);
        room.costs().size(OWNER, host, YearMonth.of(2026, 9), 4_000, 16 * GIB);
        use(ALMA, 20, 40);
        use(BRIO, 10, 10);
        use(null, 45, 70);
        billed.put(ALMA, euros("150.10"));
        billed.put(BRIO, euros("20"));
        MonthMargin month = room.margins().month(OCTOBER);
        assertThat(month.complete()).isTrue();
        MonthMargin.OfHost one = month.hosts().stream()
                .filter(row -> row.host().equals(host))
                .findFirst()
                .orElseThrow();
        assertThat(one.cost()).isEqualTo(euros("300"));
        assertThat(one.cpuPercent()).isEqualByComparingTo("30.0");
        assertThat(one.memoryPercent()).isEqualByComparingTo("50.0");
        assertThat(one.parts().values()).containsExactlyInAnyOrder(euros("90"), euros("30"));
        assertThat(one.unused()).isEqualTo(euros("180"));
        assertThat(month.tenants())
                .extracting(MonthMargin.OfTenant::name, MonthMargin.OfTenant::margin, MonthMargin.OfTenant::percent)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("alma", euros("60.10"), new BigDecimal("40.0")),
                        org.assertj.core.groups.Tuple.tuple("brio", euros("-10"), new BigDecimal("-50.0")));
        assertThat(month.distributed().plus(month.unused())).isEqualTo(month.cost());
        assertThat(MarginCsv.of(month).lines())
                .containsExactly(
                        "month,tenant,billed,billed_currency,unpriced,cost,margin,percent,currency",
                        "2026-10,alma,150.10,EUR,0,90.00,60.10,40.0,EUR",
                        "2026-10,brio,20.00,EUR,0,30.00,-10.00,-50.0,EUR",
                        "2026-10,,,,," + month.unused().amount().setScale(2).toPlainString() + ",,,EUR");
    }

    @Test
    void withoutASizeAllOfAHostIsUnusedAndSaidToBeOfUnknownSize() {
        add(HostCost.Kind.RENT, "100", "2026-10", null);
        use(ALMA, 50, 50);
        MonthMargin.OfHost row = hostRow(OCTOBER);
        assertThat(row.sized()).isFalse();
        assertThat(row.unused()).isEqualTo(euros("100"));
        assertThat(row.parts().values()).containsExactly(euros("0"));
    }

    private MonthMargin.OfHost hostRow(YearMonth month) {
        return room.margins().month(month).hosts().stream()
                .filter(row -> row.host().equals(host))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMonthThatGoesOnCostsThePartThatIsOver() {
        add(HostCost.Kind.RENT, "300", "2026-11", null);
        now = Instant.parse("2026-11-15T23:00:00Z");
        MonthMargin.OfHost row = hostRow(YearMonth.of(2026, 11));
        // 15 of 30 days: November in Paris begins at 23:00 of UTC.
        assertThat(row.cost()).isEqualTo(euros("150"));
        refused(InvalidInput.class, () -> room.margins().month(YearMonth.of(2026, 12)));
    }

    @Test
    void anEntryEndsSoonerAndNeverLaterAndTheHistoryStays() {
        HostCost rent = add(HostCost.Kind.RENT, "80.50", "2026-01", "2026-11");
        refused(MarginProblem.NotSooner.class, () -> end(rent, "2026-11"));
        refused(MarginProblem.NotSooner.class, () -> end(rent, "2025-12"));
        assertThat(end(rent, "2026-09").until()).isEqualTo(YearMonth.of(2026, 9));
        refused(MarginProblem.NotSooner.class, () -> end(rent, "2026-10"));
        assertThat(end(rent, "2026-01").isMistake()).isTrue();
        assertThat(room.costs().all())
                .filteredOn(cost -> cost.id().equals(rent.id()))
                .singleElement()
                .matches(HostCost::isMistake);
        HostCostId nobody = new HostCostId(UUID.randomUUID());
        refused(MarginProblem.CostUnknown.class, () -> room.costs().end(OWNER, nobody, OCTOBER));
        assertThat(ledger.list(PROVIDER, new LedgerFilter(null, "host:" + host), PageRequest.first(PageRequest.MAX))
                        .items())
                .extracting(LedgerEntry::kind)
                .containsExactlyInAnyOrder("host.cost-added", "host.cost-ended", "host.cost-ended");
    }

    private HostCost end(HostCost cost, String until) {
        return room.costs().end(OWNER, cost.id(), YearMonth.parse(until));
    }

    @Test
    void whatIsNoCostIsRefused() {
        refused(InvalidInput.class, () -> add(HostCost.Kind.RENT, "-0.01", "2026-01", null));
        refused(InvalidInput.class, () -> add(HostCost.Kind.RENT, "0.001", "2026-01", null));
        refused(InvalidInput.class, () -> add(HostCost.Kind.RENT, "1", "2026-01", "2026-01"));
        refused(InvalidInput.class, () -> add(HostCost.Kind.RENT, "1e12", "2026-01", null));
        refused(InvalidInput.class, () -> room.costs().size(OWNER, host, OCTOBER, 0, GIB));
        refused(SitesProblem.HostNotFound.class, () -> room.costs()
                .size(OWNER, new HostId(UUID.randomUUID()), OCTOBER, 1, GIB));
        add(HostCost.Kind.OTHER, "0", "2026-01", null);
        refused(MarginProblem.OtherCurrency.class, () -> room.costs()
                .add(OWNER, host, new HostCosts.NewCost(HostCost.Kind.RENT, BigDecimal.ONE, "USD", OCTOBER, null, "")));
        refused(InvalidInput.class, () -> room.costs()
                .add(
                        OWNER,
                        host,
                        new HostCosts.NewCost(HostCost.Kind.RENT, BigDecimal.ONE, "Euros", OCTOBER, null, "")));
    }

    @Test
    void theTablesAreTheProvidersAloneAndNothingIsChanged() {
        add(HostCost.Kind.RENT, "100", "2026-10", null);
        HostCostStore store = new HostCostStore();
        assertThat(server.database().inTenant(PROVIDER, store::all)).isNotEmpty();
        assertThat(server.database().inTenant(ALMA, store::all)).isEmpty();
        assertThat(server.database().<Integer>inTenant(ALMA, transaction -> transaction
                        .sql()
                        .fetchCount(io.binome.database.tables.HostCost.HOST_COST)))
                .isZero();
        assertThatThrownBy(() -> server.database().<Integer>inTenant(PROVIDER, transaction -> transaction
                        .sql()
                        .deleteFrom(io.binome.database.tables.HostCost.HOST_COST)
                        .execute()))
                .hasStackTraceContaining("permission denied");
    }

    private static void refused(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> assertThat(thrown.problem())
                .isInstanceOf(problem));
    }
}
