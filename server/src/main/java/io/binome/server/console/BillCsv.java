package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.BillLine;
import io.binome.billing.Bills;
import io.binome.billing.PriceBook;
import io.binome.kernel.Money;
import io.binome.kernel.TenantScope;
import io.binome.metering.Metered;
import io.binome.metering.Metering;
import io.binome.metering.UsageHour;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Bills as CSV, the same from the console and from the API. */
public final class BillCsv {
    private BillCsv() {}

    /** The lines of a month, with exact amounts. */
    public static void month(HttpServletResponse response, String tenant, Bill bill) throws IOException {
        Csv csv = new Csv(response, "bill-" + tenant + "-" + bill.month());
        csv.row(
                "month",
                "environment",
                "repository",
                "stack",
                "service",
                "of",
                "from",
                "until",
                "begin",
                "end",
                "price_book",
                "quantity",
                "included",
                "committed",
                "unit",
                "price",
                "tier",
                "share",
                "exact_numerator",
                "exact_denominator",
                "amount",
                "currency",
                "estimated");
        for (BillLine line : bill.lines()) {
            csv.row(
                    bill.month().toString(),
                    line.place().environment(),
                    line.place().repository(),
                    line.place().stack(),
                    line.place().service(),
                    line.measured() == null
                            ? line.kind() + " " + line.name()
                            : line.measured().word(),
                    line.from().toString(),
                    line.until().toString(),
                    line.time().begin().toString(),
                    line.time().end().toString(),
                    line.time().book(),
                    line.quantity().toString(),
                    line.included().toString(),
                    line.committed().toString(),
                    line.baseUnits() + " = 1 " + line.per(),
                    line.price() == null ? "" : PriceBook.words(line.price()),
                    Integer.toString(line.tier()),
                    PriceBook.words(line.share()),
                    // Apart: a spreadsheet takes 3/4 for a day in April or in March.
                    line.exact() == null ? "" : line.exact().numerator().toString(),
                    line.exact() == null ? "" : line.exact().denominator().toString(),
                    line.amount() == null
                            ? ""
                            : line.amount()
                                    .amount()
                                    .setScale(Bill.digits(bill.currency()))
                                    .toPlainString(),
                    bill.currency(),
                    Boolean.toString(line.estimated()));
        }
        csv.end();
    }

    /** The hours of one place in a month, as they were metered: base units, times of UTC. On which server is not said. */
    static void place(HttpServletResponse response, String name, List<UsageHour> hours) throws IOException {
        Csv csv = new Csv(response, name);
        List<String> head = new ArrayList<>(List.of("hour", "revision"));
        for (Metered measured : Metered.values()) {
            head.add(measured.word());
        }
        head.addAll(List.of("estimated", "closed"));
        csv.row(head.toArray(String[]::new));
        for (UsageHour hour : hours) {
            List<String> row = new ArrayList<>(List.of(hour.hour().toString(), Integer.toString(hour.revision())));
            for (Metered measured : Metered.values()) {
                row.add(Long.toString(hour.quantity(measured)));
            }
            row.addAll(List.of(Boolean.toString(hour.estimated()), Boolean.toString(hour.closed())));
            csv.row(row.toArray(String[]::new));
        }
        csv.end();
    }

    /**
     * What each piece of a period cost.
     *
     * @param by {@code month}, {@code day} or {@code hour}; {@code from} and {@code until} as the page has them in its address
     */
    public static void overTime(
            HttpServletResponse response,
            String tenant,
            Bills bills,
            Metering metering,
            TenantScope scope,
            List<String> asked,
            Instant now)
            throws IOException {
        ZoneId zone = bills.basis(scope, bills.current(scope)).zone();
        Period period = Period.of(asked.get(0), asked.get(1), asked.get(2), LocalDate.ofInstant(now, zone));
        overTime(response, tenant, period, CostPiece.read(bills, metering, scope, period, now));
    }

    static void overTime(HttpServletResponse response, String tenant, Period period, List<CostPiece> pieces)
            throws IOException {
        Csv csv = new Csv(
                response,
                "costs-" + tenant + "-" + period.from() + "-by-" + period.by().word());
        csv.row(
                period.by().word(),
                "environment",
                "repository",
                "stack",
                "service",
                "of",
                "quantity",
                "amount",
                "currency");
        for (CostPiece piece : pieces) {
            Money amount = piece.amount();
            csv.row(
                    piece.at(),
                    piece.place().environment(),
                    piece.place().repository(),
                    piece.place().stack(),
                    piece.place().service(),
                    piece.what(),
                    piece.quantity().toString(),
                    amount == null ? "" : PriceBook.words(amount.amount()),
                    amount == null ? "" : amount.currency());
        }
        csv.end();
    }
}
