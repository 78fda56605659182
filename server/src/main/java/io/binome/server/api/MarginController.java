package io.binome.server.api;

import io.binome.kernel.HostCostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import io.binome.margin.HostCapacity;
import io.binome.margin.HostCost;
import io.binome.margin.HostCosts;
import io.binome.margin.MarginCsv;
import io.binome.margin.Margins;
import io.binome.margin.MonthMargin;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.tenancy.Principal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What hosts cost the provider, and what is left of each tenant's bill: for the provider's people alone. */
@RestController
@RequestMapping("/api/v1")
final class MarginController {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private final HostCosts costs;
    private final Margins margins;
    private final Sites sites;
    private final Entrance entrance;

    MarginController(HostCosts costs, Margins margins, Sites sites, Entrance entrance) {
        this.costs = costs;
        this.margins = margins;
        this.sites = sites;
        this.entrance = entrance;
    }

    /**
     * A month of all tenants and hosts; amounts without tax.
     *
     * @param month such as {@code 2026-10}; this one, as far as it is over, when left out
     */
    @GetMapping("/margin")
    MarginView margin(Principal principal, @RequestParam(required = false) @Nullable String month) {
        entrance.platform(principal);
        Margins all = margins;
        return MarginView.of(all.month(month == null ? all.current() : month("month", month)));
    }

    /** The same for a spreadsheet: a line for each tenant, then the capacity that nobody used. */
    @GetMapping(value = "/margin/csv", produces = "text/csv")
    ResponseEntity<byte[]> csv(Principal principal, @RequestParam(required = false) @Nullable String month) {
        entrance.platform(principal);
        MonthMargin found = margins.month(month == null ? margins.current() : month("month", month));
        return InvoiceController.download(
                MarginCsv.of(found).getBytes(StandardCharsets.UTF_8), "text/csv", "margin-" + found.month() + ".csv");
    }

    /** All entries and sizes, those of hosts that are gone too. */
    @GetMapping("/host-costs")
    CostsAnswer list(Principal principal) {
        entrance.platform(principal);
        return new CostsAnswer(
                costs.all().stream().map(CostView::of).toList(),
                costs.capacities().stream().map(SizeView::of).toList());
    }

    /** A cost by the month, from a month on. Kinds: rent, depreciation, energy, licences, other. */
    @PostMapping("/sites/{site}/hosts/{host}/costs")
    @ResponseStatus(HttpStatus.CREATED)
    CostView add(
            Principal principal,
            @PathVariable String site,
            @PathVariable String host,
            @RequestBody NewCostRequest request) {
        entrance.platform(principal);
        return CostView.of(costs.add(
                principal.actor(),
                host(site, host).id(),
                new HostCosts.NewCost(
                        kind(Words.required("kind", request.kind())),
                        decimal("amount", Words.required("amount", request.amount())),
                        request.currency() == null ? "EUR" : request.currency(),
                        month("from", Words.required("from", request.from())),
                        request.until() == null ? null : month("until", request.until()),
                        request.note() == null ? "" : request.note())));
    }

    /** A cost ends sooner; where it begins, when it was entered by mistake. */
    @PostMapping("/host-costs/{cost}/end")
    CostView end(Principal principal, @PathVariable String cost, @RequestBody EndRequest request) {
        entrance.platform(principal);
        return CostView.of(costs.end(
                principal.actor(), HostCostId.parse(cost), month("until", Words.required("until", request.until()))));
    }

    /** How large a host is, from a month on. */
    @PostMapping("/sites/{site}/hosts/{host}/size")
    @ResponseStatus(HttpStatus.CREATED)
    SizeView size(
            Principal principal,
            @PathVariable String site,
            @PathVariable String host,
            @RequestBody SizeRequest request) {
        entrance.platform(principal);
        return SizeView.of(costs.size(
                principal.actor(),
                host(site, host).id(),
                month("from", Words.required("from", request.from())),
                whole("processors", Words.required("processors", request.processors()), MILLI),
                whole("memoryGib", Words.required("memoryGib", request.memoryGib()), GIB)));
    }

    private Host host(String site, String host) {
        return sites.byName(site).map(there -> sites.hosts(there.id())).orElse(List.of()).stream()
                .filter(known -> known.name().equals(host))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", host)));
    }

