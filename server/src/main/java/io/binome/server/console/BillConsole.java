package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.Bills;
import io.binome.billing.Forecasts;
import io.binome.billing.Origin;
import io.binome.billing.Place;
import io.binome.kernel.ProblemException;
import io.binome.kernel.StackId;
import io.binome.kernel.TenantScope;
import io.binome.kernel.WorkloadId;
import io.binome.metering.UsageHour;
import io.binome.server.api.Entrance;
import io.binome.tenancy.Access;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;

/** What a tenant used and what that costs: a month, a place in it, an hour of that. */
@Controller
final class BillConsole {
    private final Entrance entrance;
    private final Bills bills;
    private final InstantSource clock;
    private final Frames frames;
    private final Pages pages;

    BillConsole(Entrance entrance, Bills bills, InstantSource clock, Frames frames, Pages pages) {
        this.entrance = entrance;
        this.bills = bills;
        this.clock = clock;
        this.frames = frames;
        this.pages = pages;
    }

    @GetMapping("/t/{tenant}/bill")
    View bill(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String month) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "bill", "nav.bill");
        YearMonth asked = month(entry.scope(), month);
        Bill bill = bills.month(entry.scope(), asked);
        Forecasts.Range end = bills.end(entry.scope(), bill, clock.instant())
                .filter(Forecasts.Outlook.Known.class::isInstance)
                .map(outlook -> ((Forecasts.Outlook.Known) outlook).total())
                .orElse(null);
        return pages.page("bill", frame, new BillPage(bill, bills.month(entry.scope(), asked.minusMonths(1)), end));
    }

    /** What a service costs, or what belongs to a stack as a whole, down to the hours of a day. */
    @GetMapping("/t/{tenant}/bill/place")
    View place(
            Principal principal,
            HttpServletRequest request,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String month,
            @RequestParam(defaultValue = "") String stack,
            @RequestParam(defaultValue = "") String service,
            @RequestParam(defaultValue = "") String day) {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        Frame frame = frames.inside(request, principal, entry, "bill", "nav.bill");
        TenantScope scope = entry.scope();
        YearMonth asked = month(scope, month);
        Origin origin = new Origin(StackId.parse(stack), service.isEmpty() ? null : WorkloadId.parse(service));
        Bill bill = bills.month(scope, asked);
        Place place = bills.basis(scope, asked).names().apply(origin);
        List<UsageHour> hours = bills.hours(scope, asked, origin);
        LocalDate shown = day(day, hours, bill);
        return pages.page(
                "bill-place",
                frame,
                new BillPlacePage(
                        bill,
                        origin,
                        place,
                        shown,
                        hours.stream()
                                .filter(hour -> LocalDate.ofInstant(hour.hour(), bill.zone())
                                        .equals(shown))
                                .toList()));
    }

    /** All hours of a place's month. */
    @GetMapping("/t/{tenant}/bill/place.csv")
    void place(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String month,
            @RequestParam(defaultValue = "") String stack,
            @RequestParam(defaultValue = "") String service)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        YearMonth asked = month(scope, month);
        Origin origin = new Origin(StackId.parse(stack), service.isEmpty() ? null : WorkloadId.parse(service));
        BillCsv.place(response, "hours-" + tenant + "-" + asked, bills.hours(scope, asked, origin));
    }

    private static LocalDate day(String text, List<UsageHour> hours, Bill bill) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException none) {
            return hours.isEmpty()
                    ? bill.month().atDay(1)
                    : LocalDate.ofInstant(hours.getLast().hour(), bill.zone());
        }
    }

    /** The lines of a month. */
    @GetMapping("/t/{tenant}/bill.csv")
    void export(
            Principal principal,
            HttpServletResponse response,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "") String month)
            throws IOException {
        Access.Entry entry = entrance.tenant(principal, tenant, Permission.READ);
        BillCsv.month(response, tenant, bills.month(entry.scope(), month(entry.scope(), month)));
    }

    private YearMonth month(TenantScope scope, String text) {
        try {
            return InvoiceInput.month(text);
        } catch (ProblemException none) {
            return bills.current(scope);
        }
    }
}
