package io.binome.secrets;

import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;

/**
 * The logins of tenants at image registries, for whoever pulls images; nothing of them may be shown. A registry is a host
 * name with port if any; {@code docker.io} is Docker's own by whichever of its names it is asked for.
 */
public interface RegistryLogins {
    Optional<Login> login(TenantScope scope, String registry);

    /** All of a tenant, for builds, whose base images are not known beforehand. */
    List<Login> logins(TenantScope scope);

    /** A login; its text form shows no password. */
    record Login(String registry, String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + " at " + registry + "]";
        }
    }

    /** No tenant has any. */
    RegistryLogins NONE = new RegistryLogins() {
        @Override
        public Optional<Login> login(TenantScope scope, String registry) {
            return Optional.empty();
        }

        @Override
        public List<Login> logins(TenantScope scope) {
            return List.of();
        }
    };
}
