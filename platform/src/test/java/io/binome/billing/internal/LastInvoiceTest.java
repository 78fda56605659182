package io.binome.billing.internal;

import static io.binome.billing.TestUsage.CPU_HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.billing.Bills;
import io.binome.billing.Holding;
import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.billing.InvoiceProblem;
import io.binome.billing.InvoiceReplay;
import io.binome.billing.InvoiceWriter;
import io.binome.billing.Invoices;
import io.binome.billing.internal.PriceVersionStore.Stored;
import io.binome.changes.internal.ChangesFixture;
import io.binome.contracts.Contract;
import io.binome.contracts.ContractReading;
import io.binome.contracts.ContractVersion;
import io.binome.kernel.Actor;
import io.binome.kernel.HostId;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.kernel.VolumeId;
import io.binome.kernel.WorkloadId;
import io.binome.metering.FakeMetering;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import io.binome.tenancy.Closing;
import io.binome.tenancy.StayListener;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.internal.DatabaseClosings;
import io.binome.tenancy.internal.DatabaseTenants;
import io.binome.workloads.Workloads;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a tenant pays for the month in which it was closed, over real PostgreSQL, real bills and a real closing. */
class LastInvoiceTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Actor OWNER = new Actor.Machine("test");
    /** In November from its first moment on in Paris. */
    private static final Instant CAME = Instant.parse("2026-10-31T23:00:00Z");

    private static final Instant END = Instant.parse("2026-11-22T11:00:00Z");
    private static final String BOOK = """
            name: standard
            currency: EUR
            vat: 20
            prices:
              cpu: [{from: 2026-01-01, price: 0.012}]
            fees:
              - {name: support, for: tenant, prices: [{from: 2026-01-01, price: 150}]}
              - {name: watching, for: service, prices: [{from: 2026-01-01, price: 2.5}]}
              - {name: keeping, for: volume, prices: [{from: 2026-01-01, price: 3}]}
            """;

    private final ChangesFixture room = new ChangesFixture(_ -> List.of());
    private Instant now = Instant.parse("2026-11-12T11:00:00Z");
    private final InstantSource clock = () -> now;
    private final FakeMetering metering = new FakeMetering();
    private final List<Workloads.Service> services = new ArrayList<>();
    private final List<Workloads.Volume> volumes = new ArrayList<>();
    private final DatabaseTenants tenants =
            new DatabaseTenants(room.database.database(), room.ledger, clock, UUID::randomUUID, new SecureRandom());
    private final BillingRoom billing = new BillingRoom(
            new BillingRoom.Needs(room.database.database(), () -> room.scope, room.stacks, room.repositories, clock));
    private final ContractVersion contract =
            new ContractVersion(1, contract(), true, null, null, InvoicesFixture.CONTRACT, Instant.EPOCH);
    private final Bills bills = billing.bills(new BillingRoom.BillNeeds(
                    metering,
                    _ -> List.of(contract),
                    _ -> services,
                    _ -> volumes,
                    () -> List.of(room.scope),
                    _ -> stay()))
            .bills();
    private final MonthEnd monthEnd = billing.invoices(new BillingRoom.InvoiceNeeds(
            bills,
            metering,
            _ -> contract,
            invoice -> {
                byte[] text = invoice.number().getBytes(StandardCharsets.UTF_8);
                return new InvoiceWriter.Written(text, text, "none");
            },
            room.ledger,
            (_, _, _) -> {},
            () -> List.of(room.scope),
            UUID::randomUUID));
    private final Invoices invoices = monthEnd.invoices();
    private Workloads.Service web = new Workloads.Service(new WorkloadId(UUID.randomUUID()), null, "front", 1);

    private static Contract contract() {
        return ((ContractReading.Read)
                        ContractReading.of("contract.yaml", InvoicesFixture.CONTRACT.getBytes(StandardCharsets.UTF_8)))
                .contract();
    }

    private Holding stay() {
        Tenant.Closed closed = tenants.get(room.scope).closed();
        return Holding.tenant(CAME, closed == null ? null : closed.at());
    }

    @BeforeEach
    void applied() {
        room.ship("first", Map.of("binome.yaml", ChangesFixture.manifest("web"), "web/things", "size=1\n"));
        web = new Workloads.Service(web.id(), room.stack("web").id(), "front", 1);
        room.database.database().inTenant(room.scope, transaction -> {
            new PriceVersionStore()
                    .add(
                            transaction,
                            new Stored(
                                    1,
                                    "prices",
                                    "1".repeat(40),
                                    null,
                                    new TreeMap<>(Map.of("standard.yaml", BOOK)),
                                    now));
            return true;
        });
    }

    @AfterEach
    void close() {
        room.close();
    }

    private void use(String hour, long cpuHours) {
        metering.add(new UsageHour(
                room.scope.tenant(),
                web.stack(),
                web.id(),
                new HostId(new UUID(1, 1)),
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

    /** Ten days with a service and a volume; then the service is removed, the volume left behind, and the stay ends. */
    private void stayEnds() {
        services.add(web);
        volumes.add(new Workloads.Volume(
                new VolumeId(UUID.randomUUID()),
                web.stack(),
                "store",
                new Workloads.Location("paris", "one"),
                now,
                null,
                null,
                null));
        bills.month(room.scope, NOVEMBER);
        use("2026-11-20T10:00:00Z", 10);
        use("2026-11-22T10:00:00Z", 2);
        now = END;
        services.clear();
        new DatabaseClosings(room.database.database(), room.ledger, clock, StayListener.NONE)
                .announce(
                        room.scope,
                        OWNER,
                        tenants.get(room.scope).name(),
                        new Closing.Order(null, "The contract ends.", 90, true));
    }

    private static Money euros(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    private List<YearMonth> issued() {
        return invoices.list(room.scope).stream().map(Invoice::month).toList();
    }

    @Test
    void itsLastMonthIsInvoicedToTheSecondAtWhichItWasClosedAndNoOtherIs() {
        stayEnds();
        now = Instant.parse("2026-11-29T12:00:00Z");
        assertThatThrownBy(() -> invoices.issue(room.scope, OWNER, NOVEMBER))
                .as("a month is over when it is over")
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(InvoiceProblem.MonthOpen.class));
        now = Instant.parse("2026-12-02T06:00:00Z");
        monthEnd.look();
        monthEnd.look();
        Invoice last = invoices.list(room.scope).getFirst();
        assertThat(issued()).containsExactly(NOVEMBER);
        // Of 30 days it was there for 21.5, what it had for 10; it used 12 hours.
        assertThat(last.lines())
                .extracting(
                        InvoiceLine::name,
                        line -> line.amount().amount().setScale(2).toPlainString())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("support", "107.50"),
                        org.assertj.core.groups.Tuple.tuple("watching", "0.83"),
                        org.assertj.core.groups.Tuple.tuple("keeping", "1.00"),
                        org.assertj.core.groups.Tuple.tuple(cpu(last).name(), "0.14"));
        assertThat(last.net()).isEqualTo(euros("109.47"));
        assertThat(last.vat()).isEqualTo(euros("21.89"));
        assertThat(cpu(last).quantity()).isEqualByComparingTo("12");
        assertThat(invoices.hours(room.scope, last.id(), cpu(last).position()))
                .extracting(UsageHour::hour)
                .containsExactly(Instant.parse("2026-11-20T10:00:00Z"), Instant.parse("2026-11-22T10:00:00Z"));
        assertThat(InvoiceReplay.of(invoices.file(room.scope, last.id(), Invoices.File.ZIP))
                        .same())
                .isTrue();

        for (String later : List.of("2027-01-02T06:00:00Z", "2027-02-02T06:00:00Z")) {
            now = Instant.parse(later);
            monthEnd.look();
        }
        assertThat(issued()).containsExactly(NOVEMBER);
        assertThatThrownBy(() -> invoices.issue(room.scope, OWNER, NOVEMBER.plusMonths(1)))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isInstanceOf(InvoiceProblem.Nothing.class));
    }

    @Test
    void useThatComesInAfterItsLastInvoiceIsInvoicedOnceMore() {
        stayEnds();
        now = Instant.parse("2026-12-02T06:00:00Z");
        monthEnd.look();
        use("2026-11-22T10:00:00Z", 5);
        now = Instant.parse("2027-01-02T06:00:00Z");
        monthEnd.look();
        monthEnd.look();
        assertThat(issued()).containsExactly(YearMonth.of(2026, 12), NOVEMBER);
        Invoice late = invoices.list(room.scope).getFirst();
        assertThat(late.lines()).singleElement().satisfies(line -> {
            assertThat(line.month()).isEqualTo(NOVEMBER);
            assertThat(line.measured()).isEqualTo(Metered.CPU);
        });
        assertThat(late.net()).isEqualTo(euros("0.06"));
        now = Instant.parse("2027-02-02T06:00:00Z");
        monthEnd.look();
        assertThat(issued()).hasSize(2);
    }

    private static InvoiceLine cpu(Invoice invoice) {
        return invoice.lines().stream()
                .filter(line -> line.measured() == Metered.CPU)
                .findFirst()
                .orElseThrow();
    }
}
