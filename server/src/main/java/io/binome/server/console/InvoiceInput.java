package io.binome.server.console;

import io.binome.billing.Invoice;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** What people write when they take back an invoice. */
public final class InvoiceInput {
    private static final int LONGEST_REASON = 500;

    private InvoiceInput() {}

    /** Null when nothing is written: all that is left. A comma is taken for a point. */
    public static @Nullable Money net(@Nullable String text, Invoice of) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String point = text.strip().replace(',', '.');
        if (!point.matches("[0-9]{1,12}(\\.[0-9]{1,2})?")) {
            throw new ProblemException(InvalidInput.of("net", "must be an amount as 12.50"));
        }
        return Money.of(new BigDecimal(point), of.currency());
    }

    public static YearMonth month(@Nullable String text) {
        try {
            return YearMonth.parse(text == null ? "" : text);
        } catch (DateTimeException malformed) {
            throw new ProblemException(InvalidInput.of("month", "must be a month as 2026-10"), malformed);
        }
    }

    public static String reason(@Nullable String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST_REASON) {
            throw new ProblemException(InvalidInput.of("reason", "must have 1 to " + LONGEST_REASON + " characters"));
        }
        return text.strip();
    }
}
