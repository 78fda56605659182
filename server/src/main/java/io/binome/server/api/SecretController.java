package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.KeptSecrets.KeptSecret;
import io.binome.secrets.KeptSecrets.Version;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
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

/** Secrets of a tenant: put and removed, never read back. Names have slashes, so they are no part of the path. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/secrets")
final class SecretController {
    private final KeptSecrets secrets;
    private final Stacks stacks;
    private final People people;
    private final Entrance entrance;

    SecretController(KeptSecrets secrets, Stacks stacks, People people, Entrance entrance) {
        this.secrets = secrets;
        this.stacks = stacks;
        this.people = people;
        this.entrance = entrance;
    }

    /** By name, with the newest version and who uses it; never a value. */
    @GetMapping
    Listing<SecretView> list(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        var page = secrets.list(scope, new PageRequest(limit, after));
        People.Book book = people.book(scope, page.items().stream().map(KeptSecret::putBy));
        return Listing.of(page, secret -> view(scope, secret, book));
    }

    /** The versions of one, newest first, also after it was removed. */
    @GetMapping("/versions")
    Listing<VersionView> versions(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String after) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        var page = secrets.history(scope, Words.required("name", name), new PageRequest(limit, after));
        People.Book book = people.book(scope, page.items().stream().map(Version::putBy));
        return Listing.of(page, version -> VersionView.of(version, book));
    }

    /** Keeps a value as the next version. What runs goes on with the version that it has. */
    @PutMapping
    VersionView put(Principal principal, @PathVariable String tenant, @RequestBody SecretRequest request) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        Version version = secrets.put(
                entry.scope(),
                principal.actor(),
                Words.required("name", request.name()),
                request.environments(),
                request.bytes());
        return VersionView.of(version, people.book(entry.scope(), java.util.stream.Stream.of(version.putBy())));
    }

    /** Forgets all values of it. Refused while stacks use it, unless {@code evenIfUsed}. */
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String name,
            @RequestParam(defaultValue = "false") boolean evenIfUsed) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        secrets.remove(entry.scope(), principal.actor(), Words.required("name", name), evenIfUsed);
    }

    private SecretView view(TenantScope scope, KeptSecret secret, People.Book book) {
        return new SecretView(
                secret.name(),
                secret.version(),
                secret.environments(),
                book.person(secret.putBy()),
                secret.putAt(),
                secret.uses().stream()
                        .map(use -> new UseView(
                                stacks.find(scope, use.stack())
                                        .map(stack -> stack.name())
                                        .orElse(null),
                                use.environment(),
                                use.version(),
                                use.at()))
                        .toList());
    }

    /**
     * What is to be kept.
     *
     * @param environments where this version may be used: none means in all; left out, as the version before
     * @param value in Base64: any bytes
     */
    record SecretRequest(
            @Nullable String name,
            @Nullable List<String> environments,
            @Nullable String value) {
        byte[] bytes() {
            try {
                return Base64.getDecoder().decode(Words.required("value", value));
            } catch (IllegalArgumentException malformed) {
                throw new ProblemException(InvalidInput.of("value", "must be in Base64"));
            }
        }

        @Override
        public String toString() {
            return "SecretRequest[" + name + "]";
        }
    }

    /**
     * A secret without its value.
     *
     * @param environments none means all
     */
    record SecretView(
            String name,
            int version,
            List<String> environments,
            People.PersonView putBy,
            Instant putAt,
            List<UseView> uses) {}

    /** @param stack null when it is not there any more */
    record UseView(@Nullable String stack, String environment, int version, Instant at) {}

    /** @param kept false when its value was removed */
    record VersionView(int version, List<String> environments, People.PersonView putBy, Instant putAt, boolean kept) {
        static VersionView of(Version version, People.Book book) {
            return new VersionView(
                    version.version(),
                    version.environments(),
                    book.person(version.putBy()),
                    version.putAt(),
                    version.kept());
        }
    }
}
