package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
import io.binome.metering.UsageSource.Counters;
import io.binome.metering.UsageSource.Owner;
import io.binome.metering.UsageSource.Sweep;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What agents bring of traffic that is older than themselves, and of times that are long. */
class AgentReportsTest {
    private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final TenantScope tenant = new TenantScope(new TenantId(UUID.randomUUID()));
    private final Owner old = new Owner.Stack(tenant.tenant(), new StackId(UUID.randomUUID()));
    private final Owner made = new Owner.Stack(tenant.tenant(), new StackId(UUID.randomUUID()));
    private final HostId host = new HostId(UUID.randomUUID());
    private final ScriptedSource source = new ScriptedSource(START).clockOff(Duration.ofDays(-400));

    @Test
    void whatABridgeCountedBeforeItsAgentWasThereIsNobodys() {
        try (TestDatabase database = TestDatabase.fresh()) {
            send(database);
            source.flow(old, "old@1", 9_000_000, START.minus(Duration.ofDays(9)))
                    .flow(made, "made@1", 70, START.plusSeconds(1));
            send(database);
            source.flow(old, "old@1", 9_000_005, START.minus(Duration.ofDays(9)));
            send(database);
            List<UsageHour> hours = new ArrayList<>();
            new DatabaseMetering(database.database(), new UsageStore(), source::now)
                    .hours(tenant, START, START.plus(Duration.ofDays(1)), hours::add);
            assertThat(hours).extracting(UsageHour::sentBytes).containsExactlyInAnyOrder(5L, 70L);
        }
    }

    /**
     * Each hour of each counter is a row, of which one report has a hundred thousand at most. One reading alone is always counted,
     * in longer pieces where it must be: else the host would be stuck with it for good.
     */
    @Test
    void aReportOfMoreHoursThanCanBeHeldIsToBeHalvedAndAReadingAloneIsCountedInLongerPieces() {
        try (TestDatabase database = TestDatabase.fresh()) {
            List<Counters> many = new ArrayList<>();
            for (int i = 0; i < 15_000; i++) {
                Owner one = new Owner.Service(
                        tenant.tenant(), new StackId(new UUID(1, 1)), new WorkloadId(UUID.randomUUID()));
                many.add(new Counters(one, "group " + i, 1_000_000, 0, 0, 0, false, -1, -1));
            }
            Sweep first = of(Duration.ofHours(1), List.of());
            Sweep later = of(Duration.ofDays(4), many);
            Sweep last = of(Duration.ofDays(8), many);
            AgentReport.Moment sent = new AgentReport.Moment("boot", Duration.ofDays(8), START);
            assertThatThrownBy(() -> server(database).take(host, new AgentReport(sent, 0, List.of(first, later, last))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("send its first half");
            for (Sweep alone : List.of(first, later)) {
                assertThat(server(database)
                                .take(host, new AgentReport(sent, 0, List.of(alone)))
                                .counted())
                        .isEqualTo(1);
            }
            assertThat(new DatabaseMetering(database.database(), new UsageStore(), source::now)
                            .days(tenant, START.minus(Duration.ofDays(9)), START.plus(Duration.ofDays(1))).stream()
                                    .mapToLong(UsageHour::cpuMicros)
                                    .sum())
                    .isEqualTo(15_000 * 1_000_000L);
        }
    }

    private static Sweep of(Duration sinceBoot, List<Counters> all) {
        return new Sweep(START, sinceBoot, "boot", all);
    }

    /** Another one each time. */
    private DatabaseAgents server(TestDatabase database) {
        return new DatabaseAgents(new DatabaseAgents.Needs(
                database.database(),
                new DatabaseLedger(database.database(), source::now),
                () -> tenant,
                _ -> Optional.empty(),
                _ -> List.of(),
                _ -> Set.of(tenant.tenant()),
                MeteringSettings.USUAL,
                new SecureRandom(),
                source::now));
    }

    private void send(TestDatabase database) {
        Sweep now = source.sweep();
        AgentReport report =
                new AgentReport(new AgentReport.Moment(now.bootId(), now.sinceBoot(), now.at()), 0, List.of(now));
        server(database).take(host, AgentReportFormat.readReport(AgentReportFormat.write(report)));
        source.pass(SWEEP);
    }
}
