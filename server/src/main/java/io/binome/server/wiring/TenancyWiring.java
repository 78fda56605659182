package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.kernel.Ids;
import io.binome.ledger.Ledger;
import io.binome.ledger.internal.DatabaseLedger;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.FirstStart;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.TenantListener;
import io.binome.tenancy.Tenants;
import io.binome.tenancy.internal.DatabaseFirstStart;
import io.binome.tenancy.internal.DatabaseSignIn;
import io.binome.tenancy.internal.DatabaseTenants;
import io.binome.tenancy.internal.RoleAccess;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Companies, people, and the record of what they do. */
@Configuration(proxyBeanMethods = false)
public class TenancyWiring {
    @Bean
    Ledger ledger(OpenDatabase database, InstantSource clock) {
        return new DatabaseLedger(database, clock);
    }

    /** The provider must be there before anything else asks for it. */
    @Bean
    Tenants tenants(
            OpenDatabase database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            Settings settings,
            FirstPassword firstPassword,
            ObjectProvider<TenantListener> listeners) {
        FirstStart firstStart = new DatabaseFirstStart(database, ledger, clock, ids, random);
        Settings.Provider provider = settings.provider();
        firstStart
                .ensureProvider(provider.name(), provider.title(), provider.ownerEmail())
                .ifPresent(firstPassword::show);
        // Asked only when a tenant is created: those who listen are made with tenants.
        return new DatabaseTenants(database, ledger, clock, ids, random, tenant -> listeners.stream()
                .forEach(listener -> listener.created(tenant)));
    }

    @Bean
    FirstPassword firstPassword(Settings settings) {
        return new FirstPassword(settings);
    }

    @Bean
    SignIn signIn(
            OpenDatabase database,
            Ledger ledger,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            FirstPassword firstPassword) {
        return new DatabaseSignIn(database, ledger, clock, ids, random, firstPassword);
    }

    @Bean
    Access access(OpenDatabase database, InstantSource clock) {
        return new RoleAccess(database, clock);
    }
}
