package io.binome.server.console;

import io.binome.changes.Change;
import io.binome.changes.ChangeFilter;
import io.binome.changes.Changes;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.PageRequest;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.metering.Agents;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.server.api.HostReadingView;
import io.binome.server.api.People;
import io.binome.server.settings.Settings;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Role;
import io.binome.tenancy.SignIn;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** The provider's view: all tenants, one queue over all of them, the sites and their servers. */
@Controller
@RequestMapping("/provider")
final class ProviderConsole {
    private final Entrance entrance;
    private final Tenants tenants;
    private final SignIn signIn;
    private final Changes changes;
    private final Sites sites;
    private final Agents agents;
    private final InstantSource clock;
    private final StackCards cards;
    private final People people;
    private final Settings settings;
    private final Frames frames;
    private final Pages pages;

    ProviderConsole(
            Entrance entrance,
            Tenants tenants,
            SignIn signIn,
            Changes changes,
            Sites sites,
            Agents agents,
            InstantSource clock,
            StackCards cards,
            People people,
            Settings settings,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.tenants = tenants;
        this.signIn = signIn;
        this.changes = changes;
        this.sites = sites;
        this.agents = agents;
        this.clock = clock;
        this.cards = cards;
        this.people = people;
        this.settings = settings;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping
    View overview(Principal principal, HttpServletRequest request) {
        entrance.platform(principal);
        return overview(principal, request, null, null);
    }

    private View overview(
            Principal principal, HttpServletRequest request, @Nullable String link, @Nullable String linkFor) {
        Frame frame = frames.outside(request, principal, "tenants", "nav.tenants");
        List<ProviderPage.Row> rows = tenants.all().stream()
                .map(tenant -> row(tenant, frame.reader()))
                .toList();
        return pages.page("provider", frame, new ProviderPage(rows, link, linkFor));
    }

    private ProviderPage.Row row(Tenant tenant, Reader reader) {
        List<StackCard> stacks = cards.all(tenant, reader);
        // What a tenant that is closed left open waits for nobody.
        QueuePage queue = QueuePage.of(tenant.open() ? open(tenant, reader, "") : List.of(), true);
        return new ProviderPage.Row(
                tenant,
                stacks.size(),
                stacks.stream().mapToInt(stack -> stack.services().size()).sum(),
                (int) stacks.stream()
                        .flatMap(stack -> stack.services().stream())
                        .filter(service -> !service.healthy())
                        .count(),
                stacks.stream().mapToInt(StackCard::drifted).sum(),
                queue.review().size() + queue.failed().size());
    }

    private List<ChangeRow> open(Tenant tenant, Reader reader, String person) {
        List<Change> found = changes.list(
                        new TenantScope(tenant.id()),
                        new ChangeFilter(null, "open", null),
                        PageRequest.first(PageRequest.MAX))
                .items();
        return new ChangeRows(people, reader).of(tenant, found, person, Set.copyOf(Arrays.asList(Permission.values())));
    }

    /** Creates a tenant and, when an address is given, the link by which its first lead joins. */
    @PostMapping("/tenants")
    View createTenant(
            Principal principal,
            HttpServletRequest request,
            @RequestParam String name,
            @RequestParam String title,
            @RequestParam(defaultValue = "") String email) {
        entrance.platform(principal);
        Tenant tenant = tenants.create(principal.actor(), name.strip(), title.strip());
        if (email.isBlank()) {
            return overview(principal, request, null, null);
        }
        String secret = signIn.invite(new TenantScope(tenant.id()), principal.actor(), email.strip(), Role.LEAD);
        return overview(principal, request, settings.linkBase() + "/join/" + secret, email.strip());
    }

    @GetMapping("/queue")
    View queue(Principal principal, HttpServletRequest request) {
        entrance.platform(principal);
        Frame frame = frames.outside(request, principal, "provider-queue", "nav.queue");
        List<ChangeRow> rows = new ArrayList<>();
        tenants.open()
                .forEach(tenant -> rows.addAll(
                        open(tenant, frame.reader(), principal.actor().reference())));
        return pages.page("queue", frame, QueuePage.of(rows, true));
    }

    @GetMapping("/sites")
    View sites(Principal principal, HttpServletRequest request) {
        entrance.platform(principal);
        Frame frame = frames.outside(request, principal, "sites", "nav.sites");
        Function<Host, HostReadingView> readings = HostReadingView.of(agents, sites.hosts(), clock.instant());
        return pages.page(
                "sites",
                frame,
                new ProviderPage.Sites(sites.list().stream()
                        .map(site -> new ProviderPage.SiteRow(
                                site,
                                sites.hosts(site.id()).stream()
                                        .map(host -> host(host, readings.apply(host), frame.reader()))
                                        .toList()))
                        .toList()));
    }

    private static ProviderPage.HostRow host(Host host, HostReadingView reading, Reader reader) {
        return new ProviderPage.HostRow(
                host,
                switch (host.endpoint()) {
                    case HostEndpoint.UnixSocket socket -> "unix://" + socket.path();
                    case HostEndpoint.Tcp tcp -> "tcp://" + tcp.address() + ":" + tcp.port();
                },
                switch (host.health().state()) {
                    case REACHABLE ->
                        host.schedulable()
                                ? Badge.ok(reader.text("host.reachable"))
                                : Badge.warning(reader.text("host.drained"));
                    case UNREACHABLE -> Badge.danger(reader.text("host.unreachable"));
                    case UNKNOWN -> Badge.waiting(reader.text("host.unknown"));
                },
                reading,
                metered(reading, reader));
    }

    /** A server without an agent is no trouble before something is placed there. */
    private static Badge metered(HostReadingView reading, Reader reader) {
        String word = reader.text("host.metering." + reading.state());
        return switch (reading.state()) {
            case "read" -> reading.waiting() == 0 ? Badge.ok(word) : Badge.waiting(reader.text("host.metering.late"));
            case "same" -> reading.by().equals("server") ? Badge.quiet(word) : Badge.warning(word);
            default -> reading.urgent() ? Badge.danger(word) : Badge.quiet(word);
        };
    }

    @PostMapping("/sites")
    String createSite(Principal principal, @RequestParam String name, @RequestParam String title) {
        entrance.platform(principal);
        sites.create(principal.actor(), name.strip(), title.isBlank() ? name.strip() : title.strip());
        return Pages.to("/provider/sites", "site-created");
    }

    @PostMapping("/sites/{site}/hosts")
    String register(
            Principal principal,
            @PathVariable String site,
            @RequestParam String name,
            @RequestParam String endpoint,
            @RequestParam(defaultValue = "") String edgeAddress,
            @RequestParam(defaultValue = "") String caCertificate,
            @RequestParam(defaultValue = "") String clientCertificate,
            @RequestParam(defaultValue = "") String clientKey) {
        entrance.platform(principal);
        sites.register(
                principal.actor(),
                find(site).id(),
                name.strip(),
                endpoint(endpoint.strip(), edgeAddress.strip(), tls(caCertificate, clientCertificate, clientKey)));
        return Pages.to("/provider/sites", "host-registered");
    }

    @PostMapping("/sites/{site}/hosts/{host}/endpoint")
    String update(
            Principal principal,
            @PathVariable String site,
            @PathVariable String host,
            @RequestParam String endpoint,
            @RequestParam(defaultValue = "") String edgeAddress,
            @RequestParam(defaultValue = "") String caCertificate,
            @RequestParam(defaultValue = "") String clientCertificate,
            @RequestParam(defaultValue = "") String clientKey) {
        entrance.platform(principal);
        sites.update(
                principal.actor(),
                find(site, host).id(),
                endpoint(endpoint.strip(), edgeAddress.strip(), tls(caCertificate, clientCertificate, clientKey)));
        return Pages.to("/provider/sites", "host-updated");
    }

    private static HostEndpoint.@Nullable MutualTls tls(String ca, String certificate, String key) {
        return ca.isBlank() && certificate.isBlank() && key.isBlank()
                ? null
                : new HostEndpoint.MutualTls(ca, certificate, key);
    }

    @PostMapping("/sites/{site}/hosts/{host}/{command}")
    String host(
            Principal principal, @PathVariable String site, @PathVariable String host, @PathVariable String command) {
        entrance.platform(principal);
        Host one = find(site, host);
        switch (command) {
            case "drain" -> sites.setSchedulable(principal.actor(), one.id(), false);
            case "resume" -> sites.setSchedulable(principal.actor(), one.id(), true);
            case "remove" -> sites.remove(principal.actor(), one.id());
            default -> throw new ProblemException(new ApiProblem.NotFound("command", command));
        }
        return Pages.to("/provider/sites", "host-" + command);
    }

    private Site find(String site) {
        return sites.byName(site).orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("site", site)));
    }

    private Host find(String site, String host) {
        return sites.hosts(find(site).id()).stream()
                .filter(known -> known.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", host)));
    }

    private static HostEndpoint endpoint(String text, String edgeAddress, HostEndpoint.@Nullable MutualTls tls) {
        if (text.startsWith("unix://")) {
            return new HostEndpoint.UnixSocket(text.substring("unix://".length()));
        }
        int colon = text.lastIndexOf(':');
        if (text.startsWith("tcp://") && colon > "tcp://".length()) {
            String address = text.substring("tcp://".length(), colon);
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                return new HostEndpoint.Tcp(address, port, edgeAddress.isEmpty() ? address : edgeAddress, tls);
            } catch (NumberFormatException notANumber) {
                throw new ProblemException(
                        InvalidInput.of("endpoint", "must end in a port, as tcp://10.0.0.7:2376"), notANumber);
            }
        }
        throw new ProblemException(InvalidInput.of("endpoint", "must be unix:///path/to/socket or tcp://address:port"));
    }
}
