package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binome.kernel.Money;
import io.binome.kernel.ProblemException;
import java.math.BigDecimal;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write, and what somebody writes who looks for a way to break it. */
class InvoiceInputTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "2026", "2026-13", "+999999999-12", "-0001-01", "1999-12", "0000-00", "2026-10-01"})
    void noOtherMonthIsTaken(String text) {
        assertThatThrownBy(() -> InvoiceInput.month(text)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aMonthIsTaken() {
        assertThat(InvoiceInput.month("2026-10")).isEqualTo(YearMonth.of(2026, 10));
    }

    @ParameterizedTest
    @CsvSource({"12.5,EUR,12.5", "'12,50',EUR,12.5", "12,JPY,12", "1.234,TND,1.234"})
    void anAmountIsTakenAsItsCurrencyIsPaid(String text, String currency, BigDecimal amount) {
        assertThat(InvoiceInput.net(text, currency)).isEqualTo(Money.of(amount, currency));
    }

    @ParameterizedTest
    @CsvSource({"12.505,EUR", "12.5,JPY", "-1,EUR", "1e3,EUR", "'1 000',EUR", "'1,000.50',EUR", "NaN,EUR"})
    void whatCannotBePaidIsNotTaken(String text, String currency) {
        assertThatThrownBy(() -> InvoiceInput.net(text, currency)).isInstanceOf(ProblemException.class);
    }
}
