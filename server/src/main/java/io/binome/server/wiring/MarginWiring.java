package io.binome.server.wiring;

import io.binome.billing.Bills;
import io.binome.database.Database;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.margin.HostCosts;
import io.binome.margin.Margins;
import io.binome.margin.internal.MarginRoom;
import io.binome.metering.Reconciliation;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What hosts cost the provider, and what is left of what it bills. */
@Configuration(proxyBeanMethods = false)
public class MarginWiring {
    @Bean
    MarginRoom marginRoom(
            Database database,
            Tenants tenants,
            Sites sites,
            Reconciliation reconciliation,
            Bills bills,
            Ledger ledger,
            Ids ids,
            InstantSource clock) {
        return new MarginRoom(new MarginRoom.Needs(
                database,
                () -> new TenantScope(tenants.provider().id()),
                sites,
                reconciliation,
                bills::month,
                tenants::all,
                ledger,
                ids,
                clock));
    }

    @Bean
    HostCosts hostCosts(MarginRoom room) {
        return room.costs();
    }

    @Bean
    Margins margins(MarginRoom room) {
        return room.margins();
    }
}
