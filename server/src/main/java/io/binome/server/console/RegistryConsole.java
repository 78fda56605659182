package io.binome.server.console;

import io.binome.kernel.PageRequest;
import io.binome.kernel.TenantScope;
import io.binome.ledger.Ledger;
import io.binome.ledger.LedgerEntry;
import io.binome.ledger.LedgerFilter;
import io.binome.secrets.RegistryCredentials;
import io.binome.secrets.RegistryCredentials.KeptLogin;
import io.binome.secrets.RegistryLogins.Login;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** A tenant's logins at image registries: put, put anew, removed; a password is never shown again. */
@Controller
@RequestMapping("/t/{tenant}/registries")
final class RegistryConsole {
    private final Entrance entrance;
    private final RegistryCredentials credentials;
    private final Ledger ledger;
    private final People people;
    private final Frames frames;
    private final Pages pages;

    RegistryConsole(
            Entrance entrance,
            RegistryCredentials credentials,
            Ledger ledger,
            People people,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.credentials = credentials;
        this.ledger = ledger;
        this.people = people;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View list(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "registries", "nav.registries");
        Map<String, LedgerEntry> settings = lastSettings(entry.scope());
        People.Book book = people.book(entry.scope(), settings.values().stream().map(LedgerEntry::actor));
        ChangeWords words = new ChangeWords(frame.reader(), book);
        List<RegistriesPage.Row> rows = credentials.kept(entry.scope()).stream()
                .map(login -> row(login, settings.get("registry-login:" + login.registry()), words))
                .toList();
        return pages.page(
                "registries", frame, new RegistriesPage(rows, frame.may(Permission.MANAGE_REPOSITORIES), tenant));
    }

    @PostMapping
    String put(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam String registry,
            @RequestParam String user,
            @RequestParam String password) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        credentials.put(entry.scope(), principal.actor(), new Login(registry, user.strip(), password));
        return Pages.to("/t/" + tenant + "/registries", "registry-login-kept");
    }

    /** The registry's name is in the form, not in the address: it may be that of an IPv6 host. */
    @PostMapping("/remove")
    String remove(Principal principal, @PathVariable String tenant, @RequestParam String registry) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        credentials.remove(entry.scope(), principal.actor(), registry);
        return Pages.to("/t/" + tenant + "/registries", "registry-login-removed");
    }

    /** The newest entries by what they are about: who put the logins, unless that is long ago. */
    private Map<String, LedgerEntry> lastSettings(TenantScope scope) {
        return ledger
                .list(scope, new LedgerFilter("registry-login.set", null), PageRequest.first(PageRequest.MAX))
                .items()
                .stream()
                .collect(Collectors.toMap(LedgerEntry::subject, Function.identity(), (newest, _) -> newest));
    }

    private static RegistriesPage.Row row(KeptLogin login, @Nullable LedgerEntry set, ChangeWords words) {
        return new RegistriesPage.Row(login, set == null ? null : words.person(set.actor()));
    }
}
