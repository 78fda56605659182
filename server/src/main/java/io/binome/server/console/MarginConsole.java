package io.binome.server.console;

import io.binome.kernel.HostCostId;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.ProblemException;
import io.binome.margin.HostCost;
import io.binome.margin.HostCostCsv;
import io.binome.margin.HostCosts;
import io.binome.margin.MarginCsv;
import io.binome.margin.Margins;
import io.binome.margin.MonthMargin;
import io.binome.server.api.ApiProblem;
import io.binome.server.api.Entrance;
import io.binome.sites.Host;
import io.binome.sites.Sites;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What hosts cost the provider, and what is left of what it bills: for its own people alone. */
@Controller
@RequestMapping("/provider")
final class MarginConsole {
    private static final String COSTS = "/provider/costs";
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);
    private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

    private final Entrance entrance;
    private final HostCosts costs;
    private final Margins margins;
    private final Sites sites;
    private final Frames frames;
    private final Pages pages;

    MarginConsole(Entrance entrance, HostCosts costs, Margins margins, Sites sites, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.costs = costs;
        this.margins = margins;
        this.sites = sites;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/margin")
    View margin(Principal principal, HttpServletRequest request, @RequestParam(defaultValue = "") String month) {
        entrance.platform(principal);
        Frame frame = frames.outside(request, principal, "margin", "nav.margin");
        Margins all = margins;
        return pages.page("margin", frame, new MarginPage(all.month(asked(all, month)), all.current()));
    }

    /** The same as a table: tenants, then what nobody used. */
    @GetMapping("/margin.csv")
    void csv(Principal principal, HttpServletResponse response, @RequestParam(defaultValue = "") String month)
            throws IOException {
        entrance.platform(principal);
        Margins all = margins;
        MonthMargin found = all.month(asked(all, month));
        Csv.send(response, "margin-" + found.month(), MarginCsv.of(found));
    }

    private static YearMonth asked(Margins all, String month) {
        try {
            YearMonth asked = YearMonth.parse(month);
            return asked.isAfter(all.current()) ? all.current() : asked;
        } catch (DateTimeException none) {
            return all.current();
        }
    }

    @GetMapping("/costs")
    View list(Principal principal, HttpServletRequest request) {
        entrance.platform(principal);
        Frame frame = frames.outside(request, principal, "margin", "costs.of-hosts");
        List<String> hosts = sites.list().stream()
                .flatMap(site -> sites.hosts(site.id()).stream().map(host -> site.name() + "/" + host.name()))
                .toList();
        return pages.page(
                "host-costs", frame, new MarginPage.Costs(costs.all(), costs.capacities(), hosts, margins.current()));
    }

    @GetMapping("/costs.csv")
    void costs(Principal principal, HttpServletResponse response) throws IOException {
        entrance.platform(principal);
        Csv.send(response, "server-costs", HostCostCsv.of(costs.all()));
    }

    @PostMapping("/costs")
    String add(
            Principal principal,
            @RequestParam(defaultValue = "") String host,
            @RequestParam(defaultValue = "") String kind,
            @RequestParam(defaultValue = "") String amount,
            @RequestParam(defaultValue = "EUR") String currency,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            @RequestParam(defaultValue = "") String note) {
        entrance.platform(principal);
        costs.add(
                principal.actor(),
                host(host).id(),
                new HostCosts.NewCost(
                        kind(kind), number("amount", amount), currency.strip(), month("from", from), end(until), note));
        return Pages.to(COSTS, "host-cost-added");
    }

    @PostMapping("/costs/size")
    String size(
            Principal principal,
            @RequestParam(defaultValue = "") String host,
            @RequestParam(defaultValue = "") String processors,
            @RequestParam(defaultValue = "") String memory,
            @RequestParam(defaultValue = "") String from) {
        entrance.platform(principal);
        costs.size(
                principal.actor(),
                host(host).id(),
                month("from", from),
                whole("processors", processors, MILLI),
                whole("memory", memory, GIB));
        return Pages.to(COSTS, "host-sized");
    }

    @PostMapping("/costs/{cost}/end")
    String end(Principal principal, @PathVariable String cost, @RequestParam(defaultValue = "") String until) {
        entrance.platform(principal);
        costs.end(principal.actor(), HostCostId.parse(cost), month("until", until));
        return Pages.to(COSTS, "host-cost-ended");
    }

    /** As {@code site/host}. */
    private Host host(String address) {
        int slash = address.indexOf('/');
        return sites.byName(slash < 0 ? address : address.substring(0, slash)).stream()
                .flatMap(site -> sites.hosts(site.id()).stream())
                .filter(host -> host.name().equals(address.substring(slash + 1)))
                .findFirst()
                .orElseThrow(() -> new ProblemException(new ApiProblem.NotFound("host", address)));
    }

    private static HostCost.Kind kind(String word) {
        return Arrays.stream(HostCost.Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        InvalidInput.of("kind", "must be rent, depreciation, energy, licences or other")));
    }

    private static @Nullable YearMonth end(String until) {
        return until.isBlank() ? null : month("until", until);
    }

    private static YearMonth month(String field, String text) {
        try {
            return YearMonth.parse(text.strip());
        } catch (DateTimeException none) {
            throw new ProblemException(InvalidInput.of(field, "must be a month such as 2026-10"), none);
        }
    }

    /** With a comma or a point, and with the spaces that French puts between thousands. */
    private static BigDecimal number(String field, String text) {
        String plain = text.replaceAll("[\\s\u00a0\u202f]", "").replace(',', '.');
        if (!plain.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
            throw new ProblemException(InvalidInput.of(field, "must be a number such as 129.90"));
        }
        return new BigDecimal(plain);
    }

    private static long whole(String field, String text, BigDecimal unit) {
        try {
            return number(field, text).multiply(unit).longValueExact();
        } catch (ArithmeticException uneven) {
            throw new ProblemException(InvalidInput.of(field, "must be a number such as 16"), uneven);
        }
    }
}
