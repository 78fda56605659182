package io.binome.server.wiring;

import io.binome.database.OpenDatabase;
import io.binome.drivers.docker.DockerProbe;
import io.binome.drivers.docker.DockerSettings;
import io.binome.drivers.vault.TransitKeys;
import io.binome.kernel.HostId;
import io.binome.kernel.Ids;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerSigner;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.Sealing;
import io.binome.secrets.VaultKeySettings;
import io.binome.secrets.WrappingKey;
import io.binome.secrets.internal.SecretRoom;
import io.binome.server.settings.Settings;
import io.binome.server.settings.UnsafeSettingException;
import io.binome.sites.Sites;
import io.binome.sites.internal.DatabaseSites;
import io.binome.tenancy.Tenants;
import io.binome.workloads.ImageOwnership;
import io.binome.workloads.Runtime;
import io.binome.workloads.Runtime.RuntimeUnavailable;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keys and logins, and the servers that they open. */
@Configuration(proxyBeanMethods = false)
public class SiteWiring {
    private static final String UNIX = "unix://";

    @Bean
    SecretRoom secretRoom(
            OpenDatabase database,
            Ledger ledger,
            InstantSource clock,
            SecureRandom random,
            Settings settings,
            Tenants tenants) {
        List<TenantScope> scopes = tenants.all().stream()
                .map(tenant -> new TenantScope(tenant.id()))
                .toList();
        Optional<VaultKeySettings> vault = settings.vaultKey().settings();
        WrappingKey master = vault.isPresent()
                ? new TransitKeys().open(vault.get())
                : SecretRoom.masterKey(
                        settings.home().resolve("keys").resolve("master-key"), System.getenv(), database, scopes);
        SecretRoom room = new SecretRoom(database, ledger, clock, master, random);
        room.prepare(scopes);
        return room;
    }

    @Bean
    Sealing sealing(SecretRoom secrets) {
        return secrets.sealing();
    }

    @Bean
    LedgerSigner ledgerSigner(SecretRoom secrets) {
        return secrets.ledgerSigner();
    }

    @Bean
    RegistryCredentials registryCredentials(SecretRoom secrets) {
        return secrets.registryCredentials();
    }

    @Bean
    Sites sites(
            OpenDatabase database,
            Tenants tenants,
            Ledger ledger,
            Sealing sealing,
            Settings settings,
            ImageOwnership ownership,
            InstantSource clock,
            Ids ids,
            ObjectProvider<Runtime> runtime) {
        DatabaseSites sites = new DatabaseSites(new DatabaseSites.Needs(
                database,
                tenants,
                ledger,
                sealing,
                new DockerProbe(dockerSettings(settings), ownership, clock),
                host -> use(runtime.getObject(), host),
                settings.work().trustedNetworks(),
                clock,
                ids));
        sites.ensureLocal(localSocket(settings.docker().host()));
        return sites;
    }

    /** The same for an engine that is only asked whether it answers and for those that are used. */
    static DockerSettings dockerSettings(Settings settings) {
        return DockerSettings.defaults().withNetworkPool(settings.docker().networkPool());
    }

    private static Optional<String> use(Runtime runtime, HostId host) {
        try {
            int containers = runtime.observe(host, Optional.empty()).size();
            return containers == 0 ? Optional.empty() : Optional.of(containers + " containers");
        } catch (RuntimeUnavailable away) {
            return Optional.of("nobody knows what, since it does not answer");
        }
    }

    private static String localSocket(String host) {
        if (!host.startsWith(UNIX)) {
            throw new UnsafeSettingException("binome.docker.host must be " + UNIX + "/path of this machine's engine;"
                    + " others are registered with `binome host add`. It is " + host);
        }
        return host.substring(UNIX.length());
    }
}
