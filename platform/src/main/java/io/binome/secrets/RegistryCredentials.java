package io.binome.secrets;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.time.Instant;
import java.util.List;

/** Keeps the logins of tenants at image registries; lends them by {@link RegistryLogins}. */
public interface RegistryCredentials extends RegistryLogins {
    /** Keeps a login, instead of the one for the same registry if there is one. */
    void put(TenantScope scope, Actor actor, Login login);

    /** @throws io.binome.kernel.ProblemException with {@link SecretsProblem.RegistryLoginNotFound} */
    void remove(TenantScope scope, Actor actor, String registry);

    /** What may be shown of the logins, by the names of the registries. */
    List<KeptLogin> kept(TenantScope scope);

    /** A login without its password. {@code changedAt} is when it was last put. */
    record KeptLogin(String registry, String user, Instant changedAt) {}
}
