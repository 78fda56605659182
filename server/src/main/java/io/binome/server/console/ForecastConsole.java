package io.binome.server.console;

import io.binome.billing.Bills;
import io.binome.billing.CostForecast;
import io.binome.kernel.TenantScope;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.View;

/** What the end of the month and the twelve months after it will cost a tenant. */
@Controller
final class ForecastConsole {
    private final Entrance entrance;
    private final Bills bills;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    ForecastConsole(Entrance entrance, Bills bills, InstantSource clock, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.bills = bills;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/bill/forecast")
    View page(Principal principal, HttpServletRequest request, @PathVariable String tenant) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        TenantScope scope = entry.scope();
        CostForecast forecast = bills.forecast(scope, clock.instant());
        return pages.page(
                "forecast",
                frames.inside(request, principal, entry, "bill", "nav.bill"),
                new ForecastPage(
                        forecast,
                        bills.months(
                                scope,
                                forecast.month().minusMonths(CostForecast.MONTHS),
                                forecast.month().minusMonths(1))));
    }

    @GetMapping("/t/{tenant}/bill/forecast.csv")
    void csv(Principal principal, HttpServletResponse response, @PathVariable String tenant) throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        ForecastCsv.write(response, tenant, bills.forecast(scope, clock.instant()));
    }
}
