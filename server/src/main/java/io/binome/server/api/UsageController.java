package io.binome.server.api;

import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.kernel.TenantScope;
import io.binome.metering.Agents;
import io.binome.metering.Metering;
import io.binome.metering.Reconciliation;
import io.binome.metering.Reconciliation.HostBalance;
import io.binome.metering.Reconciliation.TenantBalance;
import io.binome.metering.UsageHour;
import io.binome.repositories.Repositories;
import io.binome.server.console.Csv;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.stacks.Stacks;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import io.binome.workloads.Workloads;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was really used, in whole base units, by hours or days of UTC. */
@RestController
@RequestMapping("/api/v1")
final class UsageController {
    private static final Duration MOST_HOURS = Duration.ofDays(31);
    private static final Duration MOST_DAYS = Duration.ofDays(400);

    private final Metering metering;
    private final Reconciliation reconciliation;
    private final Stacks stacks;
    private final Repositories repositories;
    private final Workloads workloads;
    private final Sites sites;
    private final Agents agents;
    private final Entrance entrance;
    private final InstantSource clock;

    UsageController(
            Metering metering,
            Reconciliation reconciliation,
            Stacks stacks,
            Repositories repositories,
            Workloads workloads,
            Sites sites,
            Agents agents,
            Entrance entrance,
            InstantSource clock) {
        this.metering = metering;
        this.reconciliation = reconciliation;
        this.stacks = stacks;
        this.repositories = repositories;
        this.workloads = workloads;
        this.sites = sites;
        this.agents = agents;
        this.entrance = entrance;
        this.clock = clock;
    }

