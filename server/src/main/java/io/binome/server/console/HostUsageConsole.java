package io.binome.server.console;

import io.binome.kernel.ProblemException;
import io.binome.metering.Reconciliation;
import io.binome.metering.Reconciliation.HostBalance;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** How a server's processor time adds up, for the provider's own people alone. */
@Controller
@RequestMapping("/provider/sites/{site}/hosts/{host}")
final class HostUsageConsole {
    private final Entrance entrance;
    private final Sites sites;
    private final Reconciliation reconciliation;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    HostUsageConsole(
            Entrance entrance,
            Sites sites,
            Reconciliation reconciliation,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.sites = sites;
        this.reconciliation = reconciliation;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/usage")
    View page(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String site,
            @PathVariable String host,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until) {
        entrance.platform(principal);
        return pages.page(
                "host-usage",
                frames.outside(request, principal, "sites", "nav.sites"),
                read(site, host, Period.of(by, from, until, today())));
    }

    /** By hour of UTC, in microseconds. */
    @GetMapping("/usage.csv")
    void csv(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String site,
            @PathVariable String host,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until)
            throws IOException {
        entrance.platform(principal);
        HostUsagePage page = read(site, host, Period.of(by, from, until, today()));
        Csv csv = new Csv(
                response, "usage-" + site + "-" + host + "-" + page.period().from());
        csv.row("hour", "cpu_micros", "tenants_micros", "system_micros");
        for (HostBalance hour : page.hours()) {
            csv.row(
                    hour.hour().toString(),
                    Long.toString(hour.cpuMicros()),
                    Long.toString(hour.tenantsMicros()),
                    Long.toString(hour.systemMicros()));
        }
        csv.end();
    }

    private HostUsagePage read(String site, String host, Period period) {
        Host found = sites.byName(site).map(there -> sites.hosts(there.id())).orElse(List.of()).stream()
                .filter(known -> known.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", host)));
        return new HostUsagePage(
                site,
                host,
                period,
                reconciliation.ofHost(found.id(), period.begin(ZoneOffset.UTC), period.end(ZoneOffset.UTC)),
                reconciliation.lost(found.id(), period.begin(ZoneOffset.UTC), period.end(ZoneOffset.UTC)),
                today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
