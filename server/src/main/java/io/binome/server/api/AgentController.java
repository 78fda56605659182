package io.binome.server.api;

import io.binome.kernel.HostId;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantId;
import io.binome.metering.AgentProblem.ReportMalformed;
import io.binome.metering.AgentProblem.Unknown;
import io.binome.metering.AgentReport;
import io.binome.metering.AgentReportFormat;
import io.binome.metering.Agents;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Agents on hosts: the provider issues their tokens; with such a token readings are brought, and nothing else is done. */
@RestController
@RequestMapping("/api/v1")
final class AgentController {
    private static final String BEARER = "Bearer ";

    private final Agents agents;
    private final Sites sites;
    private final Entrance entrance;
    private final ReportPlaces places;

    AgentController(Agents agents, Sites sites, Entrance entrance, ReportPlaces places) {
        this.agents = agents;
        this.sites = sites;
        this.entrance = entrance;
        this.places = places;
    }

    /** Issues a token for the agent of a server. It is in this answer and nowhere else; one of before holds no more. */
    @SecretAnswer
    @PostMapping("/sites/{site}/hosts/{host}/agent-token")
    @ResponseStatus(HttpStatus.CREATED)
    TokenView issue(Principal principal, @PathVariable String site, @PathVariable String host) {
        entrance.platform(principal);
        return new TokenView(
                agents.issueToken(principal.actor(), find(site, host).id()));
    }

    /** The agent of a server may bring nothing any more. What it has read stays with it until it has another token. */
    @DeleteMapping("/sites/{site}/hosts/{host}/agent-token")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Principal principal, @PathVariable String site, @PathVariable String host) {
        entrance.platform(principal);
        agents.revokeToken(principal.actor(), find(site, host).id());
    }

    /**
     * Counts what an agent has read, under the token of its host: JSON compressed by gzip, as `binome agent` sends it.
     * Readings that were counted before add nothing, in whatever order they come. One report of a host at a time: 429 says
     * after how many seconds to send another one, 413 to send it in parts.
     */
    @PostMapping(value = "/agent/readings", consumes = "application/gzip")
    TakenView take(HttpServletRequest request, @RequestBody byte[] body) {
        HostId host = host(request.getHeader(HttpHeaders.AUTHORIZATION));
        try (ReportPlaces.Place _ = places.take(host)) {
            return take(host, body);
        }
    }

    private TakenView take(HostId host, byte[] body) {
        AgentReport report;
        try {
            report = AgentReportFormat.readReport(body);
        } catch (IllegalArgumentException wrong) {
            throw new ProblemException(new ReportMalformed(String.valueOf(wrong.getMessage())), wrong);
        }
        Agents.Taken taken = agents.take(host, report);
        return new TakenView(
                taken.counted(),
                taken.known(),
                taken.tenants().stream().map(TenantId::toString).sorted().toList());
    }

    private HostId host(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new ProblemException(new Unknown());
        }
        return agents.host(authorization.substring(BEARER.length()).strip())
                .orElseThrow(() -> new ProblemException(new Unknown()));
    }

    private Host find(String site, String host) {
        return sites
                .byName(site)
                .map(there -> sites.hosts(there.id()))
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("site", site)))
                .stream()
                .filter(known -> known.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", host)));
    }

    record TokenView(String secret) {
        @Override
        public String toString() {
            return "TokenView[…]";
        }
    }

    /**
     * @param known readings that were counted before
     * @param tenants whose counters are wanted from that host
     */
    record TakenView(int counted, int known, List<String> tenants) {}
}
