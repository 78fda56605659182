package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantId;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Agents;
import io.binome.metering.Metering;
import io.binome.metering.MeteringSettings;
import io.binome.metering.Reconciliation;
import io.binome.metering.UsageSource;
import io.binome.metering.internal.DatabaseAgents;
import io.binome.metering.internal.MeteringKeeper;
import io.binome.metering.internal.MeteringRoom;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.workloads.KeptBytes;
import io.binome.workloads.internal.WorkloadRoom;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What services really used. */
@Configuration(proxyBeanMethods = false)
public class MeteringWiring {
    @Bean
    MeteringRoom meteringRoom(
            OpenDatabase database,
            Sites sites,
            UsageSource source,
            WorkloadRoom workloads,
            Tenants tenants,
            Settings settings,
            Ids ids,
            InstantSource clock) {
        return new MeteringRoom(new MeteringRoom.Needs(
                database,
                sites,
                source,
                host -> kept(workloads, tenants, host),
                settings(settings.metering()),
                ids,
                clock));
    }

    /** What is left behind by a tenant that is closed is kept for it, and not counted. */
    private static List<KeptBytes> kept(WorkloadRoom workloads, Tenants tenants, HostId host) {
        Set<TenantId> open = tenants.open().stream().map(Tenant::id).collect(Collectors.toSet());
        return workloads.kept(host).stream()
                .filter(volume -> open.contains(volume.tenant()))
                .toList();
    }

    private static MeteringSettings settings(Settings.Meter meter) {
        try {
            return new MeteringSettings(meter.every(), meter.write(), meter.grace());
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.metering: " + wrong.getMessage());
        }
    }

    @Bean
    Metering metering(MeteringRoom room) {
        return room.metering();
    }

    @Bean
    Reconciliation reconciliation(MeteringRoom room) {
        return room.reconciliation();
    }

    @Bean
    Agents agents(
            OpenDatabase database,
            Ledger ledger,
            Tenants tenants,
            Sites sites,
            WorkloadRoom workloads,
            Settings settings,
            SecureRandom random,
            InstantSource clock) {
        return new DatabaseAgents(new DatabaseAgents.Needs(
                database,
                ledger,
                () -> new TenantScope(tenants.provider().id()),
                sites::host,
                host -> kept(workloads, tenants, host),
                workloads::placed,
                settings(settings.metering()),
                random,
                clock));
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    MeteringKeeper meteringKeeper(MeteringRoom room) {
        return room.keeper();
    }
}
