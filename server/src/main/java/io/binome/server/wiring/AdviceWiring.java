package io.binome.server.wiring;

import io.binome.advice.Autonomy;
import io.binome.advice.internal.AdviceRoom;
import io.binome.advice.internal.AutonomyKeeper;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.notifications.Watch;
import io.binome.repositories.Repositories;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Binome proposes from the record. */
@Configuration(proxyBeanMethods = false)
public class AdviceWiring {
    @Bean
    AdviceRoom adviceRoom(Changes changes, Contracts contracts, Repositories repositories, InstantSource clock) {
        return new AdviceRoom(new AdviceRoom.Needs(changes, contracts, repositories, clock));
    }

    @Bean
    Autonomy autonomy(AdviceRoom room) {
        return room.autonomy();
    }

    @Bean
    Watch unusualUseWatch(
            ObjectProvider<Metering> metering,
            Changes changes,
            Stacks stacks,
            Workloads workloads,
            Tenants tenants,
            InstantSource clock) {
        Metering known = metering.getIfAvailable();
        return known == null
                ? scope -> List.of()
                : AdviceRoom.unusualUse(
                        known,
                        changes,
                        stacks,
                        workloads,
                        scope -> tenants.get(scope).name(),
                        clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    AutonomyKeeper autonomyKeeper(AdviceRoom room, Tenants tenants) {
        return room.keeper(() -> tenants.all().stream()
                .map(tenant -> new TenantScope(tenant.id()))
                .toList());
    }
}
