package io.binome.server.wiring;

import io.binome.drivers.vault.VaultKeeper;
import io.binome.drivers.vault.VaultSecretStore;
import io.binome.drivers.vault.VaultSettings;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.SecretStore;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.internal.SecretRoom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Secrets that are kept here, and those that are in Vault. */
@Configuration(proxyBeanMethods = false)
public class SecretWiring {
    @Bean
    KeptSecrets keptSecrets(SecretRoom secrets) {
        return secrets.keptSecrets();
    }

    @Bean
    VaultConnections vaultConnections(SecretRoom secrets) {
        return secrets.vaultConnections();
    }

    @Bean(destroyMethod = "close")
    VaultSecretStore vaultSecretStore(SecretRoom secrets, InstantSource clock) {
        return new VaultSecretStore(
                secrets.vaultConnections(),
                secrets.vaultBorrowings(),
                secrets.fingerprint(),
                clock,
                VaultSettings.DEFAULT);
    }

    @Bean(destroyMethod = "close")
    VaultKeeper vaultKeeper(VaultSecretStore store, SecretRoom secrets, InstantSource clock) {
        return VaultKeeper.start(
                store, secrets.vaultConnections(), secrets.vaultBorrowings(), clock, VaultSettings.DEFAULT.hold());
    }

    /** What engines borrow from. */
    @Bean
    @Primary
    SecretStore secretStore(SecretRoom secrets, VaultSecretStore vault) {
        return secrets.store(vault);
    }
}
