package io.binome.server.console;

import io.binome.billing.Bills;
import io.binome.contracts.Contracts;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What a tenant's months, days and hours cost, beside the ones before. All that it shows stands in the address. */
@Controller
final class OverTimeConsole {
    private final Entrance entrance;
    private final Bills bills;
    private final Metering metering;
    private final Contracts contracts;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    OverTimeConsole(
            Entrance entrance,
            Bills bills,
            Metering metering,
            Contracts contracts,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.bills = bills;
        this.metering = metering;
        this.contracts = contracts;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/bill/over-time")
    View page(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "month") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String against) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        TenantScope scope = entry.scope();
        Instant now = clock.instant();
        ZoneId zone = bills.basis(scope, bills.current(scope)).zone();
        LocalDate today = LocalDate.ofInstant(now, zone);
        Period period = Period.of(by, from, until, today);
        Period other = against.isEmpty()
                ? period.before()
                : Period.of(by, against, "", today).asLongAs(period);
        return pages.page(
                "over-time",
                frames.inside(request, principal, entry, "bill", "nav.bill"),
                new OverTimePage(
                        period,
                        other,
                        contracts.inForce(scope).contract().currency(),
                        zone,
                        CostPiece.read(bills, metering, scope, period, now),
                        CostPiece.read(bills, metering, scope, other, now),
                        today));
    }

    /** What the page shows, each thing at each place on a line. */
    @GetMapping("/t/{tenant}/bill/over-time.csv")
    void csv(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "month") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        BillCsv.overTime(response, tenant, bills, metering, scope, List.of(by, from, until), clock.instant());
    }
}
