package io.binome.server.console;

import io.binome.billing.Bill;
import io.binome.kernel.InvalidInput;
import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/** What people write when they take back an invoice. */
public final class InvoiceInput {
    private static final int LONGEST_REASON = 500;

    private InvoiceInput() {}

    /** Null when nothing is written: all that is left. A comma is taken for a point. No more digits than can be paid. */
    public static @Nullable Money net(@Nullable String text, String currency) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String point = text.strip().replace(',', '.');
        int digits = Bill.digits(currency);
        if (!point.matches("[0-9]{1,12}" + (digits == 0 ? "" : "(\\.[0-9]{1," + digits + "})?"))) {
            throw new ProblemException(InvalidInput.of(
                    "net",
                    "must be an amount as "
                            + new BigDecimal("12.5")
                                    .setScale(digits, RoundingMode.DOWN)
                                    .toPlainString()));
        }
        return Money.of(new BigDecimal(point), currency);
    }

    /** Of years that a calendar in four digits has, from when on something could be measured. */
    public static YearMonth month(@Nullable String text) {
        String written = text == null ? "" : text;
        try {
            YearMonth month = YearMonth.parse(written);
            if (written.matches("2[0-9]{3}-[0-9]{2}")) {
                return month;
            }
        } catch (DateTimeException malformed) {
            // As one that is out of range.
        }
        throw new ProblemException(InvalidInput.of("month", "must be a month as 2026-10"));
    }

    public static String reason(@Nullable String text) {
        if (text == null || text.isBlank() || text.length() > LONGEST_REASON) {
            throw new ProblemException(InvalidInput.of("reason", "must have 1 to " + LONGEST_REASON + " characters"));
        }
        return text.strip();
    }
}
