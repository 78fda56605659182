package io.binome.server.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.binome.server.settings.Settings;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.tenancy.Tenant;
import io.binome.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What services use, for a Prometheus of the client's own. Each token finds and reads what its person may read. */
@RestController
final class MetricsController {
    private final ServiceMetrics metrics;
    private final Tenants tenants;
    private final Access access;
    private final Entrance entrance;
    private final Settings settings;

    MetricsController(ServiceMetrics metrics, Tenants tenants, Access access, Entrance entrance, Settings settings) {
        this.metrics = metrics;
        this.tenants = tenants;
        this.access = access;
        this.entrance = entrance;
        this.settings = settings;
    }

    /** The services of the tenant that the token's person is a member of, in Prometheus's text format. */
    @GetMapping(path = "/metrics", produces = "text/plain")
    ResponseEntity<String> own(Principal principal) {
        return text(entrance.home(principal, Permission.READ));
    }

    /** The services of a tenant, in Prometheus's text format. */
    @GetMapping(path = "/api/v1/tenants/{tenant}/metrics", produces = "text/plain")
    ResponseEntity<String> ofTenant(Principal principal, @PathVariable String tenant) {
        return text(access.enter(principal, tenant, Permission.READ));
    }

    private ResponseEntity<String> text(Access.Entry entry) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(MetricsText.CONTENT_TYPE))
                .body(metrics.of(entry.scope()));
    }

    /**
     * What Prometheus finds by http_sd_configs: a client its own tenant, the provider's people each tenant that they may
     * read. The answer is a bare list, as Prometheus wants it.
     */
    @GetMapping(path = "/api/v1/prometheus/targets", produces = MediaType.APPLICATION_JSON_VALUE)
    List<TargetGroup> targets(Principal principal, HttpServletRequest request) {
        Tenant home = entrance.home(principal, Permission.READ).tenant();
        URI server = server(request);
        return (home.provider() ? tenants.all() : List.of(home))
                .stream()
                        .filter(tenant -> access.allows(principal, tenant, Permission.READ))
                        .map(tenant -> TargetGroup.of(server, tenant.name()))
                        .toList();
    }

    /** As people reach it; else as this request has. */
    private URI server(HttpServletRequest request) {
        String url = settings.publicUrl();
        return URI.create(
                url == null || url.isBlank()
                        ? request.getScheme() + "://" + request.getServerName() + ":" + request.getServerPort()
                        : url);
    }

    /** As prometheus.io/docs/prometheus/latest/http_sd says. */
    record TargetGroup(List<String> targets, Labels labels) {
        static TargetGroup of(URI server, String tenant) {
            int port = server.getPort() >= 0
                    ? server.getPort()
                    : server.getScheme().equals("https") ? 443 : 80;
            return new TargetGroup(
                    List.of(server.getHost() + ":" + port),
                    new Labels(
                            server.getScheme(),
                            Objects.requireNonNullElse(server.getPath(), "").replaceAll("/+$", "") + "/api/v1/tenants/"
                                    + tenant + "/metrics",
                            tenant,
                            "binome/" + tenant));
        }
    }

    /** @param instance instead of the server's address, which is the same for all tenants */
    record Labels(
            @JsonProperty("__scheme__") String scheme,
            @JsonProperty("__metrics_path__") String path,
            String tenant,
            String instance) {}
}
