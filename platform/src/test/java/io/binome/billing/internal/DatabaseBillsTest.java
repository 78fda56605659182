package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static io.binome.database.tables.BilledMonth.BILLED_MONTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.BillLine.Kind;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.Holding;
import io.binome.billing.Origin;
import io.binome.billing.PriceBook.FeeFor;
import io.binome.billing.Rating;
import io.binome.billing.TestBooks;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.changes.internal.ChangesFixture;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractVersion;
import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.FakeMetering;
import io.binome.metering.UsageHour;
import io.binome.workloads.Workloads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bills over real PostgreSQL, real stacks, and usage by hand. */
class DatabaseBillsTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant NOON = Instant.parse("2026-11-22T11:00:00Z");
    private static final HostId HOST = new HostId(UUID.randomUUID());

    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private final FakeMetering metering = new FakeMetering();
    private final List<Workloads.Service> services = new ArrayList<>();
    private final List<Workloads.Volume> volumes = new ArrayList<>();
    private @Nullable String book = "standard";
    private Instant now = NOON;
    private @Nullable Instant ended;
    private final Bills bills = new BillingRoom(new BillingRoom.Needs(
                    room.database.database(), () -> room.scope, room.stacks, room.repositories, clock()))
            .bills(new BillingRoom.BillNeeds(
                    metering,
                    _ -> List.of(new ContractVersion(1, contract(book), true, null, null, "", Instant.EPOCH)),
                    _ -> services,
                    _ -> volumes,
                    () -> List.of(room.scope),
                    _ -> Holding.tenant(Instant.parse("2026-10-31T23:00:00Z"), ended)))
            .bills();
    private Origin web = Origin.TENANT;

    private InstantSource clock() {
        return () -> now;
    }

    @BeforeEach
    void applied() {
        room.ship("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "size=1\n"));
        WorkloadId service = new WorkloadId(UUID.randomUUID());
        web = new Origin(room.stack("web").id(), service);
        services.add(new Workloads.Service(service, room.stack("web").id(), "front", 2));
        inForce(1, TestBooks.STANDARD);
    }

    private void inForce(int version, String standard) {
        room.database.database().inTenant(room.scope, transaction -> {
            new PriceVersionStore()
                    .add(
                            transaction,
                            new Stored(
                                    version,
                                    "prices",
                                    "1".repeat(40),
                                    null,
                                    new TreeMap<>(Map.of("standard.yaml", standard, "cloud.csv", TestBooks.CLOUD)),
                                    NOON));
            return true;
        });
    }

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void theMonthSoFarByPlace() {
        use("2026-11-21T10:00:00Z", 10);
        use("2026-11-22T10:00:00Z", 2);
        use("2026-11-22T12:00:00Z", 50); // Not begun yet.
        Bill bill = bills.month(room.scope, NOVEMBER);
        assertThat(bill.complete()).isFalse();
        assertThat(bill.until()).isEqualTo(NOON);
        BillLine cpu = usage(bill);
        assertThat(cpu.place().environment()).isEqualTo("production");
        assertThat(cpu.place().stack()).isEqualTo("web");
        assertThat(cpu.place().service()).isEqualTo("front");
        assertThat(cpu.quantity()).isEqualTo(12 * CPU_HOUR);
        assertThat(cpu.amount().amount()).isEqualByComparingTo("0.14");
        assertThat(bill.days().stream().filter(day -> day.measured() != null).map(DayCost::day))
                .containsExactly(LocalDate.parse("2026-11-21"), LocalDate.parse("2026-11-22"));
        // 150 EUR a month for the 21.5 of 30 days that are over.
        assertThat(bill.lines().getFirst().amount().amount()).isEqualByComparingTo("107.50");
        assertThat(bills.hours(room.scope, NOVEMBER, web)).hasSize(2);
    }

    @Test
    void daysThatAreOverAreReadOnceAndAgainWhenTheyAreCorrected() {
        use("2026-11-20T10:00:00Z", 10);
        use("2026-11-22T10:00:00Z", 1);
        Bill first = bills.month(room.scope, NOVEMBER);
        int asked = metering.asked();
        assertThat(bills.month(room.scope, NOVEMBER)).isEqualTo(first);
        assertThat(metering.asked() - asked).as("only today's").isEqualTo(1);
        use("2026-11-20T11:00:00Z", 5);
        assertThat(usage(bills.month(room.scope, NOVEMBER)).quantity()).isEqualTo(16 * CPU_HOUR);
        now = Instant.parse("2026-12-05T00:00:00Z");
        Bill over = bills.month(room.scope, NOVEMBER);
        assertThat(over.complete()).isTrue();
        Bill ofYear = bills.year(room.scope, 2026).get(NOVEMBER);
        assertThat(ofYear.lines()).isEqualTo(over.lines());
        assertThat(ofYear.total()).isEqualTo(over.total());
        assertThat(bills.current(room.scope)).isEqualTo(YearMonth.of(2026, 12));
    }

    @Test
    void aMonthWithoutUseIsNotKeptWhoeverAsksForIt() {
        now = Instant.parse("2026-12-01T00:00:00Z");
        bills.month(room.scope, YearMonth.of(1970, 1));
        bills.month(room.scope, NOVEMBER);
        assertThat(keptMonths()).isZero();
        use("2026-11-20T10:00:00Z", 10);
        bills.month(room.scope, NOVEMBER);
        assertThat(keptMonths()).isOne();
    }

    private int keptMonths() {
        return room.database.database().inTenant(room.scope, transaction -> transaction
                .sql()
                .fetchCount(
                        BILLED_MONTH,
                        BILLED_MONTH.TENANT_ID.eq(room.scope.tenant().value())));
    }

    @Test
    void whatIsKeptIsRatedAsTheHoursWouldBe() {
        for (int hour = 0; hour < 24 * 30; hour += 5) {
            use(Instant.parse("2026-10-31T20:00:00Z").plusSeconds(hour * 3_600L).toString(), hour);
        }
        now = Instant.parse("2026-12-01T00:00:00Z");
        bills.month(room.scope, NOVEMBER);
        Bill kept = bills.month(room.scope, NOVEMBER);
        Bills.Basis basis = bills.basis(room.scope, NOVEMBER);
        Rating anew = new Rating(basis.books(), NOVEMBER);
        basis.holdings().forEach(anew::add);
        metering.hours(room.scope, anew.from(), anew.until(), anew::add);
        assertThat(anew.bill(basis.names())).isEqualTo(kept);
    }

    @Test
    void aYearIsWhatItsHoursAreRatedToWhateverIsKeptOfIt() {
        Random random = new Random(11);
        for (int round = 0; round < 6; round++) {
            now = Instant.parse("2026-11-22T11:00:00Z").plus(Duration.ofDays(20L * round));
            for (int i = 0; i < 150; i++) {
                // Hours that come late too, for months that are kept by now.
                Duration ago = Duration.ofHours(random.nextInt(24 * 330));
                use(now.truncatedTo(ChronoUnit.HOURS).minus(ago).toString(), random.nextInt(9));
            }
            if (round == 3) {
                inForce(2, TestBooks.STANDARD.replace("0.012", "0.019"));
            }
            if (round == 4) {
                services.clear();
            }
            YearMonth last = bills.current(room.scope);
            SortedMap<YearMonth, Bill> year = bills.months(room.scope, last.minusMonths(11), last);
            assertThat(year).hasSize(12);
            year.forEach((month, bill) -> {
                Bills.Basis basis = bills.basis(room.scope, month);
                Rating anew = new Rating(basis.books(), month, now);
                basis.holdings().forEach(anew::add);
                metering.hours(room.scope, anew.from(), anew.until(), anew::add);
                assertThat(bill.lines())
                        .as("%s", month)
                        .isEqualTo(anew.bill(basis.names()).lines());
                assertThat(bill.total())
                        .isEqualTo(bill.lines().stream()
                                .map(BillLine::amount)
                                .filter(Objects::nonNull)
                                .reduce(Money.zero("EUR"), Money::plus));
            });
        }
    }

    @Test
    void feesAreAskedForWhatWasThereAndNamesAreKept() {
        bills.month(room.scope, NOVEMBER);
        now = NOON.plusSeconds(86_400);
        volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                room.stack("web").id(),
                "store",
                new Workloads.Location("paris", "one"),
                now,
                null,
                null,
                null));
        services.set(0, new Workloads.Service(web.service(), web.stack(), "front", 3));
        bills.month(room.scope, NOVEMBER);
        now = NOON.plusSeconds(2 * 86_400);
        services.clear();
        volumes.clear();
        use("2026-11-24T10:00:00Z", 1);
        Bill bill = bills.month(room.scope, NOVEMBER);
        List<Holding> holdings = bills.basis(room.scope, NOVEMBER).holdings();
        assertThat(holdings)
                .contains(
                        new Holding(web, FeeFor.SERVICE, "", 1, NOON, NOON.plusSeconds(2 * 86_400)),
                        new Holding(web, FeeFor.REPLICA, "", 2, NOON, NOON.plusSeconds(86_400)),
                        new Holding(
                                web, FeeFor.REPLICA, "", 3, NOON.plusSeconds(86_400), NOON.plusSeconds(2 * 86_400)));
        assertThat(holdings).hasSize(5);
        BillLine watching = bill.lines().stream()
                .filter(line -> line.name().equals("watching"))
                .findFirst()
                .orElseThrow();
        assertThat(watching.quantity()).isEqualTo(2 * 86_400);
        assertThat(watching.place().service()).isEqualTo("front");
        assertThat(usage(bill).place().service()).isEqualTo("front");
    }

    @Test
    void aTenantThatWasClosedIsBilledToTheSecondAndNotForWhatItLeftBehind() {
        bills.month(room.scope, NOVEMBER);
        volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                room.stack("web").id(),
                "store",
                new Workloads.Location("paris", "one"),
                now,
                null,
                null,
                null));
        bills.month(room.scope, NOVEMBER);
        ended = NOON.plusSeconds(90);
        now = NOON.plusSeconds(3 * 86_400);
        List<Holding> holdings = bills.basis(room.scope, NOVEMBER).holdings();
        assertThat(holdings).hasSize(4).allSatisfy(one -> assertThat(one.until())
                .isEqualTo(ended));
        assertThat(bills.ended(room.scope)).contains(NOON.plusSeconds(90));

        now = Instant.parse("2027-02-01T10:00:00Z");
        assertThat(bills.month(room.scope, NOVEMBER).lines())
                .filteredOn(line -> line.name().equals("watching"))
                .singleElement()
                .satisfies(line -> assertThat(line.quantity()).isEqualTo(90));
        for (YearMonth later : List.of(YearMonth.of(2026, 12), YearMonth.of(2027, 1))) {
            assertThat(bills.month(room.scope, later).lines()).isEmpty();
        }
    }

    @Test
    void withoutABookEveryLineIsUnknown() {
        use("2026-11-21T10:00:00Z", 10);
        book = null;
        Bill bill = bills.month(room.scope, NOVEMBER);
        assertThat(bill.bookNames()).isEmpty();
        assertThat(bill.unpriced()).isEqualTo(1);
        assertThat(bill.total().micros()).isZero();
    }

    private static BillLine usage(Bill bill) {
        return bill.lines().stream()
                .filter(line -> line.kind() == Kind.USAGE)
                .findFirst()
                .orElseThrow();
    }

    private void use(String hour, long cpuHours) {
        metering.add(new UsageHour(
                room.scope.tenant(),
                web.stack(),
                web.service(),
                HOST,
                Instant.parse(hour),
                0,
                cpuHours * CPU_HOUR,
                0,
                0,
                0,
                0,
                false,
                true));
    }

    private static Contract contract(@Nullable String book) {
        return DatabaseSpendingTest.contract(book);
    }
}
