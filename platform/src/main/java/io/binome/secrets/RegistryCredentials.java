package io.binome.secrets;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.util.List;
import java.util.Optional;

/**
 * The logins of tenants at image registries. A registry is a host name with port if any; {@code docker.io} is Docker's
 * own by whichever of its names it is asked for.
 */
public interface RegistryCredentials {
    /** Keeps a login, instead of the one for the same registry if there is one. */
    void put(TenantScope scope, Actor actor, Login login);

    /** @throws io.binome.kernel.ProblemException with {@link SecretsProblem.RegistryLoginNotFound} */
    void remove(TenantScope scope, Actor actor, String registry);

    /** The names of the registries alone, sorted: fit to be shown. */
    List<String> registries(TenantScope scope);

    /** For whoever pulls an image; nothing of it may be shown. */
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
}
