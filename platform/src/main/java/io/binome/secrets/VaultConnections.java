package io.binome.secrets;

import io.binome.kernel.Actor;
import io.binome.kernel.TenantScope;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how a tenant's secrets are reached in HashiCorp Vault or OpenBao. The server itself goes to these addresses, so
 * only the provider's people may set them.
 */
public interface VaultConnections {
    /**
     * Keeps a connection, instead of the one for the same environment.
     *
     * @throws io.binome.kernel.ProblemException with {@link io.binome.kernel.InvalidInput}
     */
    void set(TenantScope scope, Actor actor, Connection connection);

    /** @throws io.binome.kernel.ProblemException with {@link SecretsProblem.VaultConnectionNotFound} */
    void remove(TenantScope scope, Actor actor, @Nullable String environment);

    /** What may be shown, by environment; the one for all others first. */
    List<KeptConnection> kept(TenantScope scope);

    /** The environment's own, or the one for all others. For drivers alone: its credential must be shown nowhere. */
    Optional<Connection> find(TenantScope scope, String environment);

    /** How Binome signs in. */
    enum Login {
        /** {@code auth/<mount>/login} with role-id and secret-id. */
        APPROLE,
        /** {@code auth/<mount>/login} with a role and a JSON Web Token. */
        JWT
    }

    /**
     * A connection; its text form shows no credential.
     *
     * @param environment that it is for; null for all that have none of their own
     * @param address {@code https://}, or {@code http://} on loopback; no path
     * @param namespace of Vault Enterprise or OpenBao
     * @param authority certificates in PEM that the server's must come from; null for the system's
     * @param loginMount where the login's method is mounted, such as {@code approle}
     * @param role the role-id, or the role of the JWT
     * @param credential the secret-id, or the JWT
     */
    record Connection(
            @Nullable String environment,
            URI address,
            @Nullable String namespace,
            @Nullable String authority,
            Login login,
            String loginMount,
            String role,
            String credential) {
        @Override
        public String toString() {
            return "Connection[" + address + (environment == null ? "" : " for " + environment) + "]";
        }
    }

    /** A connection without its credential; {@code changedBy} as the ledger keeps people. */
    record KeptConnection(
            @Nullable String environment,
            String address,
            @Nullable String namespace,
            boolean ownAuthority,
            Login login,
            String loginMount,
            String role,
            String changedBy,
            Instant changedAt) {}
}
