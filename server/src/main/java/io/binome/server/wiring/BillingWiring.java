package io.binome.server.wiring;

import io.binome.billing.Bills;
import io.binome.billing.Estimates;
import io.binome.billing.Holding;
import io.binome.billing.Prices;
import io.binome.billing.Spending;
import io.binome.billing.internal.BilledTenants;
import io.binome.billing.internal.BillingRoom;
import io.binome.contracts.ContractVersion;
import io.binome.contracts.Contracts;
import io.binome.database.OpenDatabase;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.repositories.Repositories;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import io.binome.workloads.Workloads;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What things cost, and what that adds up to. */
@Configuration(proxyBeanMethods = false)
public class BillingWiring {
    @Bean
    BillingRoom billingRoom(
            OpenDatabase database, Tenants tenants, Stacks stacks, Repositories repositories, InstantSource clock) {
        return new BillingRoom(new BillingRoom.Needs(
                database, () -> new TenantScope(tenants.provider().id()), stacks, repositories, clock));
    }

    @Bean
    DocumentKind pricesKind(OpenDatabase database, Tenants tenants, InstantSource clock) {
        return BillingRoom.documents(
                database, () -> new TenantScope(tenants.provider().id()), clock);
    }

    @Bean
    Prices prices(BillingRoom room) {
        return room.prices();
    }

    @Bean
    Estimates estimates(BillingRoom room) {
        return room.estimates();
    }

    @Bean
    Spending spending(BillingRoom room) {
        return room.spending();
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    BilledTenants billedTenants(
            BillingRoom room, Contracts contracts, Metering metering, Workloads workloads, Tenants tenants) {
        return room.bills(new BillingRoom.BillNeeds(
                metering,
                scope -> {
                    List<ContractVersion> agreed = contracts.versions(scope);
                    return agreed.isEmpty() ? List.of(contracts.inForce(scope)) : agreed;
                },
                workloads::services,
                workloads::volumes,
                () -> tenants.all().stream()
                        .map(tenant -> new TenantScope(tenant.id()))
                        .toList(),
                scope -> stay(tenants.get(scope))));
    }

    private static Holding stay(Tenant tenant) {
        Tenant.Closed closed = tenant.closed();
        return Holding.tenant(tenant.createdAt(), closed == null ? null : closed.at());
    }

    @Bean
    Bills bills(BilledTenants billed) {
        return billed.bills();
    }
}
