package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.billing.InvoiceLine;
import io.binome.metering.Metered;
import io.binome.metering.UsageHour;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An invoice, or one of its lines with the hours below it.
 *
 * @param api where its files are
 * @param line null for the whole invoice
 * @param hours of the line
 */
public record InvoicePage(
        Invoice invoice, String api, @Nullable InvoiceLine line, List<UsageHour> hours) {
    private static final int MOST_DIGITS = 9;

    /** What a line is for, in the reader's language. */
    public String what(Reader reader, InvoiceLine line) {
        Metered measured = line.measured();
        String what = measured != null
                ? reader.text("invoice.of." + measured)
                : line.name().isEmpty() ? reader.text("invoice.kind." + line.kind()) : line.name();
        return line.kind() == InvoiceLine.Kind.CORRECTION
                ? reader.text("invoice.correction", what, line.month().toString())
                : what;
    }

    public String where(InvoiceLine line) {
        String stack = line.place().stack();
        return stack.isEmpty()
                ? ""
                : (line.place().service().isEmpty() ? "" : line.place().service() + " · ")
                        + line.place().environment() + " · " + line.place().repository() + "/" + stack;
    }

    public String number(Reader reader, BigDecimal number) {
        NumberFormat format = NumberFormat.getNumberInstance(Locale.of(reader.language()));
        format.setMaximumFractionDigits(MOST_DIGITS);
        return format.format(number);
    }

    /** Whether something was measured for it, so that there are hours to look at. */
    public boolean opens(InvoiceLine line) {
        return line.measured() != null && !invoice.isCredit();
    }

    public long quantity(UsageHour hour, Metered measured) {
        return hour.quantity(measured);
    }
}
