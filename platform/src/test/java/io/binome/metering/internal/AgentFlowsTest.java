package io.binome.metering.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.binome.database.TestDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.MeteringSettings;
import io.binome.metering.ScriptedSource;
import io.binome.metering.UsageHour;
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

/** Traffic that an agent brings: what it says of its counters' age goes over the network, and stays with the server. */
class AgentFlowsTest {
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

    /** Each time to another server. */
    private void send(TestDatabase database) {
        Sweep now = source.sweep();
        AgentReport report =
                new AgentReport(new AgentReport.Moment(now.bootId(), now.sinceBoot(), now.at()), 0, List.of(now));
        new DatabaseAgents(new DatabaseAgents.Needs(
                        database.database(),
                        new DatabaseLedger(database.database(), source::now),
                        () -> tenant,
                        _ -> Optional.empty(),
                        _ -> List.of(),
                        _ -> Set.of(tenant.tenant()),
                        MeteringSettings.USUAL,
                        new SecureRandom(),
                        source::now))
                .take(host, AgentReportFormat.readReport(AgentReportFormat.write(report)));
        source.pass(SWEEP);
    }
}
