package io.binome.server.wiring;

import io.binome.billing.internal.BillingRoom;
import io.binome.contracts.Contracts;
import io.binome.contracts.internal.ContractsRoom;
import io.binome.contracts.internal.GoverningRepository;
import io.binome.contracts.internal.Offer;
import io.binome.database.OpenDatabase;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.repositories.Repositories;
import io.binome.runs.Jobs;
import io.binome.runs.Runs;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.stacks.DocumentKind;
import io.binome.stacks.Stacks;
import io.binome.stacks.internal.DocumentEngine;
import io.binome.tenancy.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the provider and its tenants agreed. */
@Configuration(proxyBeanMethods = false)
public class ContractWiring {
    @Bean
    ContractsRoom contractsRoom(
            OpenDatabase database,
            Tenants tenants,
            Ledger ledger,
            InstantSource clock,
            Sites sites,
            Settings settings) {
        return new ContractsRoom(new ContractsRoom.Needs(
                database,
                tenants,
                ledger,
                clock,
                offer(settings.contract().offer()),
                () -> sites.list().stream().map(Site::name).toList(),
                BillingRoom.rule(
                        database, () -> new TenantScope(tenants.provider().id()))));
    }

    @Bean
    DocumentKind contractKind(ContractsRoom room) {
        return room.kind();
    }

    @Bean
    DocumentEngine documentEngine(
            OpenDatabase database,
            Repositories repositories,
            Runs runs,
            Jobs jobs,
            ObjectProvider<DocumentKind> kinds) {
        return new DocumentEngine(
                database, repositories, runs, jobs, () -> kinds.stream().toList());
    }

    @Bean(initMethod = "start")
    GoverningRepository governingRepository(
            ContractsRoom room, Repositories repositories, Stacks stacks, List<DocumentKind> kinds) {
        return room.repository(repositories, stacks, kinds);
    }

    @Bean
    Contracts contracts(ContractsRoom room) {
        return room.contracts();
    }

    /** An offer that nobody could accept stops the start: it would be every new tenant's. */
    private static Offer offer(@Nullable Path file) {
        if (file == null || file.toString().isBlank()) {
            return Offer.usual();
        }
        try {
            return Offer.of(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            throw new UnsafeSettingException("binome.contract.offer: " + file + " cannot be read");
        } catch (IllegalArgumentException wrong) {
            throw new UnsafeSettingException("binome.contract.offer: " + wrong.getMessage());
        }
    }
}
