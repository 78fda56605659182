package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.billing.CostForecast;
import io.binome.billing.Forecasts.Outlook;
import io.binome.billing.Forecasts.Range;
import io.binome.kernel.Money;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A forecast as CSV, the same from the console and from the API: a row for each month that can be told. */
public final class ForecastCsv {
    private ForecastCsv() {}

    public static void write(HttpServletResponse response, String tenant, CostForecast forecast) throws IOException {
        Csv csv = new Csv(response, "forecast-" + tenant + "-" + forecast.month());
        csv.row("month", "spent", "expected", "low", "high", "currency");
        row(csv, forecast, forecast.month().toString(), forecast.spent(), forecast.atEnd());
        if (forecast.year() instanceof Outlook.Known(List<Range> each, Range _, var _)) {
            for (int i = 0; i < each.size(); i++) {
                row(csv, forecast, forecast.first().plusMonths(i).toString(), null, each.get(i));
            }
        }
        csv.end();
    }

    private static void row(Csv csv, CostForecast forecast, String month, @Nullable Money spent, @Nullable Range range)
            throws IOException {
        csv.row(
                month,
                spent == null ? "" : words(spent),
                range == null ? "" : words(forecast.money(range.expected())),
                range == null ? "" : words(forecast.money(range.low())),
                range == null ? "" : words(forecast.money(range.high())),
                forecast.spent().currency());
    }

    /** To whole cents. */
    public static String words(Money money) {
        return Bill.cents(money.amount(), money.currency())
                .amount()
                .setScale(Bill.digits(money.currency()))
                .toPlainString();
    }
}