    private static HostCost.Kind kind(String word) {
        return Arrays.stream(HostCost.Kind.values())
                .filter(kind -> kind.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        InvalidInput.of("kind", "must be rent, depreciation, energy, licences or other")));
    }

    private static YearMonth month(String field, String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException none) {
            throw new ProblemException(InvalidInput.of(field, "must be a month such as 2026-10"), none);
        }
    }

    private static BigDecimal decimal(String field, String text) {
        if (!text.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?")) {
            throw new ProblemException(InvalidInput.of(field, "must be a number such as 129.90"));
        }
        return new BigDecimal(text);
    }

    private static long whole(String field, String text, BigDecimal unit) {
        try {
            return decimal(field, text).multiply(unit).longValueExact();
        } catch (ArithmeticException uneven) {
            throw new ProblemException(InvalidInput.of(field, "must be a number such as 16"), uneven);
        }
    }

    private static String text(Money money) {
        return money.amount().stripTrailingZeros().scale() > 2
                ? money.amount().toPlainString()
                : money.amount().setScale(2).toPlainString();
    }

    private static @Nullable String orNull(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /**
     * @param kind rent, depreciation, energy, licences or other
     * @param amount of each month, without tax, such as {@code 129.90}
     * @param currency EUR when null; the same for all costs
     * @param from the first month, such as {@code 2026-01}
     * @param until the first month without it; null while no end is known
     */
    record NewCostRequest(
            String kind,
            String amount,
            @Nullable String currency,
            String from,
            @Nullable String until,
            @Nullable String note) {}

    /** @param until the first month without it */
    record EndRequest(String until) {}

    /** @param processors such as {@code 16}; {@code memoryGib} such as {@code 62.5} */
    record SizeRequest(String from, String processors, String memoryGib) {}

    record CostsAnswer(List<CostView> costs, List<SizeView> sizes) {}

    record CostView(
            String id,
            String site,
            String host,
            String kind,
            String amount,
            String currency,
            String from,
            @Nullable String until,
            String note,
            Instant recordedAt,
            String recordedBy) {
        static CostView of(HostCost cost) {
            return new CostView(
                    cost.id().toString(),
                    cost.siteName(),
                    cost.hostName(),
                    cost.kind().word(),
                    text(cost.amount()),
                    cost.amount().currency(),
                    cost.from().toString(),
                    orNull(cost.until()),
                    cost.note(),
                    cost.recordedAt(),
                    cost.recordedBy());
        }
    }

    record SizeView(
            String site,
            String host,
            String from,
            String processors,
            String memoryGib,
            Instant recordedAt,
            String recordedBy) {
        static SizeView of(HostCapacity size) {
            return new SizeView(
                    size.siteName(),
                    size.hostName(),
                    size.from().toString(),
                    BigDecimal.valueOf(size.milliProcessors(), 3)
                            .stripTrailingZeros()
                            .toPlainString(),
                    BigDecimal.valueOf(size.memoryBytes())
                            .divide(GIB)
                            .stripTrailingZeros()
                            .toPlainString(),
                    size.recordedAt(),
                    size.recordedBy());
        }
    }

    /**
     * @param unused what the capacity costs that no tenant used, and the system; {@code cost} is that and all of the
     *     tenants' costs, to the cent
     * @param margin what was billed less all of {@code cost}
     * @param percent of what was billed; null when that is nothing
     */
    record MarginView(
            String month,
            boolean complete,
            String currency,
            String billed,
            String cost,
            String unused,
            String margin,
            @Nullable String percent,
            List<TenantMarginView> tenants,
            List<HostMarginView> hosts) {
        static MarginView of(MonthMargin month) {
            return new MarginView(
                    month.month().toString(),
                    month.complete(),
                    month.currency(),
                    text(month.billed()),
                    text(month.cost()),
                    text(month.unused()),
                    text(month.margin()),
                    orNull(month.percent()),
                    month.tenants().stream().map(TenantMarginView::of).toList(),
                    month.hosts().stream().map(HostMarginView::of).toList());
        }
    }

    /**
     * @param currency of what was billed
     * @param unpriced how many lines of the bill have no price
     * @param margin null when the bill is in another currency than the costs
     */
    record TenantMarginView(
            String tenant,
            String billed,
            String currency,
            int unpriced,
            String cost,
            @Nullable String margin,
            @Nullable String percent) {
        static TenantMarginView of(MonthMargin.OfTenant tenant) {
            Money margin = tenant.margin();
            return new TenantMarginView(
                    tenant.name(),
                    text(tenant.billed()),
                    tenant.billed().currency(),
                    tenant.unpriced(),
                    text(tenant.cost()),
                    margin == null ? null : text(margin),
                    orNull(tenant.percent()));
        }
    }

    /**
     * @param sized whether its size is known; when it is not, all of its cost is unused
     * @param cpuPercent of its processors, what all tenants used; {@code memoryPercent} of its memory; null without a size
     */
    record HostMarginView(
            String site,
            String host,
            String cost,
            String unused,
            boolean sized,
            @Nullable String cpuPercent,
            @Nullable String memoryPercent) {
        static HostMarginView of(MonthMargin.OfHost host) {
            return new HostMarginView(
                    host.site(),
                    host.name(),
                    text(host.cost()),
                    text(host.unused()),
                    host.sized(),
                    orNull(host.cpuPercent()),
                    orNull(host.memoryPercent()));
        }
    }
}
