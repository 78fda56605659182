package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.secrets.VaultConnections;
import io.binome.secrets.VaultConnections.Connection;
import io.binome.secrets.VaultConnections.KeptConnection;
import io.binome.secrets.VaultConnections.Login;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A tenant's connections to Vault or OpenBao. The server goes to their addresses, so the provider's people set them. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/vault")
final class VaultController {
    private final VaultConnections connections;
    private final Entrance entrance;

    VaultController(VaultConnections connections, Entrance entrance) {
        this.connections = connections;
        this.entrance = entrance;
    }

    /** By environment, the one for all others first; never a credential. */
    @GetMapping
    Listing<KeptConnection> list(Principal principal, @PathVariable String tenant) {
        return Listing.of(connections.kept(
                entrance.tenant(principal, tenant, Permission.READ).scope()));
    }

    /** Keeps a connection, instead of the one for the same environment (the provider's people). */
    @PutMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void set(Principal principal, @PathVariable String tenant, @RequestBody VaultRequest request) {
        TenantScope scope = platform(principal, tenant);
        connections.set(scope, principal.actor(), request.connection());
    }

    /** What was borrowed by it is given back when its login ends, unless a connection to the same address is kept. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String environment) {
        connections.remove(platform(principal, tenant), principal.actor(), environment);
    }

    private TenantScope platform(Principal principal, String tenant) {
        entrance.platform(principal);
        return entrance.tenant(principal, tenant, Permission.READ).scope();
    }

    /**
     * A connection.
     *
     * @param environment left out for all that have none of their own
     * @param login {@code approle} (if left out) or {@code jwt}
     * @param loginMount as the login if left out
     * @param role the role-id, or the JWT's role
     * @param credential the secret-id, or the JWT
     */
    record VaultRequest(
            @Nullable String environment,
            @Nullable String address,
            @Nullable String namespace,
            @Nullable String authority,
            @Nullable String login,
            @Nullable String loginMount,
            @Nullable String role,
            @Nullable String credential) {
        Connection connection() {
            Login method = login == null ? Login.APPROLE : Words.parse("login", Login.class, login);
            return new Connection(
                    environment,
                    uri(Words.required("address", address)),
                    namespace,
                    authority,
                    method,
                    loginMount == null ? method.name().toLowerCase(Locale.ROOT) : loginMount,
                    Words.required("role", role),
                    Words.required("credential", credential));
        }

        private static URI uri(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException malformed) {
                throw new ProblemException(InvalidInput.of("address", "is no address"));
            }
        }

        @Override
        public String toString() {
            return "VaultRequest[" + address + "]";
        }
    }
}
