package io.binome.margin;

import io.binome.billing.Bill;
import io.binome.kernel.CsvLine;
import io.binome.kernel.Money;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A month's margin as CSV (RFC 4180), with a point in numbers: a line for each tenant, then what nobody used. */
public final class MarginCsv {
    private static final List<String> HEAD = List.of(
            "month", "tenant", "billed", "billed_currency", "unpriced", "cost", "margin", "percent", "currency");

    private MarginCsv() {}

    public static String of(MonthMargin month) {
        StringBuilder csv = new StringBuilder(CsvLine.of(HEAD));
        for (MonthMargin.OfTenant tenant : month.tenants()) {
            BigDecimal percent = tenant.percent();
            csv.append(CsvLine.of(List.of(
                    month.month().toString(),
                    tenant.name(),
                    words(tenant.billed()),
                    tenant.billed().currency(),
                    Integer.toString(tenant.unpriced()),
                    words(tenant.cost()),
                    words(tenant.margin()),
                    percent == null ? "" : percent.toPlainString(),
                    month.currency())));
        }
        csv.append(CsvLine.of(
                List.of(month.month().toString(), "", "", "", "", words(month.unused()), "", "", month.currency())));
        return csv.toString();
    }

    private static String words(@Nullable Money money) {
        return money == null
                ? ""
                : money.amount().setScale(Bill.digits(money.currency())).toPlainString();
    }
}
