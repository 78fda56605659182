package io.binome.server.api;

import io.binome.secrets.RegistryCredentials;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Logins at image registries: put and removed, never read back. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/registries")
final class RegistryController {
    private final RegistryCredentials credentials;
    private final Entrance entrance;

    RegistryController(RegistryCredentials credentials, Entrance entrance) {
        this.credentials = credentials;
        this.entrance = entrance;
    }

    /** The registries and the users there, by the registries' names; never the passwords. */
    @GetMapping
    Listing<RegistryCredentials.KeptLogin> list(Principal principal, @PathVariable String tenant) {
        return Listing.of(credentials.kept(
                entrance.tenant(principal, tenant, Permission.READ).scope()));
    }

    /** Keeps a login, instead of the one for the same registry if there is one. */
    @PutMapping("/{registry}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(
            Principal principal,
            @PathVariable String tenant,
            @PathVariable String registry,
            @RequestBody RegistryLoginRequest request) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        credentials.put(
                entry.scope(),
                principal.actor(),
                new RegistryCredentials.Login(
                        registry,
                        Words.required("user", request.user()),
                        Words.required("password", request.password())));
    }

    @DeleteMapping("/{registry}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Principal principal, @PathVariable String tenant, @PathVariable String registry) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        credentials.remove(entry.scope(), principal.actor(), registry);
    }

    record RegistryLoginRequest(String user, String password) {
        @Override
        public String toString() {
            return "RegistryLoginRequest[" + user + "]";
        }
    }
}
