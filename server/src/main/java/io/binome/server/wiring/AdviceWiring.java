package io.binome.server.wiring;

import io.binome.advice.Autonomy;
import io.binome.advice.RightSizing;
import io.binome.advice.internal.AdviceRoom;
import io.binome.advice.internal.AutonomyKeeper;
import io.binome.billing.Bills;
import io.binome.billing.Estimates;
import io.binome.changes.Changes;
import io.binome.contracts.Contracts;
import io.binome.database.Database;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.metering.Metering;
import io.binome.notifications.Watch;
import io.binome.repositories.Repositories;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
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

    @Bean
    RightSizing rightSizing(
            AdviceRoom room,
            Database database,
            Ledger ledger,
            Metering metering,
            Workloads workloads,
            Stacks stacks,
            Estimates estimates,
            Bills bills) {
        return room.rightSizing(
                new AdviceRoom.SizingNeeds(database, ledger, metering, workloads, stacks, estimates, bills));
    }

    @Bean
    Watch unusualUseWatch(
            Metering metering,
            Changes changes,
            Stacks stacks,
            Workloads workloads,
            Tenants tenants,
            InstantSource clock) {
        return AdviceRoom.unusualUse(
                metering,
                changes,
                stacks,
                workloads,
                scope -> tenants.get(scope).name(),
                clock);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    AutonomyKeeper autonomyKeeper(AdviceRoom room, Tenants tenants) {
        return room.keeper(() -> tenants.open().stream()
                .map(tenant -> new TenantScope(tenant.id()))
                .toList());
    }
}
