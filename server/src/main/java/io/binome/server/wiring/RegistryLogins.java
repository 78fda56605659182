package io.binome.server.wiring;

import io.binome.kernel.TenantScope;
import io.binome.workloads.RegistryCredentials;
import java.util.List;
import java.util.Optional;

/** Lends the logins that tenants have left here to the driver that pulls images. */
record RegistryLogins(io.binome.secrets.RegistryCredentials kept) implements RegistryCredentials {
    @Override
    public Optional<Login> login(TenantScope scope, String registry) {
        return kept.login(scope, registry).map(RegistryLogins::lent);
    }

    @Override
    public List<Login> logins(TenantScope scope) {
        return kept.logins(scope).stream().map(RegistryLogins::lent).toList();
    }

    private static Login lent(io.binome.secrets.RegistryCredentials.Login login) {
        return new Login(login.registry(), login.user(), login.password());
    }
}
