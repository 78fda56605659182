package io.binome.server.wiring;

import io.binome.billing.Spending;
import io.binome.contracts.Contracts;
import io.binome.guidelines.Guidelines;
import io.binome.notifications.Watch;
import io.binome.tenancy.Tenants;
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
    Watch budgetWatch(Spending spending, Contracts contracts, Tenants tenants) {
        return NoticeWatches.budgets(spending, contracts, tenants);
    }
}
