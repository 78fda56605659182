package io.binome.server.wiring;

import io.binome.advice.Autonomy;
import io.binome.advice.internal.AdviceRoom;
import io.binome.advice.internal.AutonomyKeeper;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.kernel.TenantScope;
import io.binome.repositories.Repositories;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
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

    @Bean(initMethod = "start", destroyMethod = "close")
    AutonomyKeeper autonomyKeeper(AdviceRoom room, Tenants tenants) {
        return room.keeper(() -> tenants.all().stream()
                .map(tenant -> new TenantScope(tenant.id()))
                .toList());
    }
}
