package io.binome.server.wiring;

import io.binome.billing.Spending;
import io.binome.billing.internal.MonthEnd;
import io.binome.contracts.Contracts;
import io.binome.database.OpenDatabase;
import io.binome.drivers.vault.VaultSecretStore;
import io.binome.drivers.vault.VaultWatch;
import io.binome.guidelines.Guidelines;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Checkpoints;
import io.binome.metering.internal.AgentWatch;
import io.binome.notifications.Watch;
import io.binome.secrets.VaultConnections;
import io.binome.server.settings.Settings;
import io.binome.sites.Sites;
import io.binome.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is watched for so that people are told of it. */
@Configuration(proxyBeanMethods = false)
public class NoticeWatchWiring {
    @Bean
    Watch exemptionWatch(Guidelines guidelines, Tenants tenants) {
        return NoticeWatches.exemptions(guidelines, tenants);
    }

    @Bean
    Watch offerWatch(Contracts contracts, Tenants tenants) {
        return NoticeWatches.offers(contracts, tenants);
    }

    @Bean
    Watch measuredBudgetWatch(Spending spending, Contracts contracts, Tenants tenants) {
        return NoticeWatches.measured(spending, contracts, tenants);
    }

    @Bean
    Watch invoiceWatch(MonthEnd monthEnd, Tenants tenants) {
        return NoticeWatches.invoices(monthEnd, tenants);
    }

    @Bean
    Watch cosigningWatch(Checkpoints checkpoints, Tenants tenants, InstantSource clock) {
        return NoticeWatches.cosigning(checkpoints, tenants, clock);
    }

    @Bean
    Watch vaultWatch(VaultSecretStore store, VaultConnections connections, Tenants tenants, InstantSource clock) {
        return new VaultWatch(
                store, connections, scope -> "/t/" + tenants.get(scope).name() + "/secrets", clock);
    }

    @Bean
    Watch agentWatch(OpenDatabase database, Tenants tenants, Sites sites, Settings settings, InstantSource clock) {
        return new AgentWatch(new AgentWatch.Needs(
                database,
                () -> new TenantScope(tenants.provider().id()),
                sites,
                "/provider/sites",
                settings.metering().silentAfter(),
                settings.notices().every(),
                clock));
    }

    @Bean
    Watch budgetWatch(Spending spending, Contracts contracts, Tenants tenants) {
        return NoticeWatches.budgets(spending, contracts, tenants);
    }
}
