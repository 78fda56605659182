package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.metering.Agents;
import io.binome.sites.Host;
import io.binome.sites.HostEndpoint;
import io.binome.sites.Site;
import io.binome.sites.Sites;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Data centres and their servers: the provider's; others see the names of sites. */
@RestController
@RequestMapping("/api/v1/sites")
final class SiteController {
    private final Sites sites;
    private final Agents agents;
    private final Entrance entrance;
    private final InstantSource clock;

    SiteController(Sites sites, Agents agents, Entrance entrance, InstantSource clock) {
        this.sites = sites;
        this.agents = agents;
        this.clock = clock;
        this.entrance = entrance;
    }

    @GetMapping
    Listing<SiteView> list(Principal principal) {
        entrance.home(principal, Permission.READ);
        return Listing.of(sites.list().stream().map(SiteView::of).toList());
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    SiteView create(Principal principal, @RequestBody NewSiteRequest request) {
        entrance.platform(principal);
        String name = Words.required("name", request.name());
        return SiteView.of(sites.create(principal.actor(), name, request.title() == null ? name : request.title()));
    }

    @GetMapping("/{site}/hosts")
    Listing<HostView> hosts(Principal principal, @PathVariable String site) {
        entrance.platform(principal);
        Function<Host, HostReadingView> readings = HostReadingView.of(agents, sites.hosts(), clock.instant());
        return Listing.of(sites.hosts(find(site).id()).stream()
                .map(host -> HostView.of(host, readings.apply(host)))
                .toList());
    }

    /** Registers a server after its engine has answered. */
    @PostMapping("/{site}/hosts")
    @ResponseStatus(HttpStatus.CREATED)
    HostView register(Principal principal, @PathVariable String site, @RequestBody NewHostRequest request) {
        entrance.platform(principal);
        return view(sites.register(
                principal.actor(),
                find(site).id(),
                Words.required("name", request.name()),
                endpoint(request.endpoint())));
    }

    /** The server answers elsewhere from now on. Its engine is asked first; certificates are replaced as a whole. */
    @PutMapping("/{site}/hosts/{host}/endpoint")
    HostView update(
            Principal principal,
            @PathVariable String site,
            @PathVariable String host,
            @RequestBody EndpointRequest request) {
        entrance.platform(principal);
        return view(sites.update(principal.actor(), find(site, host).id(), endpoint(request)));
    }

    /** New replicas are placed elsewhere from now on. */
    @PostMapping("/{site}/hosts/{host}/drain")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drain(Principal principal, @PathVariable String site, @PathVariable String host) {
        entrance.platform(principal);
        sites.setSchedulable(principal.actor(), find(site, host).id(), false);
    }

    @PostMapping("/{site}/hosts/{host}/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resume(Principal principal, @PathVariable String site, @PathVariable String host) {
        entrance.platform(principal);
        sites.setSchedulable(principal.actor(), find(site, host).id(), true);
    }

    /** Only when nothing runs there any more. */
    @DeleteMapping("/{site}/hosts/{host}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(Principal principal, @PathVariable String site, @PathVariable String host) {
        entrance.platform(principal);
        sites.remove(principal.actor(), find(site, host).id());
    }

    private HostView view(Host host) {
        return HostView.of(
                host, HostReadingView.of(agents, sites.hosts(), clock.instant()).apply(host));
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

    private static HostEndpoint endpoint(EndpointRequest request) {
        if (request.socket() != null) {
            return new HostEndpoint.UnixSocket(request.socket());
        }
        if (request.address() == null) {
            throw new ProblemException(
                    InvalidInput.of("socket", "or the address is missing: say where the engine answers"));
        }
        int port = request.port() == null ? (request.caCertificate() == null ? 2375 : 2376) : request.port();
        if (port < 1 || port > 65_535) {
            throw new ProblemException(InvalidInput.of("port", "must be between 1 and 65535"));
        }
        HostEndpoint.MutualTls tls = request.caCertificate() == null
                ? null
                : new HostEndpoint.MutualTls(
                        request.caCertificate(),
                        Words.required("clientCertificate", request.clientCertificate()),
                        Words.required("clientKey", request.clientKey()));
        return new HostEndpoint.Tcp(
                request.address(),
                port,
                request.edgeAddress() == null ? request.address() : request.edgeAddress(),
                tls);
    }

    record NewSiteRequest(String name, @Nullable String title) {}

    record SiteView(String name, String title) {
        static SiteView of(Site site) {
            return new SiteView(site.name(), site.title());
        }
    }

    /**
     * Either {@code socket} or {@code address}.
     *
     * @param edgeAddress where the edge reaches ports published on that server; {@code address} when null
     * @param caCertificate PEM, as are the client's certificate and key; all three for mutual TLS
     */
    record NewHostRequest(
            String name,
            @Nullable String socket,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String edgeAddress,
            @Nullable String caCertificate,
            @Nullable String clientCertificate,
            @Nullable String clientKey) {
        EndpointRequest endpoint() {
            return new EndpointRequest(socket, address, port, edgeAddress, caCertificate, clientCertificate, clientKey);
        }

        @Override
        public String toString() {
            return "NewHostRequest[" + name + "]";
        }
    }

    /** As in {@link NewHostRequest}. */
    record EndpointRequest(
            @Nullable String socket,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String edgeAddress,
            @Nullable String caCertificate,
            @Nullable String clientCertificate,
            @Nullable String clientKey) {
        @Override
        public String toString() {
            return "EndpointRequest[" + (socket == null ? address : socket) + "]";
        }
    }

    record HostView(
            String id,
            String name,
            String endpoint,
            boolean schedulable,
            String health,
            String detail,
            Instant seenAt,
            HostReadingView reading) {
        static HostView of(Host host, HostReadingView reading) {
            return new HostView(
                    host.id().toString(),
                    host.name(),
                    switch (host.endpoint()) {
                        case HostEndpoint.UnixSocket socket -> "unix://" + socket.path();
                        case HostEndpoint.Tcp tcp -> "tcp://" + tcp.address() + ":" + tcp.port();
                    },
                    host.schedulable(),
                    Words.of(host.health().state()),
                    host.health().detail(),
                    host.health().at(),
                    reading);
        }
    }
}
