package io.binome.server.console;

import io.binome.kernel.Page;
import io.binome.kernel.PageRequest;
import io.binome.secrets.KeptSecrets;
import io.binome.secrets.KeptSecrets.KeptSecret;
import io.binome.secrets.KeptSecrets.Use;
import io.binome.secrets.KeptSecrets.Version;
import io.binome.secrets.VaultConnections;
import io.binome.server.api.Entrance;
import io.binome.server.api.People;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** A tenant's secrets: put, put anew, removed; a value is never shown. */
@Controller
@RequestMapping("/t/{tenant}/secrets")
final class SecretConsole {
    private static final int ON_A_PAGE = 50;

    private final Entrance entrance;
    private final KeptSecrets secrets;
    private final VaultConnections connections;
    private final Stacks stacks;
    private final People people;
    private final Frames frames;
    private final Pages pages;

    SecretConsole(
            Entrance entrance,
            KeptSecrets secrets,
            VaultConnections connections,
            Stacks stacks,
            People people,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.secrets = secrets;
        this.connections = connections;
        this.stacks = stacks;
        this.people = people;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View list(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "secrets", "nav.secrets");
        Page<KeptSecret> page = secrets.list(entry.scope(), new PageRequest(ON_A_PAGE, after));
        ChangeWords words = new ChangeWords(
                frame.reader(), people.book(entry.scope(), page.items().stream().map(KeptSecret::putBy)));
        List<SecretsPage.Row> rows = page.items().stream()
                .map(secret -> new SecretsPage.Row(
                        secret,
                        words.person(secret.putBy()),
                        secret.uses().stream()
                                .map(use -> used(entry, use, frame))
                                .toList()))
                .toList();
        return pages.page(
                "secrets",
                frame,
                new SecretsPage(
                        rows,
                        page.next(),
                        connections.kept(entry.scope()),
                        frame.may(Permission.PROPOSE),
                        frame.may(Permission.MANAGE_REPOSITORIES),
                        tenant));
    }

    private String used(Access.Entry entry, Use use, Frame frame) {
        String stack = stacks.find(entry.scope(), use.stack())
                .map(found -> found.name())
                .orElse(frame.text("secrets.gone"));
        return stack + " (@" + use.version() + ")";
    }

    @GetMapping("/versions")
    View versions(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam String name,
            @RequestParam(required = false) @Nullable String after) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "secrets", "nav.secrets");
        Page<Version> page = secrets.history(entry.scope(), name, new PageRequest(ON_A_PAGE, after));
        ChangeWords words = new ChangeWords(
                frame.reader(), people.book(entry.scope(), page.items().stream().map(Version::putBy)));
        return pages.page(
                "secret-versions",
                frame,
                new SecretVersionsPage(
                        name,
                        page.items().stream()
                                .map(version -> new SecretVersionsPage.Row(version, words.person(version.putBy())))
                                .toList(),
                        page.next()));
    }

    /** Browsers send line ends as CR LF (HTML, form data set); files of secrets have LF. */
    @PostMapping
    String put(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam String name,
            @RequestParam(defaultValue = "") String environments,
            @RequestParam(defaultValue = "") String secret) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.PROPOSE);
        List<String> named = Arrays.stream(environments.split("[\\s,]+"))
                .filter(one -> !one.isEmpty())
                .toList();
        secrets.put(
                entry.scope(),
                principal.actor(),
                name.strip(),
                named.isEmpty() ? null : named,
                secret.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
        return Pages.to("/t/" + tenant + "/secrets", "secret-kept");
    }

    @PostMapping("/remove")
    String remove(Principal principal, @PathVariable String tenant, @RequestParam String name) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.MANAGE_REPOSITORIES);
        // The form said who uses it.
        secrets.remove(entry.scope(), principal.actor(), name, true);
        return Pages.to("/t/" + tenant + "/secrets", "secret-removed");
    }
}
