package io.binome.server.api;

import io.binome.billing.AgreedBooks;
import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Bills;
import io.binome.billing.DayCost;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metering;
import io.binome.server.console.BillCsv;
import io.binome.server.console.InvoiceInput;
import io.binome.tenancy.Permission;
import io.binome.tenancy.Principal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a tenant really used, in prices. */
@RestController
@RequestMapping("/api/v1/tenants/{tenant}/bill")
final class BillController {
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 9999;

    private final Bills bills;
    private final Metering metering;
    private final InstantSource clock;
    private final Entrance entrance;

    BillController(Bills bills, Metering metering, Entrance entrance, InstantSource clock) {
        this.bills = bills;
        this.metering = metering;
        this.clock = clock;
        this.entrance = entrance;
    }

    /** A month with its lines and days; the one that goes on now when none is named. */
    @GetMapping
    BillView bill(
            Principal principal, @PathVariable String tenant, @RequestParam(required = false) @Nullable String month) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        return BillView.of(bills.month(scope, month(scope, month)));
    }

    /** The months of a year that have begun. */
    @GetMapping("/year")
    Listing<MonthView> year(
            Principal principal, @PathVariable String tenant, @RequestParam(required = false) @Nullable Integer year) {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        int asked = year == null ? bills.current(scope).getYear() : year;
        return Listing.of(bills.year(scope, Math.clamp(asked, FIRST_YEAR, LAST_YEAR)).values().stream()
                .map(MonthView::of)
                .toList());
    }

    /** The lines of a month as CSV. */
    @GetMapping(value = "/csv", produces = "text/csv")
    void csv(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(required = false) @Nullable String month,
            HttpServletResponse response)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        BillCsv.month(response, tenant, bills.month(scope, month(scope, month)));
    }

    /**
     * What each month, day or hour cost, as CSV. Hours share out what their day cost by what they used.
     *
     * @param by {@code month}, {@code day} or {@code hour}
     * @param from a month or a day; the last twelve months, this month or today when left out
     * @param until the last month or day of it; at most two years of months, 92 days, or 3 days of hours
     */
    @GetMapping(value = "/over-time/csv", produces = "text/csv")
    void overTime(
            Principal principal,
            @PathVariable String tenant,
            @RequestParam(defaultValue = "month") String by,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String until,
            HttpServletResponse response)
            throws IOException {
        TenantScope scope = entrance.tenant(principal, tenant, Permission.READ).scope();
        BillCsv.overTime(response, tenant, bills, metering, scope, List.of(by, from, until), clock.instant());
    }

    private YearMonth month(TenantScope scope, @Nullable String text) {
        return text == null || text.isEmpty() ? bills.current(scope) : InvoiceInput.month(text);
    }

    /**
     * A month, as decimal texts.
     *
     * @param books which price book holds from when until when, without gaps; empty names where none was agreed
     * @param from where the month begins in {@code zone}; {@code until} where what is rated ends
     * @param unpriced how many lines have no price: the total is that of the others
     * @param minimum the least that the whole month costs
     * @param lines each with its quantity in base units, its exact amount and its cents
     */
    record BillView(
            String month,
            List<AgreedBooks.Named> books,
            String currency,
            String zone,
            Instant from,
            Instant until,
            boolean complete,
            boolean estimated,
            String total,
            int unpriced,
            String minimum,
            List<Map<String, Object>> lines,
            List<DayView> days) {
        static BillView of(Bill bill) {
            return new BillView(
                    bill.month().toString(),
                    bill.books(),
                    bill.currency(),
                    bill.zone().getId(),
                    bill.from(),
                    bill.until(),
                    bill.complete(),
                    bill.estimated(),
                    cents(bill.total()),
                    bill.unpriced(),
                    cents(bill.minimum()),
                    bill.lines().stream().map(BillLine::toJson).toList(),
                    bill.days().stream().map(DayView::of).toList());
        }
    }

    /**
     * What one thing cost at one place on one day, not rounded to cents.
     *
     * @param of what is measured; null for fees
     * @param amount null when there is no price
     */
    record DayView(
            LocalDate day,
            String environment,
            String repository,
            String stack,
            String service,
            @Nullable String of,
            String quantity,
            @Nullable String amount) {
        static DayView of(DayCost cost) {
            return new DayView(
                    cost.day(),
                    cost.place().environment(),
                    cost.place().repository(),
                    cost.place().stack(),
                    cost.place().service(),
                    cost.measured() == null ? null : cost.measured().word(),
                    cost.quantity().toString(),
                    cost.amount() == null ? null : PriceBook.words(cost.amount().amount()));
        }
    }

    record MonthView(String month, String currency, boolean complete, String total, int unpriced) {
        static MonthView of(Bill bill) {
            return new MonthView(
                    bill.month().toString(), bill.currency(), bill.complete(), cents(bill.total()), bill.unpriced());
        }
    }

    private static String cents(Money money) {
        return money.amount().setScale(Bill.digits(money.currency())).toPlainString();
    }
}
