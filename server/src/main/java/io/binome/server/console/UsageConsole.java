package io.binome.server.console;

import io.binome.billing.Bills;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.metering.Reconciliation;
import io.binome.metering.Reconciliation.TenantBalance;
import io.binome.metering.UsageSum;
import io.binome.metering.UsageSum.Counted;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** All that is counted, what has no price too: by month, day and hour of UTC, as metering keeps them. */
@Controller
final class UsageConsole {
    /** Of longer periods too many hours would be added up for a page. */
    private static final int BALANCED_DAYS = 31;

    private final Entrance entrance;
    private final Bills bills;
    private final Metering metering;
    private final Reconciliation reconciliation;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    UsageConsole(
            Entrance entrance,
            Bills bills,
            Metering metering,
            Reconciliation reconciliation,
            InstantSource clock,
            Frames frames,
            Pages pages) {
        this.entrance = entrance;
        this.bills = bills;
        this.metering = metering;
        this.reconciliation = reconciliation;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/usage")
    View page(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "cpu") String of,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Period period = Period.of(by, from, until, today());
        return pages.page(
                "usage",
                frames.inside(request, principal, entry, "bill", "nav.usage"),
                new UsagePage(
                        period,
                        Counted.of(of).orElse(Counted.CPU),
                        sums(entry.scope(), period),
                        sums(entry.scope(), period.before()),
                        names(entry.scope()),
                        balance(entry.scope(), period),
                        today()));
    }

    private List<TenantBalance> balance(TenantScope scope, Period period) {
        return ChronoUnit.DAYS.between(period.from(), period.until()) > BALANCED_DAYS
                ? List.of()
                : reconciliation.ofTenant(scope, period.begin(ZoneOffset.UTC), period.end(ZoneOffset.UTC));
    }

    /** Processor time from both ends, by hour of UTC, in microseconds. */
    @GetMapping("/t/{tenant}/usage/balance.csv")
    void balance(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Period period = Period.of(by, from, until, today());
        Csv csv = new Csv(response, "balance-" + tenant + "-" + period.from());
        csv.row("hour", "cpu_micros", "services_micros", "builds_micros", "residual_micros");
        for (TenantBalance hour : balance(scope, period)) {
            csv.row(
                    hour.hour().toString(),
                    Long.toString(hour.cpuMicros()),
                    Long.toString(hour.servicesMicros()),
                    Long.toString(hour.buildsMicros()),
                    Long.toString(hour.residualMicros()));
        }
        csv.end();
    }

    /** The same numbers in base units. */
    @GetMapping("/t/{tenant}/usage.csv")
    void csv(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "day") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Period period = Period.of(by, from, until, today());
        Place.Names names = names(scope);
        Csv csv = new Csv(
                response,
                "usage-" + tenant + "-" + period.from() + "-by-" + period.by().word());
        csv.row(
                period.by().word(),
                "environment",
                "repository",
                "stack",
                "service",
                "cpu_micros",
                "memory_byte_seconds",
                "volume_byte_seconds",
                "sent_bytes",
                "received_bytes",
                "requests",
                "block_read_bytes",
                "block_written_bytes",
                "estimated",
                "block_approximate");
        for (UsageSum sum : sums(scope, period)) {
            Place place = names.apply(new Origin(sum.stack(), sum.service()));
            List<String> cells = new ArrayList<>(List.of(
                    sum.from().toString(), place.environment(), place.repository(), place.stack(), place.service()));
            sum.quantities().forEach(quantity -> cells.add(quantity.toString()));
            cells.add(Boolean.toString(sum.estimated()));
            cells.add(Boolean.toString(sum.blockApproximate()));
            csv.row(cells.toArray(String[]::new));
        }
        csv.end();
    }

    private List<UsageSum> sums(TenantScope scope, Period period) {
        return metering.sums(
                scope,
                period.begin(ZoneOffset.UTC),
                period.end(ZoneOffset.UTC),
                switch (period.by()) {
                    case MONTH -> ChronoUnit.MONTHS;
                    case DAY -> ChronoUnit.DAYS;
                    case HOUR -> ChronoUnit.HOURS;
                });
    }

    private Place.Names names(TenantScope scope) {
        return bills.basis(scope, bills.current(scope)).names();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