    /**
     * What each service used, by hour or by day of UTC; corrections of closed hours are rows of their own, to be added.
     *
     * @param from an instant, or a day of UTC; the first of this month when left out
     * @param to the end, which is not part of it; now when left out. At most 31 days of hours, or 400 of days
     * @param by {@code hour} or {@code day}
     */
    @GetMapping("/tenants/{tenant}/usage")
    UsageAnswer usage(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "day") String by) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Asked asked = asked(from, to, by);
        UsageNames names = names(scope, principal);
        List<UsageView> all = new ArrayList<>();
        read(scope, asked, used -> all.add(UsageView.of(used, names)));
        return new UsageAnswer(asked.from(), asked.to(), by, all);
    }

    /** The same as CSV. */
    @GetMapping(value = "/tenants/{tenant}/usage.csv", produces = "text/csv")
    void csv(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "day") String by,
            HttpServletResponse response)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Asked asked = asked(from, to, by);
        UsageNames names = names(scope, principal);
        Csv csv = new Csv(response, "usage-" + tenant);
        csv.row(
                by,
                "stack",
                "service",
                "host",
                "revision",
                "cpu_micros",
                "memory_byte_seconds",
                "volume_byte_seconds",
                "sent_bytes",
                "requests",
                "estimated",
                "closed",
                "stack_id",
                "service_id");
        read(scope, asked, used -> write(csv, UsageView.of(used, names)));
        csv.end();
    }

    private static void write(Csv csv, UsageView used) {
        try {
            csv.row(
                    used.from().toString(),
                    text(used.stack()),
                    text(used.service()),
                    text(used.host()),
                    Integer.toString(used.revision()),
                    Long.toString(used.cpuMicros()),
                    Long.toString(used.memoryByteSeconds()),
                    Long.toString(used.volumeByteSeconds()),
                    Long.toString(used.sentBytes()),
                    Long.toString(used.requests()),
                    Boolean.toString(used.estimated()),
                    Boolean.toString(used.closed()),
                    text(used.stackId()),
                    text(used.serviceId()));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    /** Processor time of the tenant by hour: as its services and builds add up, and as the kernel counted the whole. */
    @GetMapping("/tenants/{tenant}/usage/balance")
    TenantBalanceAnswer balance(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        Asked asked = asked(from, to, "hour");
        return new TenantBalanceAnswer(
                asked.from(),
                asked.to(),
                reconciliation.ofTenant(scope, asked.from(), asked.to()).stream()
                        .map(TenantBalanceView::of)
                        .toList());
    }

    /** Processor time of a server by hour: what its tenants used, all else, and times of which nothing is known. */
    @GetMapping("/sites/{site}/hosts/{host}/usage")
    HostBalanceAnswer host(
            Principal principal,
            @PathVariable String site,
            @PathVariable String host,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        entrance.platform(principal);
        Asked asked = asked(from, to, "hour");
        Host found = sites.byName(site).map(there -> sites.hosts(there.id())).orElse(List.of()).stream()
                .filter(known -> known.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", host)));
        return new HostBalanceAnswer(
                asked.from(),
                asked.to(),
                reconciliation.ofHost(found.id(), asked.from(), asked.to()).stream()
                        .map(HostBalanceView::of)
                        .toList(),
                reconciliation.lost(found.id(), asked.from(), asked.to()).stream()
                        .map(lost -> new LostView(lost.from(), lost.to()))
                        .toList(),
                HostReadingView.of(agents, sites.hosts(), clock.instant()).apply(found));
    }

    private UsageNames names(TenantScope scope, Principal principal) {
        return UsageNames.of(scope, stacks, repositories, workloads, sites, Hosts.shownTo(principal));
    }

    private void read(TenantScope scope, Asked asked, Consumer<UsageHour> each) {
        if (asked.byDay()) {
            metering.days(scope, asked.from(), asked.to()).forEach(each);
        } else {
            metering.hours(scope, asked.from(), asked.to(), each);
        }
    }

    private record Asked(Instant from, Instant to, boolean byDay) {}

    private Asked asked(@Nullable String from, @Nullable String to, String by) {
        if (!by.equals("hour") && !by.equals("day")) {
            throw new ProblemException(InvalidInput.of("by", "must be hour or day"));
        }
        Instant now = clock.instant();
        Instant begin = from == null
                ? YearMonth.from(now.atOffset(ZoneOffset.UTC))
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                : time("from", from);
        Instant end = to == null ? now : time("to", to);
        if (!begin.isBefore(end)) {
            throw new ProblemException(InvalidInput.of("to", "must be later than from"));
        }
        Duration most = by.equals("day") ? MOST_DAYS : MOST_HOURS;
        if (Duration.between(begin, end).compareTo(most) > 0) {
            throw new ProblemException(
                    InvalidInput.of("to", "must be within " + most.toDays() + " days of from; ask for less at a time"));
        }
        return new Asked(begin, end, by.equals("day"));
    }

    private static Instant time(String field, String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text).truncatedTo(ChronoUnit.MICROS)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException none) {
            throw new ProblemException(InvalidInput.of(
                    field, "must be a day such as 2026-11-01, or an instant such as 2026-11-01T00:00:00Z"));
        }
    }

    /** @param by how long each row is: {@code hour} or {@code day}, of UTC */
    record UsageAnswer(Instant from, Instant to, String by, List<UsageView> items) {}

    /**
     * What was used in the hour or day that begins at {@code from}. CPU in microseconds; memory and volumes in
     * byte-seconds.
     *
     * @param stack {@code repository/stack}; null for what belongs to the whole tenant, such as builds, and for one that is gone
     * @param service null for what belongs to the whole stack, such as volumes and its traffic, and for one that is gone
     * @param host for the provider's people only
     * @param revision from 1 on a correction of a closed hour
     * @param estimated whether part of it could only be bounded
     * @param closed whether it is final
     */
    record UsageView(
            Instant from,
            @Nullable String stackId,
            @Nullable String stack,
            @Nullable String serviceId,
            @Nullable String service,
            @Nullable String host,
            int revision,
            long cpuMicros,
            long memoryByteSeconds,
            long volumeByteSeconds,
            long sentBytes,
            long requests,
            boolean estimated,
            boolean closed) {
        static UsageView of(UsageHour used, UsageNames names) {
            return new UsageView(
                    used.hour(),
                    words(used.stack()),
                    names.stack(used.stack()),
                    words(used.service()),
                    names.service(used.service()),
                    names.host(used.host()),
                    used.revision(),
                    used.cpuMicros(),
                    used.memoryByteSeconds(),
                    used.volumeByteSeconds(),
                    used.sentBytes(),
                    used.requests(),
                    used.estimated(),
                    used.closed());
        }

        private static @Nullable String words(@Nullable Object id) {
            return id == null ? null : id.toString();
        }
    }

    record TenantBalanceAnswer(Instant from, Instant to, List<TenantBalanceView> items) {}

    /** @param cpuMicros as the kernel counted the tenant as a whole; the other three add up to it */
    record TenantBalanceView(
            Instant from, long cpuMicros, long servicesMicros, long buildsMicros, long residualMicros) {
        static TenantBalanceView of(TenantBalance balance) {
            return new TenantBalanceView(
                    balance.hour(),
                    balance.cpuMicros(),
                    balance.servicesMicros(),
                    balance.buildsMicros(),
                    balance.residualMicros());
        }
    }

    /** @param lost times of which nothing can be known: from the last reading to the start of the kernel */
    record HostBalanceAnswer(
            Instant from, Instant to, List<HostBalanceView> items, List<LostView> lost, HostReadingView reading) {}

    /** @param cpuMicros as the kernel counted the machine as a whole; the other two add up to it */
    record HostBalanceView(Instant from, long cpuMicros, long tenantsMicros, long systemMicros) {
        static HostBalanceView of(HostBalance balance) {
            return new HostBalanceView(
                    balance.hour(), balance.cpuMicros(), balance.tenantsMicros(), balance.systemMicros());
        }
    }

    record LostView(Instant from, Instant to) {}
}
