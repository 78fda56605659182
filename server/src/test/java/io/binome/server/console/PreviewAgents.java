package io.binome.server.console;

import io.binome.database.Database;
import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.AgentReport;
import io.binome.metering.Agents;
import io.binome.metering.MeteringSettings;
import io.binome.metering.UsageSource.Sweep;
import io.binome.metering.internal.DatabaseAgents;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The remote hosts of {@link ConsolePreview}, whose agents fare differently. */
final class PreviewAgents {
    private static final Actor SETUP = new Actor.Machine("preview");
    private static final Duration UP = Duration.ofDays(12);

    private final ConsolePreview preview;

    PreviewAgents(ConsolePreview preview) {
        this.preview = preview;
    }

    void fill() {
        Instant now = preview.bean(InstantSource.class).instant();
        Site lyon = preview.bean(Sites.class).create(SETUP, "lyon", "Lyon");
        report(host(lyon, "lyon-1", 1), now, Duration.ZERO, 0);
        Instant lately = now.minus(Duration.ofSeconds(9));
        Host late = host(lyon, "lyon-2", 2);
        report(late, now.minus(Duration.ofHours(31)), Duration.ofSeconds(-4_210), 0);
        report(late, lately, Duration.ofSeconds(-4_210), 1_834);
        report(host(lyon, "lyon-3", 3), now.minus(Duration.ofHours(3)), Duration.ofSeconds(95), 0);
        agents(now.minus(Duration.ofHours(1)))
                .issueToken(SETUP, host(lyon, "lyon-4", 4).id());
        host(lyon, "lyon-5", 5);
    }

    private Host host(Site site, String name, int number) {
        String address = "10.20.0." + number;
        return preview.bean(Sites.class)
                .register(SETUP, site.id(), name, new HostEndpoint.Tcp(address, 2376, address, null));
    }

    /** @param waiting with any, nothing of this report is new */
    private void report(Host host, Instant at, Duration clockOff, int waiting) {
        Agents agents = agents(at);
        if (waiting == 0) {
            agents.issueToken(SETUP, host.id());
        }
        Duration up =
                UP.minus(Duration.between(at, preview.bean(InstantSource.class).instant()));
        String boot = "boot-of-" + host.name();
        Instant said = at.plus(clockOff);
        agents.take(
                host.id(),
                new AgentReport(
                        new AgentReport.Moment(boot, up, said),
                        "2026-11-23 a4c584e",
                        waiting,
                        waiting > 0 ? List.of() : List.of(new Sweep(said, up, boot, List.of()))));
    }

    private Agents agents(Instant now) {
        Tenants tenants = preview.bean(Tenants.class);
        return new DatabaseAgents(new DatabaseAgents.Needs(
                preview.bean(Database.class),
                preview.bean(Ledger.class),
                () -> new TenantScope(tenants.provider().id()),
                preview.bean(Sites.class)::host,
                _ -> List.of(),
                _ -> Set.of(),
                MeteringSettings.USUAL,
                new SecureRandom(),
                InstantSource.fixed(now)));
    }
}
